import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { bundleOptions, bundling, settingsInBundle } from '../../infra/bundle.ts';
import { loadSettings } from '../../src/settings.ts';
import { interleaved } from './measure.ts';
import type { Row } from './trail.ts';

const runner = fileURLToPath(new URL('./front-door.mjs', import.meta.url));
const settingsFile = fileURLToPath(new URL('../../src/playground/noroshi.yml', import.meta.url));
const signingSecret = 'only-for-this-bench';

/** What a function costs that does nothing. */
const emptyFunction = 'export async function handler() { return { statusCode: 200, headers: {}, body: "" }; }';

/** What everybody writes first: Bolt's own receiver, and the clients that the bot needs somewhere. */
const stockFunction = `
import { App, AwsLambdaReceiver } from '@slack/bolt';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
const clients = [new ConfigServiceClient({}), new DynamoDBClient({}), new S3Client({}), new STSClient({})];
const sns = new SNSClient({});
const receiver = new AwsLambdaReceiver({ signingSecret: process.env.SECRET });
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0NOROSHI', botUserId: 'U0NOROSHI' }),
  processBeforeResponse: true,
});
app.command('/aws-resource', async ({ ack, body }) => {
  const Message = JSON.stringify({ body, clients: clients.length });
  await sns.send(new PublishCommand({ TopicArn: process.env.NOROSHI_JOBS_TOPIC, Message }));
  await ack('Looking up …');
});
const start = receiver.start();
export const handler = async (event, context) => (await start)(event, context);
`;

type Made = Readonly<{ file: string; loaded: number; whole: number }>;

/** Measures the front door's bundle beside a function that does nothing and one that is written as most are, in turn. */
export async function* benchCold({ rounds }: Readonly<{ rounds: number }>): AsyncGenerator<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-cold-'));
  const cloud = await startCloud();
  try {
    const made = await makeAll(folder);
    const node = await findNode();
    const run = (one: Made, mode: string) => runOnce({ node, file: one.file, mode, environment: cloud.environment });
    yield {
      ...atMost('front door: KB loaded before the first request', made.ours.loaded / 1_000, 200),
      note: sizesOf(made),
    };
    const [ourImport = 0, importRatio = 0, ourStart = 0, startRatio = 0, emptyImport = 0, emptyStart = 0] =
      await interleaved(rounds * 3, async () => {
        const [ours, stock, empty] = [
          await run(made.ours, 'once'),
          await run(made.stock, 'once'),
          await run(made.empty, 'once'),
        ];
        return [
          ...[ours.importMs, ours.importMs / stock.importMs, ours.startMs, ours.startMs / stock.startMs],
          ...[empty.importMs, empty.startMs],
        ];
      });
    yield {
      ...atMost('import, against stock Bolt with five clients', importRatio, 0.25),
      note: inMs(ourImport, importRatio, emptyImport),
    };
    yield {
      ...atMost('process start to 200 with the job on the topic', startRatio, 0.5),
      note: inMs(ourStart, startRatio, emptyStart),
    };
    const { times: warm } = await run(made.ours, 'warm');
    yield atMost('ms from bytes to answer when warm, median of 200', quantile(warm, 0.5), 10);
    const { times: crowd } = await run(made.ours, 'crowd');
    // A call that got no answer in time is made once more, which a busy machine sees; fewer would be lost ones.
    if (cloud.published() < rounds * 6 + 2 * (1 + 50 + 200)) throw new Error('Not every job came to the topic');
    yield atMost('ms under 200 requests at once in one process, p99', quantile(crowd, 0.99), 800);
  } finally {
    cloud.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type All = Readonly<Record<'ours' | 'stock' | 'empty', Made>>;

async function makeAll(folder: string): Promise<All> {
  const { settings } = await loadSettings({ file: settingsFile });
  const source = (contents: string) => ({
    ...bundling,
    stdin: { contents, resolveDir: bundling.absWorkingDir, sourcefile: 'index.js' },
  });
  return {
    ours: await make(bundleOptions('slack', settings), join(folder, 'ours')),
    stock: await make(source(stockFunction), join(folder, 'stock')),
    empty: await make(source(emptyFunction), join(folder, 'empty')),
  };
}

async function make(options: BuildOptions, outdir: string): Promise<Made> {
  const { metafile } = await build({ ...options, outdir, metafile: true });
  const [index = ''] = Object.entries(metafile.outputs).flatMap(([file, { entryPoint, exports }]) =>
    exports.includes('handler') && entryPoint !== undefined ? [file] : [],
  );
  const sizes = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0);
  return {
    file: join(bundling.absWorkingDir, index),
    loaded: sizes(loadedWith(index, metafile)),
    whole: sizes(Object.keys(metafile.outputs)),
  };
}

/** The files that come with the first one: what it imports, but not what it imports later. */
function loadedWith(first: string, { outputs }: Metafile): ReadonlySet<string> {
  const loaded = new Set([first]);
  for (const file of loaded) {
    const { imports = [] } = outputs[file] ?? {};
    for (const { path, kind } of imports) if (kind === 'import-statement' && outputs[path]) loaded.add(path);
  }
  return loaded;
}

type Run = Readonly<{ importMs: number; startMs: number; times: readonly number[] }>;

function runOnce(
  of: Readonly<{ node: string; file: string; mode: string; environment: Readonly<Record<string, string>> }>,
): Promise<Run> {
  const began = performance.now();
  const child = spawn(of.node, [runner, of.file, of.mode], {
    env: of.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  return new Promise((resolve, reject) => {
    let startMs = 0;
    child.stdout.on('data', (chunk) => {
      startMs = performance.now() - began;
      out += chunk;
    });
    child.on('exit', (code) => {
      const line = out.split('\n').find((one) => one.includes('importMs'));
      if (code !== 0 || line === undefined) reject(new Error(`The function ended with ${code}: ${out}`));
      else resolve({ ...JSON.parse(line), startMs });
    });
  });
}

/** Lambda's Node, where the npm registry gives it; else this one. */
async function findNode(): Promise<string> {
  const asked = ['--yes', '--ignore-scripts=false', '--package', 'node@24', '--', 'node', '-p', 'process.execPath'];
  return promisify(execFile)('npx', asked).then(
    ({ stdout }) => stdout.trim(),
    () => {
      process.stderr.write(`Measured on Node ${process.versions.node}: the npm registry did not give Node 24.\n`);
      return process.execPath;
    },
  );
}

/** Secrets Manager and SNS, as far as a front door asks them. */
async function startCloud() {
  const seen = { published: 0 };
  const secret = JSON.stringify({ botToken: 'xoxb-bench', signingSecret });
  const server = createServer((request, response) => {
    const isSecret = String(request.headers['x-amz-target'] ?? '').endsWith('GetSecretValue');
    request.resume().on('end', () => {
      if (!isSecret) seen.published += 1;
      response.setHeader('content-type', isSecret ? 'application/x-amz-json-1.1' : 'text/xml');
      response.end(
        isSecret
          ? JSON.stringify({ Name: 'noroshi/slack', SecretString: secret })
          : '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  return {
    environment: {
      ...settingsInBundle,
      ...{ AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' },
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      NOROSHI_JOBS_TOPIC: 'arn:aws:sns:ap-northeast-1:999988887777:noroshi-jobs',
      SECRET: signingSecret,
    },
    published: () => seen.published,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function quantile(numbers: readonly number[], at: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN;
}

function sizesOf({ ours, stock, empty }: All): string {
  const kb = (bytes: number) => `${(bytes / 1_000).toFixed(1)} KB`;
  return `with what it loads later ${kb(ours.whole)}; stock ${kb(stock.loaded)}, empty ${kb(empty.loaded)}`;
}

function inMs(ours: number, ratio: number, empty: number): string {
  return `${ours.toFixed(0)} ms; stock ${(ours / ratio).toFixed(0)}, empty ${empty.toFixed(0)}`;
}

function atMost(what: string, measured: number, goal: number): Row {
  return { what, measured, goal: `≤ ${goal}`, isMet: measured <= goal };
}
