import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const runtime = fileURLToPath(new URL('./runtime.mjs', import.meta.url));

/** A bundle in a process of its own, as Lambda runs it: warm after the first event. */
export type RunningBundle = Readonly<{
  /** The answer of one invocation, after those before it; throws with the function's own words when it fails. */
  invoke: (event: unknown) => Promise<unknown>;
  /** How long the last invocation took in the function, and importing it, in ms. */
  lastMs: () => number;
  importMs: () => Promise<number>;
  /** Everything that it wrote. */
  log: () => string;
  end: () => void;
}>;

type Said = Readonly<{ importMs?: number; result?: unknown; error?: string; ms?: number }>;

/** Runs the bundle in a folder with nothing but this environment; `node` is another Node than this one. */
export function runBundle(
  folder: string,
  options: Readonly<{ environment: Readonly<Record<string, string>>; node?: string }>,
): RunningBundle {
  const child = fork(runtime, [join(folder, 'index.mjs')], {
    cwd: folder,
    env: { ...options.environment, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    execArgv: [],
    silent: true,
    ...(options.node !== undefined && { execPath: options.node }),
  });
  const wrote: string[] = [];
  child.stdout?.on('data', (chunk) => wrote.push(String(chunk)));
  child.stderr?.on('data', (chunk) => wrote.push(String(chunk)));
  const imported = nextOf(child, wrote).then(({ importMs = Number.NaN }) => importMs);
  imported.catch(() => undefined);
  let before: Promise<unknown> = imported;
  let lastMs = Number.NaN;
  const invoke = async (event: unknown) => {
    const answer = nextOf(child, wrote);
    child.send(Object(event));
    const { result, error, ms = Number.NaN } = await answer;
    if (error !== undefined) throw new Error(error);
    lastMs = ms;
    return result;
  };
  return {
    invoke(event) {
      const mine = before.then(() => invoke(event));
      before = mine.catch(() => undefined);
      return mine;
    },
    lastMs: () => lastMs,
    importMs: () => imported,
    log: () => wrote.join(''),
    end: () => void child.kill('SIGKILL'),
  };
}

/** What it says next; rejects when it ends instead, with what it wrote. */
function nextOf(child: ChildProcess, wrote: readonly string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    const heard = (said: unknown) => {
      child.off('exit', ended);
      resolve(Object(said));
    };
    const ended = (code: number | null) => {
      child.off('message', heard);
      reject(new Error(`The function ended with ${code}:\n${wrote.join('').slice(-2_000)}`));
    };
    child.once('message', heard).once('exit', ended);
  });
}
