import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudit, createManifestWriter, createReadAudit } from '../../src/aws/audit.ts';
import { type Clients, createClients } from '../../src/aws/clients.ts';
import { main } from '../../src/cli/noroshi.ts';
import type { AuditEntry } from '../../src/core/audit.ts';
import { type Playground, startPlayground } from '../playground/aws/harness.ts';

const settingsFile = fileURLToPath(new URL('../../src/playground/noroshi.yml', import.meta.url));
const before = { ...process.env };
let playground: Playground;
let clients: Clients;

beforeAll(async () => {
  playground = await startPlayground();
  const { aws } = playground;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
  });
  clients = createClients({ region: aws.region, now: Date.now });
});
afterAll(async () => {
  process.env = before;
  await playground?.aws.close();
});

const options = () => ({ clients, settings: playground.settings, now: Date.now });
const entry = (id: string): AuditEntry => ({ id, kind: 'call', at: Date.now(), by: 'U0ALICE', what: `called ${id}` });
const own = () => new S3Client(playground.clientOptions());

async function verify(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(['audit', ...argv], {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    readFile: (file) => readFile(file, 'utf8'),
    now: Date.now,
    env: { NOROSHI_SETTINGS: settingsFile },
  });
  return { code, out: out.join(''), err: err.join('') };
}

describe('the audit trail in its bucket', () => {
  it('takes entries from two writers at once, is read, and is verified at a terminal', async () => {
    const [mine, theirs] = [createAudit(options()), createAudit(options())];
    const ids = ['request', 'plan', 'intent', 'call'];

    await Promise.all(ids.flatMap((id) => [mine('request-1', entry(id)), theirs('request-1', entry(id))]));

    const { entries } = await createReadAudit(options())({ since: Date.now() - 60_000, term: 'u0alice', limit: 10 });
    expect(entries.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    expect(await verify('verify')).toEqual({
      ...{ code: 0, err: '' },
      out: '4 entries in 1 chain on 1 day, 0 manifests: nothing is wrong\n',
    });
  });

  it('refuses to be written without If-None-Match, to be overwritten, and to be deleted', async () => {
    const Bucket = playground.aws.buckets.audit;
    const Key = 'audit/2026/11/20/x/once.json';
    const put = { Bucket, Key, Body: 'first' };
    await own().send(new PutObjectCommand({ ...put, IfNoneMatch: '*' }));

    await expect(own().send(new PutObjectCommand({ ...put, Key: `${Key}2` }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(own().send(new PutObjectCommand({ ...put, Body: 'second' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(own().send(new PutObjectCommand({ ...put, Body: 'second', IfNoneMatch: '*' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(own().send(new DeleteObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(
      own().send(new PutObjectCommand({ Bucket, Key: 'elsewhere', Body: 'x', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    const there = await own().send(new GetObjectCommand({ Bucket, Key }));
    expect(await there.Body?.transformToString()).toBe('first');
  });

  it('lets one of many writers of a key be the first', async () => {
    const put = { Bucket: playground.aws.buckets.audit, Key: 'audit/race', IfNoneMatch: '*' };
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => own().send(new PutObjectCommand({ ...put, Body: `${index}` }))),
    );

    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is open to nobody who reads logs or acts in a member', async () => {
    const get = new GetObjectCommand({ Bucket: playground.aws.buckets.audit, Key: 'audit/race' });

    for (const session of [await playground.readLogs(), await playground.remediator('111122223333')]) {
      const s3 = new S3Client(playground.clientOptions(session));
      await expect(s3.send(get)).rejects.toMatchObject({ name: 'AccessDenied' });
    }
  });

  it('says at a terminal what was planted, one line each, and ends with 1', async () => {
    const { code, out } = await verify('verify');

    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'planted audit/2026/11/20/x/once.json: it has no place in the trail',
      'planted audit/race: it has no place in the trail',
      '4 entries in 1 chain on 1 day, 0 manifests: 2 problems',
      '',
    ]);
  });

  it('seals no day that is not over', async () => {
    expect(await createManifestWriter(options())(new Date().toISOString().slice(0, 10))).toBe('too-early');
  });

  it('says that it could not be reached, so that nothing is done without it', async () => {
    const nowhere = { ...playground.settings, audit: { bucket: 'no-such-bucket' } };

    await expect(createAudit({ ...options(), settings: nowhere })('c', entry('one'))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('The audit trail could not be reached: NoSuchBucket'),
    });
  });
});

describe('noroshi audit', () => {
  it.each([
    [[], 'What of the audit trail?'],
    [['show'], 'There is no audit show'],
    [['verify', 'all'], '“all” means nothing here'],
    [['verify', '--since', 'yesterday'], 'yesterday is no day'],
    [['verify', '--since', '2026-02-30'], '2026-02-30 is no day'],
    [['verify', '--since', '2026-11-21', '--until', '2026-11-20'], '2026-11-21 is after 2026-11-20'],
    [['verify', '--snice', '2026-11-21'], 'did you mean --since?'],
  ])('ends with 2 and says why for %j', async (argv, problem) => {
    const { code, out, err } = await verify(...argv);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(problem);
  });

  it('explains itself', async () => {
    const { code, out } = await verify('--help');

    expect(code).toBe(0);
    expect(out).toContain('Usage: noroshi audit verify');
  });
});
