import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Cost } from './tasks.ts';

const run = promisify(execFile);

/** Processes that measure; each task runs in a fresh one, compiled beforehand. */
export type Bench = Readonly<{
  cost(...task: readonly string[]): Promise<Cost>;
  /** Another program through the shell: the processor's time and the time on the wall, in seconds, and what it printed. */
  shell(command: string): Promise<Readonly<{ cpu: number; wall: number; out: string }>>;
  serve(directory: string, delay: number): Promise<Readonly<{ url: string; stop: () => void }>>;
  has(program: string): Promise<boolean>;
  close(): void;
}>;

/** Compiles the tasks and gives the ways to run them. */
export async function openBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bench-'));
  const file = join(folder, 'tasks.mjs');
  const entry = fileURLToPath(new URL('./tasks.ts', import.meta.url));
  await build({
    stdin: {
      contents: `import { main } from ${JSON.stringify(entry)}; await main(process.argv.slice(2));`,
      resolveDir: folder,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
    logLevel: 'error',
    banner: {
      js: "import { createRequire as requireForBench } from 'node:module'; const require = requireForBench(import.meta.url);",
    },
  });
  return {
    async cost(...task) {
      const { stdout } = await run(process.execPath, [file, ...task], {
        maxBuffer: 2 ** 30,
        env: { ...process.env, NODE_NO_WARNINGS: '1' },
      });
      return JSON.parse(stdout);
    },
    async shell(command) {
      const timed = `TIMEFORMAT='%U %S %R'; time { ${command}; }`;
      const { stdout, stderr } = await run('bash', ['-c', timed], { maxBuffer: 2 ** 30 });
      const [user = 0, system = 0, wall = 0] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
      return { cpu: user + system, wall, out: stdout };
    },
    serve(directory, delay) {
      const server = spawn(process.execPath, [file, 'serve', directory, String(delay)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      return new Promise((resolve) => {
        server.stdout.once('data', (line: Buffer) =>
          resolve({ url: line.toString().trim(), stop: () => server.stdin.end() }),
        );
      });
    },
    has: (program) =>
      run('bash', ['-c', `command -v ${program}`]).then(
        () => true,
        () => false,
      ),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs all of them in turn, so many rounds, and gives the median of what each round made of it. */
export async function interleaved(rounds: number, round: () => Promise<readonly number[]>): Promise<readonly number[]> {
  const all: (readonly number[])[] = [];
  for (let index = 0; index < rounds; index++) all.push(await round());
  return (all[0] ?? []).map((_, column) => median(all.map((one) => one[column] ?? Number.NaN)));
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
