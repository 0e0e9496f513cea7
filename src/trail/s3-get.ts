import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { globalAgent, Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { asNodeGoes } from '../core/proxied.ts';

/** Gets the object of a key; `isStream` for its body as it comes, else in one piece. */
export type S3Get = (
  key: string,
  options: Readonly<{ isStream: boolean; signal?: AbortSignal | undefined }>,
) => Promise<Buffer | IncomingMessage>;

/** A request as the SDK would send it, before it is signed. */
type Prepared = Readonly<{
  method: string;
  protocol: string;
  hostname: string;
  port?: number | undefined;
  path: string;
  headers: Readonly<Record<string, string>>;
}>;

const attempts = 4;
const firstPause = 100;
const patience = 10_000;
const sockets = 128;

/**
 * GetObject without the SDK's middleware, which costs four times what the request does: the client's own endpoint,
 * credentials (renewed as the client renews them) and signer, and connections that are kept. Undefined where the client does
 * not let its requests be seen. One policy for retries: throttling, server's errors and lost connections, four times in all.
 */
export async function createS3Get({ s3, bucket }: { s3: S3Client; bucket: string }): Promise<S3Get | undefined> {
  const sample = await prepareSample(s3, bucket);
  if (!sample?.path.endsWith('/x')) return undefined;
  const region = await s3.config.region();
  const properties = { signingName: 's3', signingRegion: region };
  const signer = await s3.config.signer({ name: 'sigv4', ...properties, properties });
  const { protocol, hostname, port, path: samplePath } = sample;
  const { host = hostname } = sample.headers;
  const base = samplePath.slice(0, -1);
  const target = { method: 'GET', protocol, hostname, port, query: {}, headers: { host } };
  const agent = protocol === 'https:' ? new HttpsAgent({ ...kept, ...asNodeGoes(globalAgent) }) : new HttpAgent(kept);
  const send = protocol === 'https:' ? httpsRequest : httpRequest;

  async function get(key: string, isStream: boolean): Promise<Buffer | IncomingMessage> {
    const path = `${base}${escapeKey(key)}`;
    // The signer clones what it is given, so a plain object does for the SDK's request.
    const { headers } = await signer.sign({ ...target, path } as Parameters<typeof signer.sign>[0]);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = send({ agent, hostname, port, path, headers, timeout: patience }, resolve);
      sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
      sent.on('error', reject);
      sent.end();
    });
    if (answer.statusCode !== 200) throw await failure(answer);
    return isStream ? answer : collect(answer);
  }

  const known = new WeakSet<AbortSignal>();
  return async (key, { isStream, signal }) => {
    // One listener ends all connections; one for each request would cost as much as signing it.
    if (signal && !known.has(signal)) signal.addEventListener('abort', () => agent.destroy(), { once: true });
    if (signal) known.add(signal);
    for (let tried = 1; ; tried++) {
      try {
        return await get(key, isStream);
      } catch (error) {
        if (tried >= attempts || signal?.aborted || !isWorthAnother(error)) throw error;
        await wait(firstPause * 2 ** tried, undefined, signal && { signal });
      }
    }
  };
}

const kept = { keepAlive: true, maxSockets: sockets, scheduling: 'fifo' } as const;

/** Lets the SDK prepare a GetObject of the key `x`, and takes the request before it is signed and sent. */
async function prepareSample(s3: S3Client, bucket: string): Promise<Prepared | undefined> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const command = new GetObjectCommand({ Bucket: bucket, Key: 'x' });
  let sample: Prepared | undefined;
  command.middlewareStack.add(
    () => async (args) => {
      sample = toPrepared(args.request);
      return { output: { $metadata: {} }, response: {} };
    },
    { step: 'finalizeRequest', priority: 'high', name: 'noroshiSample' },
  );
  await s3.send(command).catch(() => undefined);
  return sample;
}

function toPrepared(request: unknown): Prepared | undefined {
  const isRequest = typeof request === 'object' && request !== null && 'hostname' in request && 'path' in request;
  // What the SDK's serializer has just made; looked into as far as a mistake would matter.
  return isRequest && typeof request.path === 'string' ? (request as unknown as Prepared) : undefined;
}

/** As S3 signs it: everything but unreserved characters and slashes is escaped. */
function escapeKey(key: string): string {
  if (/^[\w./~-]*$/.test(key)) return key;
  const escaped = key.split('/').map(encodeURIComponent).join('/');
  return escaped.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function collect(answer: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    answer.on('data', (piece: Buffer) => pieces.push(piece));
    answer.on('end', () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)));
    answer.on('error', reject);
  });
}

async function failure(answer: IncomingMessage): Promise<Error> {
  const body = (await collect(answer)).toString('utf8');
  const name = /<Code>([^<]{1,100})<\/Code>/.exec(body)?.[1] ?? `HTTP ${answer.statusCode}`;
  const message = /<Message>([^<]{1,300})<\/Message>/.exec(body)?.[1] ?? name;
  return Object.assign(new Error(message), { name, status: answer.statusCode });
}

function isWorthAnother(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('status' in error && typeof error.status === 'number') return error.status >= 500 || error.status === 429;
  return 'code' in error && typeof error.code === 'string' && /^(?:E[A-Z]+|HPE_.*)$/.test(error.code);
}
