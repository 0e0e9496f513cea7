import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/terminal.ts';
import { type PlaygroundInEnvironment, startInEnvironment } from './harness.ts';

let playground: PlaygroundInEnvironment;
beforeAll(async () => {
  playground = await startInEnvironment();
});
afterAll(() => playground?.close());

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
