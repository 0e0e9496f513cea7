import { spawn } from 'node:child_process';

/** One step of `npm test`: a command of this project, by name. */
type Step = Readonly<{ name: string; command: readonly string[] }>;

const node24 = ['npx', '--yes', '--ignore-scripts=false', '--package', 'node@24', '--', 'node'];

const checks: readonly Step[] = [
  { name: 'lint', command: ['node', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  // Two steps run at a time: threads of its own would cost more than they bring.
  { name: 'types', command: ['node', 'node_modules/typescript/bin/tsc', '--noEmit', '--singleThreaded'] },
  {
    name: 'types of the page',
    command: ['node', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/playground/page/browser'],
  },
  { name: 'dead code', command: ['node', 'node_modules/knip/bin/knip.js', '--no-progress'] },
];

const vitest = ['node_modules/vitest/vitest.mjs', 'run'];

/** On Lambda's Node as well: what Lambda runs, whole and by its doors, and what leans on Node's zlib, streams and fetch. */
const lambdaTests: Step = {
  name: 'what Lambda runs, on Node 24',
  command: [
    ...node24,
    ...vitest,
    ...['test/lambda', 'test/bundles'],
    ...['inflate', 'digests', 'read-file', 'reader', 'source-s3', 's3-get'].map((name) => `test/trail/${name}.test.ts`),
    ...['post', 'response-url'].map((name) => `test/slack/${name}.test.ts`),
  ],
};

/**
 * `npm test`: lint, types, dead code and what Lambda runs on Node 24, two of them at a time, then every test, so that vitest's
 * summary comes last. With arguments only vitest runs, with these. Resolves to the exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length > 0) return run(['node', ...vitest, ...argv]);
  const required = new Set((process.env['NOROSHI_REQUIRE'] ?? '').split(',').filter(Boolean));

  const isNode24 = process.versions.node.startsWith('24.') || (await hasNode24());
  if (!isNode24 && required.has('node24')) {
    return failed('Node 24, which NOROSHI_REQUIRE asks for and the npm registry did not give');
  }
  const wrong = await failedSteps(isNode24 ? [lambdaTests, ...checks] : checks);
  if (wrong.length > 0) return failed(wrong.join(', '));
  // What is made for Lambda's Node was run there; nobody runs it on another.
  if (isNode24) return run(['node', ...vitest, '--project=!lambda']);
  process.stderr.write('Not run on Node 24, which the npm registry did not give: what Lambda runs.\n');
  return run(['node', ...vitest]);
}

/** Two steps at a time, each with what it says in one piece; resolves to the names of those that failed. */
async function failedSteps(steps: readonly Step[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  const left = [...steps];
  const work = async () => {
    for (let step = left.shift(); step; step = left.shift()) {
      const { code, said } = await runQuietly(step.command);
      process.stdout.write(`${step.name}: ${code === 0 ? 'fine' : 'failed'}\n${said}`);
      if (code !== 0) wrong.push(step.name);
    }
  };
  await Promise.all([work(), work()]);
  return wrong;
}

async function hasNode24(): Promise<boolean> {
  return (await run([...node24, '--version'], 'ignore')) === 0;
}

function failed(what: string): number {
  process.stderr.write(`npm test stopped at: ${what}\n`);
  return 1;
}

/** Runs a command; resolves to its exit code and everything that it wrote. */
function runQuietly([command = '', ...args]: readonly string[]): Promise<Readonly<{ code: number; said: string }>> {
  return new Promise((resolve) => {
    const child = spawn(programOf(command), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.on('error', (error) => resolve({ code: 127, said: `${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

function run([command = '', ...args]: readonly string[], stdio: 'inherit' | 'ignore' = 'inherit'): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(programOf(command), args, { stdio });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Node is the one that runs this. */
function programOf(command: string): string {
  return command === 'node' ? process.execPath : command;
}
