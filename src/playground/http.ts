import { createServer, type IncomingMessage } from 'node:http';

/** A request as the stand-ins see it: the path without its query, header names in lower case, the body as bytes. */
export type HttpRequest = Readonly<{
  method: string;
  path: string;
  /** Without the question mark. */
  query: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}>;

export type HttpReply = Readonly<{
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Instead of a body: writes for as long as the other side listens. Returns what ends it. */
  stream?: (write: (text: string) => void) => () => void;
}>;

export type Served = Readonly<{ url: string; port: number; close: () => Promise<void> }>;

/**
 * Listens on loopback only and answers every request with `answer`; what throws is answered with 500 and told to `failed`.
 * Rejects with the system's error (`EADDRINUSE`) when the port is taken. `maxBytes` (8 MB) is answered with 413.
 */
export function serve(
  answer: (request: HttpRequest) => Promise<HttpReply>,
  options: Readonly<{ port?: number; maxBytes?: number; failed?: (error: unknown) => void }> = {},
): Promise<Served> {
  const server = createServer(async (message, response) => {
    const reply = await reading(message, options.maxBytes ?? 8_000_000)
      .then((request) => (request ? answer(request) : { status: 413 }))
      .catch((error: unknown) => {
        options.failed?.(error);
        return { status: 500 };
      });
    const { status, headers = {}, body = '', stream }: HttpReply = reply;
    if (stream) {
      response.writeHead(status, headers).flushHeaders();
      response.on(
        'close',
        stream((text) => void response.write(text)),
      );
      return;
    }
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      resolve({ url: `http://127.0.0.1:${port}`, port, close: () => closing(server) });
    });
  });
}

/** A JSON answer. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

async function reading(message: IncomingMessage, maxBytes: number): Promise<HttpRequest | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes) return undefined;
  const [path = '/', query = ''] = (message.url ?? '/').split(/\?(.*)/s);
  const headers = Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return {
    method: message.method ?? 'GET',
    path,
    query,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

function closing(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
