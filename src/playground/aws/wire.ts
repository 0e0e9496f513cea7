import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AwsError } from './aws-error.ts';
import type { Asked, Identity } from './identity.ts';
import { findScope, verifySignature, type WireRequest } from './sigv4.ts';
import { type Service, signatureMessages, type WireResponse } from './wire-format.ts';

/** No request of ours comes near; what is larger is not read to its end. */
const maxBodyBytes = 64 * 1024 * 1024;

type WireOptions = Readonly<{
  /** By the name in the credential scope: `sts`, `s3`, … */
  services: Readonly<Record<string, Service>>;
  findIdentity(accessKeyId: string): Identity | undefined;
  now(): number;
  /** Told of what is a bug of the playground, with the request's id. */
  onBug(error: unknown, requestId: string): void;
  /** Told of every right that somebody needed. */
  onAsk?: (asked: Asked) => void;
}>;

/** Serves all services on one loopback port, as `AWS_ENDPOINT_URL` expects it. */
export async function serveWire(options: WireOptions, port = 0): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const requestId = randomUUID();
    // A caller that hung up, or the end of the playground, is no bug and needs no answer.
    const isOver = () => outgoing.destroyed || !server.listening;
    readRequest(incoming)
      .then((request) => answer(request, requestId, options))
      .catch((error) => (isOver() ? undefined : explain(error, requestId, options)))
      .then((response) => {
        if (!response || isOver()) return;
        write(outgoing, response, { requestId, now: options.now(), head: incoming.method === 'HEAD' });
      });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new AwsError('RequestEntityTooLarge', 'The request is too large.', 413);
    chunks.push(chunk);
  }
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: query.join('?'),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

async function answer(request: WireRequest, requestId: string, options: WireOptions): Promise<WireResponse> {
  const service = findService(request, options);
  try {
    const verified = verifySignature(request, options);
    if (typeof verified === 'string') {
      const [code, status] = service.refusals[verified];
      throw new AwsError(code, signatureMessages[verified], status);
    }
    const asked = options.onAsk && { asked: options.onAsk };
    return await service.handle(request, { ...verified.identity, region: verified.region, ...asked });
  } catch (error) {
    if (error instanceof AwsError) return service.refuse(error, requestId);
    throw error;
  }
}

/** By the credential scope; an unsigned request is answered in the words of the service that its form fits. */
function findService(request: WireRequest, { services }: WireOptions): Service {
  const name = findScope(request)?.service ?? guessService(request);
  const service = services[name];
  if (!service) throw new AwsError('UnknownService', `The playground has no ${name}.`, 404);
  return service;
}

function guessService({ headers, method }: WireRequest): string {
  if (headers['x-amz-target']?.startsWith('DynamoDB')) return 'dynamodb';
  if (headers['x-amz-target']) return 'config';
  return method === 'POST' && headers['content-type']?.startsWith('application/x-www-form') ? 'sts' : 's3';
}

function explain(error: unknown, requestId: string, { onBug }: WireOptions): WireResponse {
  if (!(error instanceof AwsError)) onBug(error, requestId);
  const { code, message, status } =
    error instanceof AwsError ? error : new AwsError('InternalFailure', 'The playground failed.', 500);
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ __type: code, message }),
  };
}

function write(
  outgoing: ServerResponse,
  { status, headers, body }: WireResponse,
  { requestId, now, head }: { requestId: string; now: number; head: boolean },
): void {
  const length = headers['content-length'] ?? String(Buffer.byteLength(body));
  outgoing.writeHead(status, {
    ...headers,
    'content-length': length,
    date: new Date(now).toUTCString(),
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
  });
  outgoing.end(head ? undefined : body);
}
