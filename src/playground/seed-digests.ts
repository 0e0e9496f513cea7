import { createHash, createSign, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type LogFile, seedLogs, seedOlderLogs } from './seed-logs.ts';
import { scene } from './seed-scene.ts';

/** A digest with its signature, which S3 keeps as the object's metadata. */
type DigestFile = LogFile & Readonly<{ signature: string }>;

/** A key as CloudTrail's ListPublicKeys gives it: PKCS #1 in DER. */
export type PublicKey = Readonly<{ fingerprint: string; der: Buffer }>;

/**
 * All that is in the bucket of the logs: files and digests, with one file that somebody changed after it was signed. CloudTrail
 * signs since a day; what is older no digest covers.
 */
export async function seedLogBucket(
  options: Parameters<typeof seedLogs>[0],
): Promise<Readonly<{ logs: readonly (LogFile & Partial<DigestFile>)[]; publicKey: PublicKey }>> {
  const signed = await seedLogs(options);
  const { digests, publicKey } = await seedDigests(signed, options.settings.trail.bucket);
  return { logs: [...(await seedOlderLogs(options)), ...(await tamper(signed)), ...digests], publicKey };
}

const hour = 3_600_000;
const [compress, inflate, makeKey] = [promisify(gzip), promisify(gunzip), promisify(generateKeyPair)];
const logName = /\/(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z/;

/**
 * The digests of these log files, a chain for each account and region with a digest for each hour up to the newest file, and
 * the key that they are signed with (CloudTrail User Guide, "Digest file structure").
 */
async function seedDigests(
  logs: readonly LogFile[],
  bucket: string,
): Promise<Readonly<{ digests: readonly DigestFile[]; publicKey: PublicKey }>> {
  const { publicKey, privateKey } = await makeKey('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ format: 'der', type: 'pkcs1' });
  const fingerprint = createHash('md5').update(der).digest('hex');
  const placed = logs.map((file) => ({ file, ...placeOf(file.key) }));
  // A digest's hour ends before a file that is delivered in that minute.
  const newest = Math.max(...placed.map(({ at }) => at)) + 60_000;
  const places = new Map(placed.map(({ accountId, region, root }) => [root, { accountId, region, root }]));
  const chains = [...places.values()].map((place) => {
    const own = placed.filter(({ root }) => root === place.root);
    const first = Math.min(...own.map(({ at }) => at));
    const ends = Array.from({ length: Math.floor((newest - first) / hour) + 1 }, (_, back) => newest - back * hour);
    const parts = ends.toReversed().map((end) => ({
      end,
      files: own.filter(({ at }) => at >= end - hour && at < end).map(({ file }) => file),
    }));
    return makeChain({ ...place, parts, bucket, fingerprint, privateKey });
  });
  return { digests: (await Promise.all(chains)).flat(), publicKey: { fingerprint, der } };
}

/** Somebody changed one of these log files after it was signed: who deleted the backup in it is somebody else by now. */
async function tamper(logs: readonly LogFile[]): Promise<readonly LogFile[]> {
  const { userName, instead } = scene.tamperer;
  return Promise.all(
    logs.map(async ({ key, body }) => {
      const text = (await inflate(body)).toString('utf8');
      const isMeant = text.includes('"DeleteRecoveryPoint"');
      return { key, body: isMeant ? await compress(text.replaceAll(userName, instead)) : body };
    }),
  );
}

function placeOf(key: string): { accountId: string; region: string; root: string; at: number } {
  const [, accountId = '', region = '', ...time] = logName.exec(key) ?? [];
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0] = time.map(Number);
  const root = key.slice(0, key.indexOf(`/CloudTrail/${region}/`));
  return {
    accountId,
    region,
    root: `${root}/CloudTrail-Digest/${region}`,
    at: Date.UTC(year, month - 1, day, hours, minutes),
  };
}

type Chain = Readonly<{
  accountId: string;
  region: string;
  root: string;
  parts: readonly Readonly<{ end: number; files: readonly LogFile[] }>[];
  bucket: string;
  fingerprint: string;
  privateKey: KeyObject;
}>;

async function makeChain({ parts, ...chain }: Chain): Promise<readonly DigestFile[]> {
  const made: DigestFile[] = [];
  for (const part of parts) made.push(await makeDigest(part, { ...chain, previous: made.at(-1) }));
  return made;
}

async function makeDigest(
  { end, files }: Chain['parts'][number],
  {
    accountId,
    region,
    root,
    bucket,
    fingerprint,
    privateKey,
    previous,
  }: Omit<Chain, 'parts'> & { previous: DigestFile | undefined },
): Promise<DigestFile> {
  const stamp = new Date(end).toISOString().slice(0, 19);
  const name = `${accountId}_CloudTrail-Digest_${region}_noroshi_${region}_${stamp.replace(/[-:]/g, '')}Z.json.gz`;
  const key = `${root}/${stamp.slice(0, 10).replaceAll('-', '/')}/${name}`;
  const file = {
    awsAccountId: accountId,
    digestStartTime: `${new Date(end - hour).toISOString().slice(0, 19)}Z`,
    digestEndTime: `${stamp}Z`,
    digestS3Bucket: bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    previousDigestS3Bucket: previous ? bucket : null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous ? sha256(await inflate(previous.body)) : null,
    previousDigestHashAlgorithm: 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: await Promise.all(
      files.map(async ({ key: s3Object, body }) => ({
        ...{ s3Bucket: bucket, s3Object, hashValue: sha256(await inflate(body)), hashAlgorithm: 'SHA-256' },
      })),
    ),
  };
  const bytes = Buffer.from(JSON.stringify(file));
  const text = [file.digestEndTime, `${bucket}/${key}`, sha256(bytes), file.previousDigestSignature ?? 'null'].join(
    '\n',
  );
  const signature = createSign('RSA-SHA256').update(text).sign(privateKey, 'hex');
  return { key, body: await compress(bytes), signature };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
