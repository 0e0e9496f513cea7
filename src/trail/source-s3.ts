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
  return {
    concurrency: 64,
    list: (window, signal) => listLogs(logs, window, signal),
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

async function* listLogs(logs: S3Logs, window: TimeWindow, signal?: AbortSignal): AsyncGenerator<TrailPage> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const ask: Ask = (input) =>
    logs.s3.send(new ListObjectsV2Command({ ...input, Bucket: logs.bucket }), signal ? { abortSignal: signal } : {});
  const { listings, failures } = await findListings(logs, window, ask);
  if (failures.length > 0) yield { objects: [], failures };
  const ahead = listings.map((listing) => ({ listing, first: undefined as Promise<Answer> | undefined }));
  for (const [index, { listing }] of ahead.entries()) {
    for (const next of ahead.slice(index, index + listingsAhead)) next.first ??= askFirst(ask, next.listing);
    for (let answer = await ahead[index]?.first; answer; answer = await askNext(ask, listing, answer)) {
      yield pageOf(answer, listing, window);
    }
    ahead[index] = { listing, first: undefined };
  }
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

async function findListings(logs: S3Logs, window: TimeWindow, ask: Ask): Promise<Found> {
  const flat = logs.prefix === '' || logs.prefix.endsWith('/') ? logs.prefix : `${logs.prefix}/`;
  if (/(?:^|\/)AWSLogs\//.test(flat)) return { listings: [{ prefix: flat }], failures: [] };
  const accounts = await findAccounts(logs, ask);
  if (accounts.length === 0) return { listings: [{ prefix: flat }], failures: [] };
  const found = await Promise.all(accounts.map((account) => findRegions(logs, account, ask)));
  const regions = found.flatMap((one) => one.regions).sort();
  return {
    listings: regions.flatMap((region) => listingsOf(region, { ...window, now: logs.now() })),
    failures: found.flatMap((one) => one.failures),
  };
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
