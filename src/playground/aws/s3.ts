import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from './aws-error.ts';
import { type Caller, callerArn, findRefusal } from './identity.ts';
import { s3Errors } from './s3-errors.ts';
import type { BucketAccess } from './s3-public-access.ts';
import type { WireRequest } from './sigv4.ts';
import type { Service, WireResponse } from './wire-format.ts';

/** The bucket server behind the guard, asked over HTTP. */
export type Forward = (request: WireRequest) => Promise<WireResponse>;

/**
 * S3, path style: a guard that lets in who may, before a server that asks nobody. What the server behind leaves out is
 * done here: byte ranges, writes only if there is no such key (`If-None-Match: *`, one of two at once), and buckets whose
 * objects nobody can replace or delete.
 */
export function guardS3(options: {
  buckets: readonly string[];
  /** Those under Object Lock, whose policy takes writes with `If-None-Match` alone. */
  locked?: readonly string[];
  /** The buckets of member accounts, of which only their public access is asked. */
  others?: BucketAccess;
  /** How long a log file takes, in ms. */
  logFileMs?: number | undefined;
  region: string;
  forward: Forward;
}): Service {
  const { buckets, region, forward, locked = [], others, logFileMs = 0 } = options;
  const inTurn = makeTurns();
  return {
    ...s3Errors,
    async handle(request, caller) {
      const { bucket, key } = readPath(request.path);
      if (!key && others && !buckets.includes(bucket)) return others.handle(request, bucket, caller);
      if (caller.region !== region) {
        throw new AwsError(
          'AuthorizationHeaderMalformed',
          `The region '${caller.region}' is wrong; expecting '${region}'`,
        );
      }
      const action = mustHaveAction(request, key);
      if (!buckets.includes(bucket)) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
      mustBeAllowed(caller, action, key ? `arn:aws:s3:::${bucket}/${key}` : `arn:aws:s3:::${bucket}`);
      if (locked.includes(bucket)) mustKeep(request, action, caller);
      if (action === 's3:PutObject') {
        return inTurn(request.path, async () => {
          await mustBeAbsent(request, forward);
          return forward(request);
        });
      }
      if (logFileMs > 0 && key.includes('/CloudTrail/')) await sleep(logFileMs);
      const response = await forward(request);
      return request.method === 'GET' && response.status === 200
        ? cutRange(response, request.headers['range'])
        : response;
    },
  };
}

function readPath(path: string): { bucket: string; key: string } {
  const [bucket = '', ...rest] = path.slice(1).split('/');
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(rest.join('/')) };
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** The few calls that Noroshi makes; all others are refused as not there. */
function mustHaveAction({ method, query, headers }: WireRequest, key: string): string {
  const names = [...new URLSearchParams(query).keys()].filter((name) => name !== 'x-id');
  if (!key && method === 'GET' && names.includes('list-type')) return 's3:ListBucket';
  if (!key && method === 'HEAD') return 's3:ListBucket';
  if (key && names.length === 0 && (method === 'GET' || method === 'HEAD')) return 's3:GetObject';
  const isPlain = !headers['x-amz-copy-source'] && !headers['content-encoding']?.includes('aws-chunked');
  if (key && names.length === 0 && method === 'PUT' && isPlain) return 's3:PutObject';
  if (key && names.length === 0 && method === 'DELETE') return 's3:DeleteObject';
  throw new AwsError(
    'NotImplemented',
    'A header or query you provided implies functionality that is not implemented.',
    501,
  );
}

function mustBeAllowed(caller: Caller, action: string, arn: string): void {
  const refusal = findRefusal(caller, action, arn);
  if (refusal) throw new AwsError('AccessDenied', refusal, 403);
}

/** Object Lock in compliance mode: not even who may do all may delete, and the bucket's policy refuses an unconditional write. */
function mustKeep({ headers }: WireRequest, action: string, caller: Caller): void {
  if (action === 's3:DeleteObject') {
    throw new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
  }
  if (action !== 's3:PutObject' || headers['if-none-match'] === '*') return;
  const who = `User: ${callerArn(caller)} is not authorized to perform: s3:PutObject`;
  throw new AwsError('AccessDenied', `${who} with an explicit deny in a resource-based policy`, 403);
}

/** Writes of one key one after the other, so that of two that want to be the first only one is. */
function makeTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}

async function mustBeAbsent(request: WireRequest, forward: Forward): Promise<void> {
  if (request.headers['if-none-match'] !== '*') return;
  const found = await forward({ ...request, method: 'HEAD', body: Buffer.alloc(0) });
  if (found.status === 200) {
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
}

function cutRange(response: WireResponse, range: string | undefined): WireResponse {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (!from && !to) return response;
  const body = Buffer.from(response.body);
  const start = from ? Number(from) : Math.max(0, body.length - Number(to));
  const end = Math.min(from && to ? Number(to) : body.length - 1, body.length - 1);
  if (start > end) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  const part = body.subarray(start, end + 1);
  return {
    status: 206,
    headers: {
      ...response.headers,
      'content-length': String(part.length),
      'content-range': `bytes ${start}-${end}/${body.length}`,
    },
    body: part,
  };
}
