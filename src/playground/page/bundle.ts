import { fileURLToPath } from 'node:url';
import { once } from '../../core/once.ts';

/** The page's script and style, as the browser asks for them. */
export type Bundle = Readonly<{ script: string; style: string }>;

const entry = fileURLToPath(new URL('./browser/main.tsx', import.meta.url));

/** Bundles the page in memory, at the first asking. */
export const loadBundle = once(async (): Promise<Bundle> => {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    outdir: '/page',
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const find = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: find('.js'), style: find('.css') };
});
