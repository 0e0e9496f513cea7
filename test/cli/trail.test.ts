import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/noroshi.ts';
import { logKey, makeChain, publicKeysFile } from '../trail/digest-chain.ts';
import { inDirectory, logObject, record } from '../trail/logs.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

async function run(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(['trail', ...argv], {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    readFile: async (file) => (file === 'keys.json' ? publicKeysFile() : ''),
    now: () => now,
    env: { TZ: 'UTC' },
  });
  const lines = out.join('').split('\n').filter(Boolean);
  return { code, lines, records: () => lines.map((line) => JSON.parse(line)), err: err.join('') };
}

const withLogs = (use: (directory: string) => Promise<void>) =>
  inDirectory(async (directory) => {
    await mkdir(join(directory, 'day'));
    const at = (time: string, change = {}) => record({ eventTime: `2026-11-${time}Z`, ...change });
    await writeFile(
      join(directory, 'day/a.json.gz'),
      logObject([at('20T11:30:00'), at('19T08:00:00', { eventName: 'StopLogging' })]),
    );
    await writeFile(
      join(directory, 'day/b.json.gz'),
      logObject([at('20T10:30:00', { userIdentity: { userName: 'bob' } })]),
    );
    await use(directory);
  });

describe('noroshi trail', () => {
  it('prints records as lines, the newest first, and figures last on stderr', () =>
    withLogs(async (directory) => {
      const { code, records, err } = await run('payments', '--source', directory);

      expect(code).toBe(0);
      expect(records().map(({ eventTime }) => eventTime.slice(8, 13))).toEqual(['20T11', '20T10', '19T08']);
      expect(JSON.parse(err.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
        objects: 2,
        compressedBytes: expect.any(Number),
        inflatedBytes: expect.any(Number),
        records: 3,
        matches: 3,
        duplicates: 0,
        seconds: 0,
        failedObjects: [],
      });
    }));

  it('narrows by event, user and time', () =>
    withLogs(async (directory) => {
      const names = async (...options: string[]) =>
        (await run('--source', directory, ...options)).records().map(({ eventTime }) => eventTime.slice(8, 13));

      expect(await names('--event', 'StopLogging')).toEqual(['19T08']);
      expect(await names('--user', 'bob')).toEqual(['20T10']);
      expect(await names('--since', '1h')).toEqual(['20T11']);
      expect(await names('--since', '2026-11-19', '--until', '2026-11-20T11:00')).toEqual(['20T10', '19T08']);
      expect(await names('--limit', '1')).toEqual(['20T11']);
      expect(await names('--limit', '0')).toEqual(['20T11', '19T08', '20T10']);
      expect(await names('payments', 'bob')).toEqual(['20T10']);
    }));

  it.each([
    [['x'], /infra\/noroshi.yml has a problem/],
    [['x', '--source', '/nowhere/at/all'], /is not there/],
    [['x', '--source', 's3://'], /names no bucket/],
    [['--source', '.'], /nothing to look for/],
    [['x', '--source', '.', '--since', 'tomorrowish'], /tomorrowish is no time/],
    [['x', '--source', '.', '--since', '1h', '--until', '2h'], /end before it begins/],
    [['x', '--source', '.', '--limit', 'many'], /no number/],
    [['x', '--sorce', '.'], /--source/],
    [['x', '--source', '.', '--ip', 'home'], /neither an address/],
    [['x', '--source', '.', '--engine', 'steam'], /the engine is direct/],
    [['x', '--engine', 'athena'], /infra\/noroshi.yml has a problem/],
    [['x', '--source', '.', '--engine', 'athena'], /--source is for the direct engine/],
    [['(x', '--source', '.', '--engine', 'direct'], /parenthesis is missing/],
    [['(', '--regex', '--source', '.'], /is no pattern/],
    [['x', '--source', '.', '--cursor', 'abc'], /not one that a search gave/],
    [['x', '--source', '.', '--verify'], /needs --public-keys/],
    [['x', '--source', '.', '--verify', '--public-keys', 'none.json'], /no public keys/],
  ])('answers wrong usage %j in a line', async (argv, words) => {
    const { code, lines, err } = await run(...argv);

    expect(code).toBe(2);
    expect(lines).toEqual([]);
    expect(err).toMatch(words);
  });

  it('takes the query language, and keeps together what the shell kept together', () =>
    withLogs(async (directory) => {
      const names = async (...options: string[]) =>
        (await run('--source', directory, ...options)).records().map(({ eventTime }) => eventTime.slice(8, 13));

      expect(await names('event:StopLogging OR user:bob')).toEqual(['20T10', '19T08']);
      expect(await names('payments', 'AND', 'NOT', 'user:bob')).toEqual(['20T11', '19T08']);
      expect(await names('no such phrase')).toEqual([]);
      expect(await names('PAYMENTS', '--ignore-case', '--user', 'BOB')).toEqual(['20T10']);
      expect(await names('^Stop(Log|Bread)', '--regex')).toEqual(['19T08']);
      expect(await names('--service', 's3', '--region', 'eu-west-1', '--account', '111122223333')).toHaveLength(3);
      expect(await names('--ip', '192.0.2.0/28', '--role', 'x')).toEqual([]);
      expect(await names('--read-only')).toEqual([]);
      expect(await names('--since', '2026-11-19..2026-11-19')).toEqual(['19T08']);
    }));

  it('takes line breaks, tabs, quotes and backslashes within a text as they are', () =>
    withLogs(async (directory) => {
      const text = 'a\tb\n"c" \\d';
      const odd = record({ eventTime: '2026-11-20T09:00:00Z', requestParameters: { text } });
      await writeFile(join(directory, 'odd.json.gz'), logObject([odd]));

      const { records } = await run(text, '--source', directory);

      expect(records()).toMatchObject([{ requestParameters: { text } }]);
    }));

  it('goes on with the cursor where the limit ended it', () =>
    withLogs(async (directory) => {
      const seen: string[] = [];
      let cursor: string[] = [];
      for (let page = 0; page < 5; page++) {
        const { records, err } = await run('payments', '--limit', '1', '--source', directory, ...cursor);
        seen.push(...records().map(({ eventTime }) => eventTime.slice(8, 13)));
        const summary = JSON.parse(err.trimEnd().split('\n').at(-1) ?? '');
        if (summary.cursor === undefined) break;
        cursor = ['--cursor', summary.cursor];
      }

      expect(seen).toEqual(['20T11', '20T10', '19T08']);
    }));

  it('names a broken file, prints the rest, and fails only when nothing could be read', () =>
    withLogs(async (directory) => {
      await writeFile(join(directory, 'broken.json.gz'), 'no gzip');

      const { code, lines, err } = await run('alice', '--source', directory);
      expect(code).toBe(0);
      expect(lines).toHaveLength(2);
      expect(err).toMatch(/broken\.json\.gz: is not whole gzip/);

      await mkdir(join(directory, 'alone'));
      await writeFile(join(directory, 'alone/broken.json.gz'), 'no gzip');
      expect((await run('alice', '--source', join(directory, 'alone'))).code).toBe(1);
    }));

  it('checks what was found against the digests, and fails when something was altered', () =>
    inDirectory(async (directory) => {
      const [good, bad] = [logKey('1005'), logKey('1015')];
      const logs = { [good]: logObject([record({ note: 'good' })]), [bad]: logObject([record({ note: 'bad' })]) };
      for (const [key, bytes] of makeChain(logs).objects) {
        await mkdir(join(directory, dirname(key)), { recursive: true });
        await writeFile(join(directory, key), bytes);
      }
      const verify = (...query: string[]) =>
        run(...query, '--source', directory, '--verify', '--public-keys', 'keys.json');

      const whole = await verify('alice');
      expect(whole.code).toBe(0);
      expect(JSON.parse(whole.err.trimEnd().split('\n').at(-1) ?? '').verified).toEqual({
        ...{ verified: 2, altered: 0, missing: 0, notCovered: 0 },
        others: [],
      });

      await writeFile(join(directory, bad), logObject([record({ note: 'forged' })]));
      const forged = await verify('forged');
      expect(forged.code).toBe(1);
      expect(forged.lines).toHaveLength(1);
      expect(forged.err).toContain(`${bad}: it is not what CloudTrail delivered`);

      await writeFile(join(directory, bad), 'cut');
      expect((await verify('good')).err).toContain(`${bad}: it is not whole gzip`);
    }));
});
