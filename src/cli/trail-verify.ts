import type { KeyObject } from 'node:crypto';
import { userError } from '../core/errors.ts';
import type { TrailVerified } from '../core/search/trail-query.ts';
import { parsePublicKeys, publicKeyOf } from '../trail/digest.ts';
import type { DigestSource, FindPublicKey } from '../trail/digest-source.ts';
import { verifyLogs } from '../trail/digests.ts';
import type { Io } from './io.ts';
import { usage } from './trail-arguments.ts';

/** Lists CloudTrail's public keys of a region and time (ms). */
export type ListPublicKeys = (
  region: string,
  at: number,
) => Promise<readonly Readonly<{ fingerprint: string; der: Uint8Array }>[]>;

type Place = Readonly<{ digests: DigestSource; listPublicKeys: ListPublicKeys | undefined }>;

/** Gets ready to check log files by their keys; before anything is searched, so that what is missing is said first. */
export async function openVerify(
  { publicKeys: file }: Readonly<{ publicKeys: string | undefined }>,
  { digests, listPublicKeys }: Place,
  io: Io,
): Promise<(keys: readonly string[]) => Promise<TrailVerified>> {
  const findPublicKey = file === undefined ? asked(listPublicKeys) : among(await readKeys(file, io));
  return (keys) => verifyLogs(keys, { source: digests, findPublicKey });
}

function asked(list: ListPublicKeys | undefined): FindPublicKey {
  if (!list) throw userError('USAGE', { problem: '--verify of a directory needs --public-keys FILE.', usage });
  return async ({ fingerprint, region, at }) => {
    const found = (await list(region, at)).find((key) => key.fingerprint === fingerprint);
    return found && publicKeyOf(found.der);
  };
}

function among(keys: ReadonlyMap<string, KeyObject>): FindPublicKey {
  return async ({ fingerprint }) => keys.get(fingerprint);
}

async function readKeys(file: string, io: Io): Promise<ReadonlyMap<string, KeyObject>> {
  try {
    return parsePublicKeys(await io.readFile(file));
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw userError('BAD_FILE', {
      file,
      problem: isGone ? 'is not there' : 'holds no public keys of CloudTrail',
      advice: 'Write it with: aws cloudtrail list-public-keys --start-time 2026-11-01 > keys.json',
    });
  }
}
