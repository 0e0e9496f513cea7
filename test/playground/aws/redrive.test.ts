import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../cli/terminal.ts';
import { type Playground, startPlayground } from './harness.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
  vi.stubEnv('AWS_ENDPOINT_URL', playground.aws.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', playground.aws.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', playground.aws.credentials.secretAccessKey);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await playground?.aws.close();
});

describe('noroshi redrive, before a stand-in', () => {
  it('finds the queues of the settings behind AWS_ENDPOINT_URL and sends their dead letters again', async () => {
    const queue = playground.aws.queue('alerts');
    queue.send('poison');
    for (let turn = 0; turn < 6; turn += 1) queue.receive(1, 0);
    const files = { 'settings.yml': await readFile('src/playground/noroshi.yml', 'utf8') };

    const ran = await run(['redrive', '--settings', 'settings.yml'], { files });

    expect(ran).toMatchObject({ code: 0, stdout: 'noroshi-alerts: 1 message sent again\n' });
    expect(ran.stderr).toContain('role/noroshi-redrive could not be assumed');
    expect(queue.count().visible).toBe(1);
  });
});
