import { createRequire } from 'node:module';
import { build } from 'esbuild';

/** What is wrong with a statement by Trino's grammar; nothing for one that is right. */
type Validate = (sql: string) => readonly unknown[];

/** Loads the grammar, whose modules import folders and so have to be bundled first. */
export async function loadTrinoGrammar(): Promise<Validate> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('dt-sql-parser/dist/parser/trino/index.js');
  const options = { bundle: true, format: 'esm', platform: 'node', write: false, minifyWhitespace: true } as const;
  const { outputFiles } = await build({ entryPoints: [entry], ...options });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const { TrinoSQL } = await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`);
  const parser = new TrinoSQL();
  return (sql) => parser.validate(sql);
}
