import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { parsePublicKeys } from '../../src/trail/digest.ts';
import { directoryDigests } from '../../src/trail/digest-source-directory.ts';
import { s3Digests } from '../../src/trail/digest-source-s3.ts';
import { verifyLogs } from '../../src/trail/digests.ts';
import { bucket, type Chain, digestKey, logKey, makeChain, publicKeysFile } from './digest-chain.ts';
import { inDirectory, logObject, record } from './logs.ts';
import { startS3 } from './s3-server.ts';

const [first, second, third] = [logKey('1005'), logKey('1015'), logKey('1105')];
const logs = () => ({
  [first]: logObject([record({ note: 'first' })]),
  [second]: logObject([record({ note: 'second' })]),
  [third]: logObject([record({ note: 'third' })]),
});

async function inBucket({ objects, signatures }: Chain, keys: readonly string[], known = publicKeysFile()) {
  const server = await startS3({ bucket, objects, signatures });
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
  const s3 = new S3Client({ endpoint: server.url, region: 'eu-west-1', forcePathStyle: true, credentials });
  const publicKeys = parsePublicKeys(known);
  const findPublicKey = async ({ fingerprint }: { fingerprint: string }) => publicKeys.get(fingerprint);
  try {
    return await verifyLogs(keys, { source: s3Digests({ s3, bucket }), findPublicKey });
  } finally {
    await server.close();
  }
}

async function inCopy({ objects }: Chain, keys: readonly string[]) {
  const publicKeys = parsePublicKeys(publicKeysFile());
  return inDirectory(async (root) => {
    for (const [key, bytes] of objects) {
      await mkdir(join(root, dirname(key)), { recursive: true });
      await writeFile(join(root, key), bytes);
    }
    const findPublicKey = async ({ fingerprint }: { fingerprint: string }) => publicKeys.get(fingerprint);
    return verifyLogs(keys, { source: directoryDigests(root), findPublicKey });
  });
}

const none = { verified: 0, altered: 0, missing: 0, notCovered: 0 };

describe.each([
  ['a bucket', inBucket],
  ['a copy in a directory', inCopy],
] as const)('log files in %s', (_, check) => {
  it('are verified by the digests, the first of a chain included', async () => {
    expect(await check(makeChain(logs()), [first, second, third])).toEqual({ ...none, verified: 3, others: [] });
  });

  it('are altered when one record was changed, and when the gzip is broken', async () => {
    const chain = makeChain(logs());
    chain.objects.set(first, logObject([record({ note: 'forged' })]));
    chain.objects.set(second, (chain.objects.get(second) ?? Buffer.alloc(0)).subarray(0, 50));

    expect(await check(chain, [first, second, third])).toEqual({
      ...{ ...none, verified: 1, altered: 2 },
      others: [
        { key: first, state: 'altered', why: 'it is not what CloudTrail delivered' },
        { key: second, state: 'altered', why: 'it is not whole gzip' },
      ],
    });
  });

  it('are missed when they were deleted, found or not', async () => {
    const chain = makeChain(logs());
    chain.objects.delete(second);

    const why = 'a digest lists it, and it is not there';
    expect(await check(chain, [first])).toMatchObject({
      verified: 1,
      others: [{ key: second, state: 'missing', why }],
    });
    expect(await check(chain, [second])).toMatchObject({
      missing: 1,
      others: [{ key: second, state: 'missing', why }],
    });
  });

  it('are not covered when somebody put them there', async () => {
    const chain = makeChain(logs());
    const planted = logKey('1020', 'PlantedPlantedPl');
    chain.objects.set(planted, logObject([record()]));

    expect(await check(chain, [first, planted])).toMatchObject({
      ...{ ...none, verified: 1, notCovered: 1 },
      others: [{ key: planted, state: 'notCovered', why: expect.stringContaining('put there by hand') }],
    });
  });

  it('are not covered by a digest that was changed with them', async () => {
    const chain = makeChain(logs());
    const forged = makeChain({ ...logs(), [first]: logObject([record({ note: 'forged' })]) });
    chain.objects.set(first, forged.objects.get(first) ?? Buffer.alloc(0));
    chain.objects.set(digestKey('11'), forged.objects.get(digestKey('11')) ?? Buffer.alloc(0));

    const { others, ...counts } = await check(chain, [first]);

    expect(counts).toEqual({ ...none, altered: 1, notCovered: 1 });
    expect(others).toEqual([
      expect.objectContaining({ key: first, state: 'notCovered', why: expect.stringContaining('signature is not') }),
      expect.objectContaining({ key: digestKey('11'), state: 'altered' }),
    ]);
  });

  it('are told of a digest that was deleted, moved or is none', async () => {
    const keys = [digestKey('11'), digestKey('12')] as const;
    const deleted = makeChain(logs());
    deleted.objects.delete(keys[1]);
    expect((await check(deleted, [first])).others).toContainEqual(
      expect.objectContaining({ key: keys[1], state: 'missing' }),
    );

    const moved = makeChain(logs());
    moved.objects.set(keys[0], moved.objects.get(keys[1]) ?? Buffer.alloc(0));
    moved.signatures.set(keys[0], moved.signatures.get(keys[1]) ?? '');
    expect((await check(moved, [first])).others).toContainEqual(
      expect.objectContaining({ key: keys[0], state: 'altered', why: expect.stringContaining('another place') }),
    );

    for (const junk of [Buffer.from('junk'), logObject([])]) {
      const broken = makeChain(logs());
      broken.objects.set(keys[0], junk);
      expect((await check(broken, [first])).others).toContainEqual(
        expect.objectContaining({ key: keys[0], state: 'altered' }),
      );
    }
  });

  it('are not covered before their digest came, nor under a name that says nothing', async () => {
    const chain = makeChain(logs(), ['11']);
    const bare = 'copies/a.json.gz';
    chain.objects.set(bare, logObject([record()]));

    const { others } = await check(chain, [third, bare]);

    expect(others).toEqual([
      expect.objectContaining({ key: third, state: 'notCovered', why: expect.stringContaining('there is no digest') }),
      expect.objectContaining({ key: bare, state: 'notCovered', why: expect.stringContaining('its name') }),
    ]);
  });
});

describe('digests in a bucket', () => {
  it('are not trusted with a wrong signature, nor by another chain, nor with an unknown key', async () => {
    const wrong = makeChain(logs());
    wrong.signatures.set(digestKey('11'), wrong.signatures.get(digestKey('12')) ?? '');
    expect(await inBucket(wrong, [first])).toMatchObject({ altered: 1, notCovered: 1 });

    const replaced = makeChain(logs());
    const other = makeChain({ ...logs(), [first]: logObject([record()]) });
    for (const [part, from] of [
      [replaced.objects, other.objects],
      [replaced.signatures, other.signatures],
    ] as const) {
      const value = from.get(digestKey('11'));
      if (value) (part as Map<string, typeof value>).set(digestKey('11'), value);
    }
    expect((await inBucket(replaced, [second])).others).toContainEqual(
      expect.objectContaining({ state: 'altered', why: expect.stringContaining('the next digest follows') }),
    );

    expect((await inBucket(makeChain(logs()), [first], publicKeysFile('another'))).others[0]).toMatchObject({
      state: 'notCovered',
      why: expect.stringContaining('no public key'),
    });
  });
});

describe('digests in a copy', () => {
  it('are trusted only as far as a later digest holds their signature', async () => {
    const { others } = await inCopy(makeChain(logs(), ['11', '12']), [third]);

    expect(others[0]).toMatchObject({ key: third, state: 'notCovered', why: expect.stringContaining('signature') });
  });
});
