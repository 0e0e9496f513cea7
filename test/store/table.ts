import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createStore } from '../../src/store/index.ts';
import { tableDefinition } from '../../src/store/table.ts';
import { createNewUlid } from '../../src/store/ulid.ts';
import { createTable } from '../simulation/table.ts';

/** A clock that only moves when told; `sleep` is telling it. */
export function createClock(start = Date.parse('2026-01-01T00:00:00Z')) {
  let time = start;
  return {
    now: () => time,
    pass: (ms: number) => {
      time += ms;
    },
    sleep: async (ms: number) => {
      time += Math.max(0, ms);
    },
  };
}

/** One dynalite in this process, spoken to over its wire protocol; a store per test on one table, each with its own ids. */
export async function startTable() {
  // It has no types of its own.
  const dynalite: (options: { createTableMs: number }) => Server = createRequire(import.meta.url)('dynalite');
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dynamo = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await dynamo.send(new CreateTableCommand(tableDefinition('noroshi')));
  await waitUntilTableExists(
    { client: dynamo, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 },
    { TableName: 'noroshi' },
  );
  const client = DynamoDBDocumentClient.from(dynamo);

  return {
    client,
    endpoint: `http://127.0.0.1:${port}`,
    openStore: (now: () => number) => openStoreOn(client, now),
    async stop() {
      dynamo.destroy();
      server.close();
    },
  };
}

/** The same in memory, without a wire: for tests that write many rows. */
export function startMemoryTable() {
  const { client, rows, expire } = createTable(async () => {});
  return { client, rows, expire, openStore: (now: () => number) => openStoreOn(client, now), stop: async () => {} };
}

function openStoreOn(client: DynamoDBDocumentClient, now: () => number) {
  const objects = new Map<string, string>();
  const results = {
    put: async (key: string, content: string) => void objects.set(key, content),
    get: async (key: string) => {
      const found = objects.get(key);
      if (found === undefined) throw new Error(`NoSuchKey ${key}`);
      return found;
    },
  };
  const store = createStore({ client, table: 'noroshi', now, newUlid: createNewUlid({ now }), results });
  return { store, objects, results };
}
