import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = new URL('../../src/trail/', import.meta.url);

/** 300 pages of memory, as scanner.ts lays it out; nothing of AssemblyScript's own runtime. */
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '300'];

/** Compiles src/trail/scanner.as; gives WebAssembly's bytes. Throws what the compiler says. */
export async function compileScanner(): Promise<Uint8Array> {
  const source = await readFile(new URL('scanner.as', folder), 'utf8');
  let made: Uint8Array | undefined;
  const { error, stderr } = await asc.main(['scanner.ts', ...options, '-o', 'scanner.wasm'], {
    readFile: (name) => (name === 'scanner.ts' ? source : null),
    writeFile(_, contents) {
      made = typeof contents === 'string' ? Buffer.from(contents) : contents;
    },
    listFiles: () => [],
  });
  if (error || !made) throw new Error(`scanner.as cannot be compiled: ${error?.message}\n${stderr.toString()}`);
  return made;
}

/** What scanner-code.ts says for these bytes. */
export function writeModule(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,112}/g) ?? [];
  return `/**
 * scanner.as compiled to WebAssembly, in base64. After a change there: \`node --import tsx test/trail/build-scanner.ts\`.
 * A test holds that compiling gives exactly this.
 */
export const scannerCode = [
${lines.map((line) => `  '${line}',\n`).join('')}].join('');
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('scanner-code.ts', folder), writeModule(await compileScanner()));
}
