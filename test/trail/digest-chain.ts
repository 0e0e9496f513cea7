import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';

export const bucket = 'example-logs';
const fingerprint = '31e8b5433410dfb61a9dc45cc65b22ff';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What `aws cloudtrail list-public-keys` prints. */
export function publicKeysFile(named = fingerprint): string {
  const Value = publicKey.export({ format: 'der', type: 'pkcs1' }).toString('base64');
  return JSON.stringify({ PublicKeyList: [{ Value, Fingerprint: named, ValidityStartTime: '2026-01-01T00:00:00Z' }] });
}

/** Digests and log files under their keys, and the digests' signatures. */
export type Chain = Readonly<{ objects: Map<string, Buffer>; signatures: Map<string, string> }>;

/** The key of a log file that was delivered at that minute of 2026-11-20, `1015`. */
export function logKey(minute: string, id = 'AbCdEfGhIjKlMnOp'): string {
  return `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/111122223333_CloudTrail_eu-west-1_20261120T${minute}Z_${id}.json.gz`;
}

/** The key of the digest whose hour ended then, `11`. */
export function digestKey(hour: string): string {
  return `AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/20/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20261120T${hour}0000Z.json.gz`;
}

/** A chain as CloudTrail writes it: a digest for each hour, 11 o'clock first, of the log files that came before it. */
export function makeChain(
  logs: Readonly<Record<string, Buffer>>,
  hours: readonly string[] = ['11', '12', '13'],
): Chain {
  const chain: Chain = { objects: new Map(Object.entries(logs)), signatures: new Map() };
  for (const [index, hour] of hours.entries()) {
    const start = String(Number(hour) - 1);
    const covered = Object.keys(logs).filter((key) => key.includes(`_20261120T${start}`));
    addDigest(chain, { hour, previous: hours[index - 1], covered });
  }
  return chain;
}

type Wanted = Readonly<{ hour: string; previous: string | undefined; covered: readonly string[] }>;

function addDigest({ objects, signatures }: Chain, { hour, previous, covered }: Wanted): void {
  const before = previous === undefined ? undefined : objects.get(digestKey(previous));
  const file = {
    awsAccountId: '111122223333',
    digestStartTime: `2026-11-20T${Number(hour) - 1}:00:00Z`,
    digestEndTime: `2026-11-20T${hour}:00:00Z`,
    digestS3Bucket: bucket,
    digestS3Object: digestKey(hour),
    digestPublicKeyFingerprint: fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    previousDigestS3Bucket: previous === undefined ? null : bucket,
    previousDigestS3Object: previous === undefined ? null : digestKey(previous),
    previousDigestHashValue: before ? sha256(gunzipSync(before)) : null,
    previousDigestSignature: previous === undefined ? null : (signatures.get(digestKey(previous)) ?? null),
    logFiles: covered.map((key) => ({
      s3Bucket: bucket,
      s3Object: key,
      hashValue: sha256(gunzipSync(objects.get(key) ?? gzipSync(''))),
      hashAlgorithm: 'SHA-256',
      oldestEventTime: '2026-11-20T10:00:00Z',
      newestEventTime: '2026-11-20T10:00:00Z',
    })),
  };
  const bytes = Buffer.from(JSON.stringify(file));
  const text = `${file.digestEndTime}\n${bucket}/${digestKey(hour)}\n${sha256(bytes)}\n${file.previousDigestSignature ?? 'null'}`;
  objects.set(digestKey(hour), gzipSync(bytes));
  signatures.set(digestKey(hour), createSign('RSA-SHA256').update(text).sign(privateKey, 'hex'));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
