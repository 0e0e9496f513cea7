import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { TrailCheck, TrailVerified } from '../core/search/trail-query.ts';
import { type Digest, isSignedBy, parseDigestKey, readDigest } from './digest.ts';
import type { DigestSource, FindPublicKey } from './digest-source.ts';
import { createGate } from './gate.ts';
import { parseLogKey } from './keys.ts';

type World = Readonly<{ source: DigestSource; findPublicKey: FindPublicKey }>;

/** A digest that was looked at; `why` where it cannot be trusted, `state` then where it should be there and good. */
type Looked = Readonly<{ key: string; digest?: Digest; why?: string; state?: 'altered' | 'missing' }>;

const hour = 3_600_000;

/** A digest comes within the hour after the one that it covers; the one after it carries its signature. */
const reach = 3 * hour;

const atOnce = 8;
const mostTold = 1000;

/**
 * Checks log files by their keys against CloudTrail's digests ("Validating CloudTrail log file integrity"): each digest by its
 * signature and its place in the chain, then the file by its hash. Also told are digests that were altered or are missing, and
 * files that are missing though the digests of those hours list them.
 */
export async function verifyLogs(keys: readonly string[], world: World): Promise<TrailVerified> {
  const gate = createGate(atOnce);
  const gated = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await gate.enter();
    return work().finally(() => gate.leave());
  };
  const look = createLook(world, gated);
  const files = await Promise.all(
    keys.map(async (key): Promise<TrailCheck> => {
      const found = parseLogKey(key);
      if (!found)
        return { key, state: 'notCovered', why: 'its name does not say whose it is and when it was delivered' };
      const looked = await look(key, found);
      return gated(() => checkFile(key, looked, world));
    }),
  );
  const around = await checkAround(await look.all(), { known: new Set(keys.map(nameOf)), gated, source: world.source });
  return summed([...files, ...around]);
}

function summed(checks: readonly TrailCheck[]): TrailVerified {
  const count = (state: TrailCheck['state']) => checks.filter((check) => check.state === state).length;
  const others = checks.filter(({ state }) => state !== 'verified');
  return {
    ...{ verified: count('verified'), altered: count('altered'), missing: count('missing') },
    notCovered: count('notCovered'),
    others: others.slice(0, mostTold),
  };
}

type Gated = <Result>(work: () => Promise<Result>) => Promise<Result>;
type LogFileEntry = Digest['file']['logFiles'][number];
type LogFile = NonNullable<ReturnType<typeof parseLogKey>>;
type Look = ((key: string, file: LogFile) => Promise<readonly Looked[]>) & { all(): Promise<readonly Looked[]> };

/** Looks at the digests of a file's hours, at each digest once however many files ask. */
function createLook({ source, findPublicKey }: World, gated: Gated): Look {
  const lists = new Map<string, Promise<readonly Looked[]>>();

  async function lookAt(beside: string, { accountId, region, deliveredAt }: LogFile): Promise<readonly Looked[]> {
    const from = deliveredAt - (deliveredAt % hour);
    const keys = await gated(() => source.list({ beside, accountId, region, from, to: from + reach }));
    const read = await Promise.all(keys.map((key) => gated(() => readOne(key, source))));
    return Promise.all(read.map((one) => checkDigest(one, read, { source, findPublicKey })));
  }

  const look = (beside: string, file: LogFile) => {
    const name = `${file.accountId} ${file.region} ${Math.floor(file.deliveredAt / hour)}`;
    const known = lists.get(name) ?? lookAt(beside, file);
    lists.set(name, known);
    return known;
  };
  return Object.assign(look, { all: async () => (await Promise.all(lists.values())).flat() });
}

type Read = Readonly<{ key: string; digest?: Digest; signature?: string | undefined; why?: string }>;

async function readOne(key: string, source: DigestSource): Promise<Read> {
  const found = await source.fetchDigest(key);
  if (!found) return { key };
  try {
    return { key, digest: await readDigest(found.bytes), signature: found.signature };
  } catch (error) {
    return { key, why: error instanceof Error ? error.message : String(error) };
  }
}

/** A digest by its place, its signature and what the next one says of it. */
async function checkDigest(one: Read, all: readonly Read[], { source, findPublicKey }: World): Promise<Looked> {
  const { key, digest } = one;
  if (!digest) return one.why ? { key, state: 'altered', why: `the digest ${one.why}` } : gone(key);
  const { file, hash } = digest;
  const next = all.find(
    (other) => other.digest && isSame(other.digest.file.previousDigestS3Object ?? '', key, source),
  )?.digest;
  const isElsewhere = source.bucket !== undefined && file.digestS3Bucket !== source.bucket;
  if (isElsewhere || !isSame(file.digestS3Object, key, source)) return broken(key, 'it was signed for another place');
  const signature = one.signature ?? next?.file.previousDigestSignature;
  if (!signature)
    return {
      key,
      digest,
      why: 'the signature of the digest is not here, nor a later digest that holds it',
    };
  const { region, endedAt } = parseDigestKey(key) ?? { region: '', endedAt: 0 };
  const publicKey = await findPublicKey({ fingerprint: file.digestPublicKeyFingerprint, region, at: endedAt });
  if (!publicKey) return { key, digest, why: `no public key ${file.digestPublicKeyFingerprint} is known` };
  if (!isSignedBy(publicKey, digest, signature)) return broken(key, 'its signature is not CloudTrail’s');
  if (next && next.file.previousDigestHashValue !== hash)
    return broken(key, 'it is not the one that the next digest follows');
  return { key, digest };
}

function broken(key: string, why: string): Looked {
  return { key, state: 'altered', why: `the digest was altered: ${why}` };
}

function gone(key: string): Looked {
  return { key, state: 'missing', why: 'the digest is not there' };
}

/** In a bucket keys are whole; a copy may have begun anywhere, but the name says account, region and time. */
function isSame(named: string, key: string, { bucket }: DigestSource): boolean {
  return bucket === undefined ? nameOf(named) === nameOf(key) : named === key;
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

async function checkFile(key: string, looked: readonly Looked[], { source }: World): Promise<TrailCheck> {
  const isListed = ({ s3Object, s3Bucket }: LogFileEntry) =>
    isSame(s3Object, key, source) && s3Bucket === (source.bucket ?? s3Bucket);
  const listing = looked.filter(({ digest }) => digest?.file.logFiles.some(isListed));
  const listed = listing.find(({ why }) => why === undefined)?.digest?.file.logFiles.find(isListed);
  if (!listed) return { key, state: 'notCovered', why: whyNot([...listing, ...looked]) };
  const compressed = await source.fetchLog(key);
  if (!compressed) return { key, state: 'missing', why: 'a digest lists it, and it is not there' };
  const hash = await hashOf(compressed).catch(() => undefined);
  if (hash === listed.hashValue) return { key, state: 'verified' };
  return { key, state: 'altered', why: hash ? 'it is not what CloudTrail delivered' : 'it is not whole gzip' };
}

/** Why none of the digests of its hours covers a file; those that list it, if any, come first. */
function whyNot(looked: readonly Looked[]): string {
  const isGood = looked.some(({ why }) => why === undefined);
  const bad = looked.find(({ state }) => state !== undefined) ?? (isGood ? undefined : looked[0]);
  if (bad) return `${nameOf(bad.key)}: ${bad.why}`;
  if (looked.length === 0) return 'there is no digest of its hour; one comes up to two hours later';
  return 'no digest of its hours lists it: it was put there by hand, or by a trail without validation';
}

type Around = Readonly<{ known: ReadonlySet<string>; gated: Gated; source: DigestSource }>;

/** Digests that are not good, digests that others follow and that are gone, and listed files that are gone. */
async function checkAround(
  looked: readonly Looked[],
  { known, gated, source }: Around,
): Promise<readonly TrailCheck[]> {
  const once = [...new Map(looked.map((one) => [one.key, one])).values()];
  const bad = once.flatMap(({ key, state, why }): TrailCheck[] => (state && why ? [{ key, state, why }] : []));
  const names = new Set(once.map(({ key }) => nameOf(key)));
  const first = Math.min(...once.map(({ key }) => parseDigestKey(key)?.endedAt ?? Infinity));
  const followed = once.flatMap(({ digest }) => digest?.file.previousDigestS3Object ?? []);
  const lost = followed.filter((key) => (parseDigestKey(key)?.endedAt ?? 0) >= first && !names.has(nameOf(key)));
  const listed = once
    .flatMap(({ digest, why }) => (why ? [] : (digest?.file.logFiles ?? [])))
    .map(({ s3Object }) => s3Object);
  const others = [...new Set(listed)].filter((key) => !known.has(nameOf(key)));
  const there = await Promise.all(others.map((key) => gated(() => source.has(key))));
  const missing = others.filter((_, index) => !there[index]);
  return [
    ...bad,
    ...lost.map(
      (key): TrailCheck => ({ key, state: 'missing', why: 'the next digest follows it, and it is not there' }),
    ),
    ...missing.map((key): TrailCheck => ({ key, state: 'missing', why: 'a digest lists it, and it is not there' })),
  ];
}

/** Past this an object is no log file (see inflate.ts). */
const largest = 2 * 1024 ** 3;

/** Hex SHA-256 of the uncompressed bytes. */
async function hashOf(compressed: Buffer | Readable): Promise<string> {
  const hash = createHash('sha256');
  let total = 0;
  const input = Buffer.isBuffer(compressed) ? Readable.from([compressed]) : compressed;
  await pipeline(input, createGunzip({ chunkSize: 256 * 1024 }), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) {
      total += piece.length;
      if (total > largest) throw new Error('inflates without end');
      hash.update(piece);
    }
  });
  return hash.digest('hex');
}
