import { afterEach, describe, expect, it } from 'vitest';
import { forgetOwnAws, setEnvironment } from '../../src/playground/environment.ts';
import { serve } from '../../src/playground/http.ts';
import { happeningAsText } from '../../src/playground/terminal.ts';
import { workspace } from './workspace.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

function terminal() {
  const said = { out: '', err: '' };
  const io = {
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text) },
    readFile: () => Promise.reject(new Error('nothing is read')),
    now: Date.now,
  };
  return { said, io };
}

describe('npm start', () => {
  it.each([
    [['--prot', '3000'], 'There is no option --prot; did you mean --port?'],
    [['--port', 'high'], '--port must be a whole number up to 65535, not high.'],
    [['--port', '70000'], '--port must be a whole number up to 65535, not 70000.'],
    [['--scenario', 'flood'], 'There is no scenario flood; there are first-minute, storm, slow-logs, quiet.'],
    [['now'], 'What is now for?'],
  ])('answers %j with one line on what is wrong, and 2', async (argv, line) => {
    const { main } = await import('../../src/cli/start.ts');
    const { said, io } = terminal();

    expect(await main(argv, io)).toBe(2);

    expect(said.err.split('\n')[0]).toBe(line);
    expect(said.err).toContain('Usage: npm start');
    expect(said.out).toBe('');
  });

  it('says its options', async () => {
    const { main } = await import('../../src/cli/start.ts');
    const { said, io } = terminal();

    expect(await main(['--help'], io)).toBe(0);

    for (const option of ['--port', '--seed', '--scenario', '--no-open']) expect(said.out).toContain(option);
  });

  it('says plainly that the port is taken, and starts nothing', async () => {
    const { main } = await import('../../src/cli/start.ts');
    const { said, io } = terminal();
    const other = await serve(async () => ({ status: 200 }));
    open.push(other);

    expect(await main(['--port', `${other.port}`], io)).toBe(1);

    expect(said.err.split('\n')[0]).toBe(`Port ${other.port} is taken by another program.`);
    expect(said.out).toBe('');
  });
});

describe('the environment of the functions', () => {
  it('has nothing left of the person’s own AWS', () => {
    const env: Record<string, string | undefined> = { AWS_PROFILE: 'work', AWS_SESSION_TOKEN: 'x', PATH: '/bin' };
    const names = [
      'AWS_ENDPOINT_URL',
      'AWS_REGION',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'SLACK_API_URL',
      'NOROSHI_SETTINGS',
      'NOROSHI_TABLE',
      'NOROSHI_JOBS_TOPIC',
      'NOROSHI_POSTS_QUEUE',
      'NOROSHI_FOLLOW_QUEUE',
      'NOROSHI_RESULTS',
    ] as const;
    const values = Object.fromEntries(names.map((name) => [name, `the ${name}`]));

    forgetOwnAws(env);
    setEnvironment(values as Parameters<typeof setEnvironment>[0], env);

    expect(env).toMatchObject({ PATH: '/bin', ...values });
    expect(env).not.toHaveProperty('AWS_PROFILE');
    expect(env).not.toHaveProperty('AWS_SESSION_TOKEN');
  });
});

describe('the terminal', () => {
  it('shows a message as text below where it is, and who alone sees it', () => {
    const message = { text: 'a title', blocks: [] };

    expect(happeningAsText({ kind: 'posted', channel: 'C0SECURITY', ts: '1.0', message }, workspace)).toContain(
      '#security',
    );
    const ephemeral = { ts: '1.0', channel: 'C0SECURITY', user: 'U0BOB', message };
    const text = happeningAsText({ kind: 'ephemeral', ephemeral }, workspace);
    expect(text).toContain('only for @bob');
    expect(text).toContain('   a title');
  });
});
