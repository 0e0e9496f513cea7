import { Agent, request as httpRequest } from 'node:http';
import type { Forward } from './s3.ts';
import type { WireResponse } from './wire-format.ts';

/** Sends a request on to a server of the playground's own, with its connections kept open. */
export function makeForward(url: string): { forward: Forward; close(): void } {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  const forward: Forward = ({ method, path, query, headers, body }) =>
    new Promise<WireResponse>((resolve, reject) => {
      const { connection: _, 'transfer-encoding': __, ...kept } = headers;
      const outgoing = httpRequest(
        {
          agent,
          hostname: hostname === 'localhost' ? '127.0.0.1' : hostname,
          port,
          method,
          path: query ? `${path}?${query}` : path,
          headers: { ...kept, 'content-length': body.length },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 502,
              headers: keepHeaders(incoming.headers),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { forward, close: () => agent.destroy() };
}

/** Drops what belongs to one connection, and what a server that is not AWS says of itself. */
function keepHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) =>
    /^(content-(type|length)|etag|last-modified|x-amz-(?!request-id)|x-amz-crc32)/.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
