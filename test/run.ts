import { spawn } from 'node:child_process';

/** One step of `npm test`: a command of this project, by name. */
type Step = Readonly<{ name: string; command: readonly string[] }>;

const node24 = ['npx', '--yes', '--ignore-scripts=false', '--package', 'node@24', '--', 'node'];

const checks: readonly Step[] = [
  { name: 'lint', command: ['node', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', command: ['node', 'node_modules/typescript/bin/tsc', '--noEmit'] },
  {
    name: 'types of the page',
    command: ['node', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/playground/page/browser'],
  },
  { name: 'dead code', command: ['node', 'node_modules/knip/bin/knip.js', '--no-progress'] },
];

const vitest = ['node_modules/vitest/vitest.mjs', 'run'];

/** What Lambda runs is tried on Lambda's Node as well. */
const lambdaTests: Step = {
  name: 'what Lambda runs, on Node 24',
  command: [...node24, ...vitest, 'test/lambda', 'test/flows', 'test/bundles'],
};

/**
 * `npm test`: lint, types, dead code, what Lambda runs on Node 24, then every test, so that vitest's summary comes last.
 * With arguments only vitest runs, with these. Resolves to the exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length > 0) return run(['node', ...vitest, ...argv]);
  const required = new Set((process.env['NOROSHI_REQUIRE'] ?? '').split(',').filter(Boolean));

  for (const step of checks) {
    if ((await run(step.command)) !== 0) return failed(step.name);
  }
  if (process.versions.node.startsWith('24.') || (await hasNode24())) {
    if ((await run(lambdaTests.command)) !== 0) return failed(lambdaTests.name);
  } else if (required.has('node24')) {
    return failed('Node 24, which NOROSHI_REQUIRE asks for and the npm registry did not give');
  } else {
    process.stderr.write('Not run here: the Lambda tests on Node 24 (the npm registry did not give it).\n');
  }
  return run(['node', ...vitest]);
}

async function hasNode24(): Promise<boolean> {
  return (await run([...node24, '--version'], 'ignore')) === 0;
}

function failed(what: string): number {
  process.stderr.write(`npm test stopped at: ${what}\n`);
  return 1;
}

function run([command = '', ...args]: readonly string[], stdio: 'inherit' | 'ignore' = 'inherit'): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command === 'node' ? process.execPath : command, args, { stdio });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
