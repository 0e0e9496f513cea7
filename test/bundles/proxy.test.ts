import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundling } from '../../infra/bundle.ts';
import { runBundle } from './run-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'noroshi-proxy-'));
/** Whom the proxy was asked to connect to. It lets nobody out. */
const wanted: string[] = [];
const proxy = createServer().on('connect', ({ url = '' }, socket) => {
  wanted.push(url);
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
});
beforeAll(async () => {
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});
afterAll(() => {
  proxy.close();
  rmSync(folder, { recursive: true });
});

/** Node's own proxy is there since 24.5, which is what Lambda runs. */
const knowsProxies = Number(process.versions.node.split('.')[0]) >= 24;

describe('behind a proxy', () => {
  it.runIf(knowsProxies)('everybody outside is asked through it, by whichever way we ask', async () => {
    const entryPoints = { index: 'test/bundles/asks-outside.ts' };
    await build({ ...bundling, entryPoints, outdir: folder });
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const environment = {
      ...{ NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: url, NO_PROXY: '127.0.0.1,localhost' },
      ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' },
    };
    const run = runBundle(folder, { environment });

    await run.invoke({});
    run.end();

    expect([...new Set(wanted)].sort()).toEqual(
      [
        ...['dynamodb', 's3', 'sns', 'sqs', 'sts'].map((service) => `${service}.eu-west-1.amazonaws.com:443`),
        ...['example-logs.s3.eu-west-1.amazonaws.com:443', 'slack.com:443'],
        ...['hooks.slack.com:443', 'files.slack.com:443'],
      ].sort(),
    );
  });
});
