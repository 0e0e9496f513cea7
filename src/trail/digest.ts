import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as z from 'zod/mini';

const maybe = z.nullish(z.string());

const DigestFile = z.object({
  digestStartTime: z.string(),
  digestEndTime: z.string(),
  digestS3Bucket: z.string(),
  digestS3Object: z.string(),
  digestPublicKeyFingerprint: z.string(),
  digestSignatureAlgorithm: z.literal('SHA256withRSA'),
  previousDigestS3Object: maybe,
  previousDigestHashValue: maybe,
  previousDigestSignature: maybe,
  logFiles: z.array(
    z.object({
      s3Bucket: z.string(),
      s3Object: z.string(),
      hashValue: z.string(),
      hashAlgorithm: z.literal('SHA-256'),
    }),
  ),
});

/** A digest as it was read, and the hex SHA-256 of its uncompressed bytes (CloudTrail: "Digest file structure"). */
export type Digest = Readonly<{ hash: string; file: z.infer<typeof DigestFile> }>;

const inflate = promisify(gunzip);

/** An hour's digest takes some hundred kilobytes in the busiest accounts. */
const largest = 64 * 1024 * 1024;

/** Reads a digest's gzipped bytes. Rejects for what is no digest. */
export async function readDigest(compressed: Buffer): Promise<Digest> {
  const bytes = await inflate(compressed, { maxOutputLength: largest });
  const file = DigestFile.safeParse(JSON.parse(bytes.toString('utf8')));
  if (!file.success) throw new Error('is not a digest of CloudTrail');
  return { hash: createHash('sha256').update(bytes).digest('hex'), file: file.data };
}

/**
 * Whether the hex `signature` is that of the digest. What is signed is its end, its place, its hash and the signature of the
 * one before, the word `null` for a chain's first (CloudTrail: "Custom implementations of log file integrity validation").
 */
export function isSignedBy(key: KeyObject, { file, hash }: Digest, signature: string): boolean {
  const place = `${file.digestS3Bucket}/${file.digestS3Object}`;
  const text = [file.digestEndTime, place, hash, file.previousDigestSignature ?? 'null'].join('\n');
  return verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(signature, 'hex'));
}

const PublicKeys = z.object({ PublicKeyList: z.array(z.object({ Value: z.string(), Fingerprint: z.string() })) });

/** The keys by fingerprint, of what `aws cloudtrail list-public-keys` prints. Throws for anything else. */
export function parsePublicKeys(text: string): ReadonlyMap<string, KeyObject> {
  const { PublicKeyList: list } = PublicKeys.parse(JSON.parse(text));
  return new Map(list.map(({ Fingerprint, Value }) => [Fingerprint, publicKeyOf(Buffer.from(Value, 'base64'))]));
}

/** A public key as CloudTrail gives it: PKCS #1 in DER. */
export function publicKeyOf(der: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'pkcs1' });
}

const digestName =
  /(?:^|\/)(\d{12})_CloudTrail-Digest_([a-z0-9-]+?)_[^/]+_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.json\.gz$/;

/** Whose digest it is and when its hour ended, in ms, by its name; nothing for another name. */
export function parseDigestKey(key: string): { accountId: string; region: string; endedAt: number } | undefined {
  const [, accountId = '', region = '', ...time] = digestName.exec(key) ?? [];
  if (accountId === '') return undefined;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = time.map(Number);
  return { accountId, region, endedAt: Date.UTC(year, month - 1, date, hour, minute, second) };
}
