import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createEmulator } from 'emulate';
import { once } from '../../core/once.ts';
import { tableDefinition } from '../../store/table.ts';
import type { LogFile } from '../seed-logs.ts';
import { makeForward } from './forward.ts';
import type { Forward } from './s3.ts';

/** A server behind the endpoint that asks nobody who they are; only the guards know its port. */
export type Backend = Readonly<{ forward: Forward; close(): Promise<void> }>;

/** emulate's S3 with its buckets, and with the log files as soon as somebody asks for the bucket that they are in. */
export async function startS3(options: {
  buckets: readonly string[];
  logBucket: string;
  region: string;
  readLogs: () => Promise<readonly (LogFile & Readonly<{ signature?: string }>)[]>;
}): Promise<Backend & Readonly<{ addLog: (file: LogFile) => Promise<void> }>> {
  const { buckets, logBucket, region, readLogs } = options;
  const s3 = { buckets: buckets.map((name) => ({ name, region })) };
  const emulator = await createEmulator({ service: 'aws', port: 0, seed: { aws: { region, s3 } } });
  const { forward, close } = makeForward(emulator.url);
  const put = async ({ key, body, signature }: LogFile & Readonly<{ signature?: string }>) => {
    const headers = { 'content-type': 'application/x-gzip', ...(signature && { 'x-amz-meta-signature': signature }) };
    const { status } = await forward({ method: 'PUT', path: `/${logBucket}/${key}`, query: '', headers, body });
    if (status !== 200) throw new Error(`The log file ${key} could not be stored: ${status}`);
  };
  const later: LogFile[] = [];
  let isFilling = false;
  const fill = once(async () => {
    isFilling = true;
    for (const file of await readLogs()) await put(file);
    for (const file of later) await put(file);
  });
  return {
    // Until somebody asks for the bucket, nothing is put into it: that takes a second, and the page opens meanwhile.
    async addLog(file) {
      if (!isFilling) return void later.push(file);
      await fill();
      await put(file);
    },
    async forward(request) {
      if (decodeURIComponent(request.path.split('/')[1] ?? '') === logBucket) await fill();
      return forward(request);
    },
    async close() {
      close();
      await emulator.close();
    },
  };
}

/** dynalite with our one table. */
export async function startDynamodb({ table, region }: { table: string; region: string }): Promise<Backend> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const credentials = { accessKeyId: 'playground', secretAccessKey: 'playground' };
  const client = new DynamoDBClient({ endpoint: url, region, credentials });
  await client.send(new CreateTableCommand(tableDefinition(table)));
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.2 }, { TableName: table });
  client.destroy();
  const { forward, close } = makeForward(url);
  return {
    forward,
    close() {
      close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
