import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerByUrl, isResponseUrl } from '../../src/slack/response-url.ts';
import { lookAlikes } from '../slack/look-alikes.ts';
import { clickForm, signedEvent } from '../slack/signed.ts';
import { testDoor } from '../slack/test-door.ts';

const { open } = testDoor();
const visits: string[] = [];
const server = createServer((request, response) => {
  visits.push(request.url ?? '');
  response.writeHead(307, { location: '/elsewhere' }).end();
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

describe('threat 18: an address that would make us ask somebody else', () => {
  it('is tried in at least sixty ways', () => {
    expect(new Set(lookAlikes).size).toBeGreaterThanOrEqual(60);
  });

  it.each(lookAlikes.map((url) => [JSON.stringify(url).slice(0, 90), url]))('is not taken: %s', (_, url) => {
    expect(isResponseUrl(url, 'https://slack.com/api/')).toBe(false);
  });

  it('is asked nothing by the front door, though Slack had signed it', async () => {
    const asked = vi.spyOn(globalThis, 'fetch');
    const door = open({ broken: true });

    for (const response_url of lookAlikes) await door(signedEvent(clickForm({ response_url })));

    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  it('is not followed when an answer points there', async () => {
    const { port } = server.address() as AddressInfo;

    expect(await answerByUrl(`http://127.0.0.1:${port}/response`, { text: 'x', blocks: [] })).toBe(false);

    expect(visits).toEqual(['/response']);
  });
});
