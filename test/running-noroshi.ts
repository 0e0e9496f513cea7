import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The readiness line, as far as tests use it. */
export type Ready = Readonly<{
  page: string;
  frontDoor: string;
  slackApi: string;
  botToken: string;
  signingSecret: string;
  channels: Record<string, string>;
  users: Record<string, string>;
}>;

/** Noroshi in a process of its own, as `npm start` runs it. */
export type RunningNoroshi = Readonly<{
  ready: Ready;
  /** Everything that it wrote so far. */
  stdout: () => string;
  stderr: () => string;
  /** Sends a signal; resolves to the exit code when it is gone. */
  end: (signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
  /** Asks again until there is an answer; the deadline is far longer than it ever takes. */
  eventually: <T>(what: string, ask: () => Promise<T | undefined>) => Promise<T>;
}>;

const seconds = 25;

/** Starts it on free ports, with further arguments, and waits for its readiness line. */
export function startNoroshi(more: readonly string[] = []): Promise<RunningNoroshi> {
  return startProcess(['src/cli/bootstrap.mjs', 'start', '--port', '0', '--no-open', ...more]);
}

/** Starts a quiet one with these settings that sweeps every second, and waits for its readiness line. */
export function startSweeping(settingsFile: string): Promise<RunningNoroshi> {
  return startProcess(['--import', 'tsx', 'test/sweeping-noroshi.ts', settingsFile]);
}

async function startProcess(args: readonly string[]): Promise<RunningNoroshi> {
  const child = spawn(process.execPath, args, { cwd: root });
  const wrote = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    wrote.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    wrote.err += chunk;
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const gone = exit.then((code) => Promise.reject(new Error(`It ended with ${code}:\n${wrote.err}`)));
  gone.catch(() => undefined);

  async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + seconds * 1_000;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      if (Date.now() > deadline) throw new Error(`No ${what} in ${seconds} s. It said:\n${wrote.err.slice(-4_000)}`);
      await sleep(50);
    }
  }

  await Promise.race([gone, eventually('readiness line', async () => wrote.out.endsWith('\n') || undefined)]);
  return {
    ready: JSON.parse(wrote.out),
    stdout: () => wrote.out,
    stderr: () => wrote.err,
    end(signal) {
      child.kill(signal);
      return exit;
    },
    eventually,
  };
}
