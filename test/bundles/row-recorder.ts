import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject } from '../../src/core/text/lenient.ts';

/** One row that was read or written: by which call, and the key that DynamoDB's `dynamodb:LeadingKeys` would hold. */
export type Touched = Readonly<{ action: string; index?: string; key: string }>;

/** Stands before DynamoDB for one function, passes everything on as it came, and keeps which rows it asked for. */
export async function startRowRecorder(
  dynamo: string,
): Promise<Readonly<{ url: string; touched: () => readonly Touched[]; close: () => void }>> {
  const touched: Touched[] = [];
  const to = new URL(dynamo);
  const server = createServer(async (request, response) => {
    const body = await bytesOf(request);
    const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    touched.push(touchedBy(action, JSON.parse(body.toString('utf8'))));
    const { hostname, port } = to;
    // The headers as they were signed, the host among them.
    const passed = send({ hostname, port, method: 'POST', path: request.url, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    passed.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, touched: () => touched, close };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Throws for a call whose row cannot be told, such as a scan: no right of ours would let it pass. */
function touchedBy(action: string, input: Readonly<Record<string, unknown>>): Touched {
  const { IndexName, Key, Item, KeyConditionExpression, ExpressionAttributeValues } = input;
  const index = typeof IndexName === 'string' ? { index: IndexName } : {};
  const [, value = ''] = /=\s*(:\w+)/.exec(String(KeyConditionExpression)) ?? [];
  const of = [field(Key, 'pk'), field(Item, 'pk'), field(ExpressionAttributeValues, value)];
  const key = of.map((one) => field(one, 'S')).find((one) => typeof one === 'string');
  if (typeof key !== 'string') throw new Error(`${action} names no row: ${JSON.stringify(input).slice(0, 300)}`);
  return { action, ...index, key };
}

function field(of: unknown, name: string): unknown {
  return isObject(of) ? of[name] : undefined;
}
