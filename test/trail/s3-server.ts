import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What the server was asked, as `METHOD path?query`. */
export type S3Server = Readonly<{ url: string; asked: readonly string[]; close(): Promise<void> }>;

type Behaviour = Readonly<{
  bucket: string;
  objects: ReadonlyMap<string, Buffer>;
  /** Keys and prefixes below which everything is denied. */
  denied?: readonly string[];
  /** Milliseconds until the first byte. */
  delay?: number;
  pageSize?: number;
  /** What stands in the metadata of objects as their `signature`. */
  signatures?: ReadonlyMap<string, string>;
  /** Answers with another status instead, where it wants to. */
  interfere?: (request: IncomingMessage) => { status: number; body: string } | undefined;
}>;

/** Just so much of S3 as a search needs, over loopback HTTP: ListObjectsV2 and GetObject, path style. */
export async function startS3({ delay = 0, ...behaviour }: Behaviour): Promise<S3Server> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (delay > 0) await wait(delay);
    const { status, body, signature } = answer(request, behaviour);
    response.writeHead(status, {
      'content-type': 'application/xml',
      'content-length': Buffer.byteLength(body),
      ...(signature !== undefined && { 'x-amz-meta-signature': signature }),
    });
    response.end(body);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Answer = Readonly<{ status: number; body: string | Buffer; signature?: string | undefined }>;

function answer(request: IncomingMessage, behaviour: Omit<Behaviour, 'delay'>): Answer {
  const { bucket, objects, denied = [], interfere } = behaviour;
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, name = '', ...rest] = decodeURIComponent(url.pathname).split('/');
  const key = rest.join('/');
  const wanted = key || url.searchParams.get('prefix') || '';
  const other = interfere?.(request);
  if (other) return other;
  if (name !== bucket) return fault(404, 'NoSuchBucket', 'The specified bucket does not exist');
  if (denied.some((one) => wanted.startsWith(one))) return fault(403, 'AccessDenied', 'Access Denied');
  if (key === '') return { status: 200, body: list(url.searchParams, behaviour) };
  const body = objects.get(key);
  return body
    ? { status: 200, body, signature: behaviour.signatures?.get(key) }
    : fault(404, 'NoSuchKey', 'The specified key does not exist.');
}

function list(asked: URLSearchParams, { bucket, objects, pageSize = 1000 }: Omit<Behaviour, 'delay'>): string {
  const [prefix, delimiter] = [asked.get('prefix') ?? '', asked.get('delimiter') ?? ''];
  const after = asked.get('continuation-token') ?? asked.get('start-after') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const folders = new Set<string>();
  const page: string[] = [];
  let last = '';
  for (const key of keys) {
    if (page.length + folders.size >= pageSize) break;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (cut < 0) page.push(key);
    else folders.add(key.slice(0, cut + 1));
    last = key;
  }
  const truncated = last !== '' && last !== keys.at(-1);
  const contents = page.map(
    (key) => `<Contents><Key>${xml(key)}</Key><Size>${objects.get(key)?.length}</Size></Contents>`,
  );
  const prefixes = [...folders].map((folder) => `<CommonPrefixes><Prefix>${xml(folder)}</Prefix></CommonPrefixes>`);
  const token = truncated ? `<NextContinuationToken>${xml(last)}</NextContinuationToken>` : '';
  return `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><IsTruncated>${truncated}</IsTruncated>${token}${contents.join('')}${prefixes.join('')}</ListBucketResult>`;
}

function fault(status: number, code: string, message: string): Answer {
  return { status, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>` };
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
