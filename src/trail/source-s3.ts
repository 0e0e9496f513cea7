import { Readable } from 'node:stream';
import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { userError } from '../core/errors.ts';
import {
  accountsPrefix,
  isLogKey,
  type Listing,
  type LogLayout,
  listingsOf,
  mayHold,
  type TimeWindow,
} from './keys.ts';
import { createS3Get, type S3Get } from './s3-get.ts';
import { streamedFrom, type TrailFailure, type TrailPage, type TrailSource } from './source.ts';

/** A bucket of CloudTrail logs, read with a client that holds the credentials. */
export type S3Logs = LogLayout &
  Readonly<{
    s3: S3Client;
    bucket: string;
    /** Only these; otherwise every one that the bucket's folders name. */
    accounts?: readonly string[];
    regions?: readonly string[];
    now: () => number;
  }>;

type Ask = (input: Omit<ListObjectsV2CommandInput, 'Bucket'>) => Promise<ListObjectsV2CommandOutput>;

/** How many listings run ahead of the one that is being read. */
const listingsAhead = 16;

/**
 * The objects of a bucket, over all accounts and regions that it holds. A prefix that has no `AWSLogs/` below it is listed
 * as it stands, so that a prefix within `AWSLogs/` or a copy of some logs can be searched as well.
 */
export function s3Source(logs: S3Logs): TrailSource {
  let direct: Promise<S3Get | undefined> | undefined;
  const folders = rememberFolders(logs);
  return {
    concurrency: 64,
    list: (window, signal) => listLogs({ ...logs, findListings: folders }, window, signal),
    async fetch({ key, size }, signal) {
      direct ??= createS3Get(logs);
      const get = await direct;
      if (get) return get(key, { isStream: size > streamedFrom, signal });
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      const command = new GetObjectCommand({ Bucket: logs.bucket, Key: key });
      const { Body } = await logs.s3.send(command, signal ? { abortSignal: signal } : {});
      if (!Body) return Buffer.alloc(0);
      if (size > streamedFrom && Body instanceof Readable) return Body;
      const bytes = await Body.transformToByteArray();
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
  };
}

type Window = TimeWindow & Readonly<{ after?: string }>;
type Listed = S3Logs & Readonly<{ findListings: (window: TimeWindow, ask: Ask) => Promise<Found> }>;

async function* listLogs(logs: Listed, window: Window, signal?: AbortSignal): AsyncGenerator<TrailPage> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const ask: Ask = (input) =>
    logs.s3.send(new ListObjectsV2Command({ ...input, Bucket: logs.bucket }), signal ? { abortSignal: signal } : {});
  const { listings, failures } = await logs.findListings(window, ask);
  if (failures.length > 0) yield { objects: [], failures };
  const ahead = listings
    .flatMap((listing) => afterKey(listing, window.after))
    .map((listing) => ({ listing, first: undefined as Promise<Answer> | undefined }));
  for (const [index, { listing }] of ahead.entries()) {
    for (const next of ahead.slice(index, index + listingsAhead)) next.first ??= askFirst(ask, next.listing);
    for (let answer = await ahead[index]?.first; answer; answer = await askNext(ask, listing, answer)) {
      yield pageOf(answer, listing, window);
    }
    ahead[index] = { listing, first: undefined };
  }
}

/** What of a listing comes after a key: all of it, the rest, or nothing. */
function afterKey(listing: Listing, after: string | undefined): readonly Listing[] {
  const { prefix, startAfter = '' } = listing;
  if (after === undefined || after <= prefix) return [listing];
  return after.startsWith(prefix) ? [{ prefix, startAfter: after > startAfter ? after : startAfter }] : [];
}

/** The accounts and regions of a bucket are known for so long, in ms: the slices of a search ask every few seconds. */
const foldersFor = 60_000;

function rememberFolders(logs: S3Logs): Listed['findListings'] {
  let known: Readonly<{ at: number; folders: Promise<Folders> }> | undefined;
  return async (window, ask) => {
    const at = logs.now();
    if (!known || at - known.at >= foldersFor) known = { at, folders: findFolders(logs, ask) };
    const mine = known;
    const folders = await mine.folders.catch(toError);
    const isWhole = !(folders instanceof Error) && !('failures' in folders && folders.failures.length > 0);
    if (!isWhole && known === mine) known = undefined;
    if (folders instanceof Error) throw folders;
    return listingsIn(folders, { ...window, now: at });
  };
}

type Answer = ListObjectsV2CommandOutput | Error;

function askFirst(ask: Ask, { prefix, startAfter }: Listing): Promise<Answer> {
  return ask({ Prefix: prefix, ...(startAfter === undefined ? {} : { StartAfter: startAfter }) }).catch(toError);
}

async function askNext(ask: Ask, { prefix }: Listing, before: Answer): Promise<Answer | undefined> {
  if (before instanceof Error || !before.NextContinuationToken) return undefined;
  return ask({ Prefix: prefix, ContinuationToken: before.NextContinuationToken }).catch(toError);
}

function pageOf(answer: Answer, { prefix }: Listing, window: TimeWindow): TrailPage {
  if (answer instanceof Error) return { objects: [], failures: [{ key: prefix, why: why(answer) }] };
  const objects = (answer.Contents ?? []).map(({ Key = '', Size = 0 }) => ({ key: Key, size: Size }));
  return { objects: objects.filter(({ key }) => isLogKey(key) && mayHold(key, window)), failures: [] };
}

type Found = Readonly<{ listings: readonly Listing[]; failures: readonly TrailFailure[] }>;

/** The regions of all accounts, or one place that is listed as it stands. */
type Folders = Readonly<{ flat: string } | { regions: readonly string[]; failures: readonly TrailFailure[] }>;

async function findFolders(logs: S3Logs, ask: Ask): Promise<Folders> {
  const flat = logs.prefix === '' || logs.prefix.endsWith('/') ? logs.prefix : `${logs.prefix}/`;
  if (/(?:^|\/)AWSLogs\//.test(flat)) return { flat };
  const accounts = await findAccounts(logs, ask);
  if (accounts.length === 0) return { flat };
  const found = await Promise.all(accounts.map((account) => findRegions(logs, account, ask)));
  return {
    regions: found.flatMap((one) => one.regions).sort(),
    failures: found.flatMap((one) => one.failures),
  };
}

function listingsIn(folders: Folders, window: TimeWindow & Readonly<{ now: number }>): Found {
  if ('flat' in folders) return { listings: [{ prefix: folders.flat }], failures: [] };
  const { regions, failures } = folders;
  return { listings: regions.flatMap((region) => listingsOf(region, window)), failures };
}

/** `…AWSLogs/ACCOUNT/` of each account, also below `o-…/` when no organization was named. */
async function findAccounts(logs: S3Logs, ask: Ask): Promise<readonly string[]> {
  const base = accountsPrefix(logs);
  if (logs.accounts) return logs.accounts.map((account) => `${base}${account}/`);
  const folders = await foldersBelow(ask, base).catch((error: unknown) => {
    throw userError('UNREACHABLE', { what: `s3://${logs.bucket}/${base}`, why: why(toError(error)) });
  });
  const organizations = folders.filter((folder) => /\/o-[a-z0-9]+\/$/.test(folder));
  const nested = await Promise.all(organizations.map((folder) => foldersBelow(ask, folder)));
  return [...folders, ...nested.flat()].filter((folder) => /\/\d{12}\/$/.test(folder));
}

async function findRegions(logs: S3Logs, account: string, ask: Ask) {
  const base = `${account}CloudTrail/`;
  if (logs.regions) return { regions: logs.regions.map((region) => `${base}${region}/`), failures: [] };
  const folders = await foldersBelow(ask, base).catch(toError);
  return folders instanceof Error
    ? { regions: [], failures: [{ key: base, why: why(folders) }] }
    : { regions: folders, failures: [] };
}

async function foldersBelow(ask: Ask, prefix: string): Promise<readonly string[]> {
  const folders: string[] = [];
  let token: string | undefined;
  do {
    const answer = await ask({ Prefix: prefix, Delimiter: '/', ...(token ? { ContinuationToken: token } : {}) });
    for (const { Prefix } of answer.CommonPrefixes ?? []) if (Prefix) folders.push(Prefix);
    token = answer.NextContinuationToken;
  } while (token);
  return folders;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function why({ name, message }: Error): string {
  return name === 'Error' || message.startsWith(name) ? message : `${name}: ${message}`;
}
