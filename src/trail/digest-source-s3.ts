import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { parseDigestKey } from './digest.ts';
import type { DigestSource, WantedDigests } from './digest-source.ts';

const day = 24 * 3_600_000;

/** The digests and log files of a bucket; a digest's signature is in its object's metadata. */
export function s3Digests({ s3, bucket }: Readonly<{ s3: S3Client; bucket: string }>): DigestSource {
  async function get(key: string) {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    return unlessGone(s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
  }

  async function listOf(prefix: string): Promise<readonly string[]> {
    const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key } of Contents) if (Key !== undefined) keys.push(Key);
    }
    return keys;
  }

  return {
    bucket,
    async list(wanted) {
      const keys = (await Promise.all(foldersOf(wanted).map(listOf))).flat();
      return keys.filter((key) => {
        const ended = parseDigestKey(key)?.endedAt ?? 0;
        return ended > wanted.from && ended <= wanted.to;
      });
    },
    async fetchDigest(key) {
      const answer = await get(key);
      if (!answer?.Body) return undefined;
      return {
        bytes: Buffer.from(await answer.Body.transformToByteArray()),
        signature: answer.Metadata?.['signature'],
      };
    },
    async fetchLog(key) {
      const answer = await get(key);
      if (!answer?.Body) return undefined;
      return answer.Body instanceof Readable ? answer.Body : Buffer.from(await answer.Body.transformToByteArray());
    },
    async has(key) {
      const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
      return (await unlessGone(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })))) !== undefined;
    },
  };
}

/** The folders of digests of those days, beside the one that the log file is in; none where the layout is another. */
function foldersOf({ beside, from, to }: WantedDigests): readonly string[] {
  const [, before, region] = /^(.*\/)CloudTrail\/([^/]+)\/\d{4}\/\d{2}\/\d{2}\/[^/]+$/.exec(beside) ?? [];
  if (before === undefined) return [];
  const days = Array.from({ length: Math.floor(to / day) - Math.floor(from / day) + 1 }, (_, index) =>
    new Date(from + index * day).toISOString().slice(0, 10).replaceAll('-', '/'),
  );
  return days.map((one) => `${before}CloudTrail-Digest/${region}/${one}/`);
}

async function unlessGone<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) return undefined;
    throw error;
  }
}
