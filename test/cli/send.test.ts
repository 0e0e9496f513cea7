import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { instanceStopped } from './events.ts';
import { run } from './terminal.ts';

let server: Server | undefined;

afterEach(() => new Promise<unknown>((resolve) => (server ? server.close(resolve) : resolve(undefined))));

type Received = { method?: string | undefined; url?: string | undefined; type?: string | undefined; body?: unknown };

/** A page that answers as told, and what it was sent. */
async function page(status: number, answer: string): Promise<{ url: string; received: Received }> {
  const received: Received = {};
  server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    Object.assign(received, { method, url, type: headers['content-type'], body: JSON.parse(await text(request)) });
    response.writeHead(status, { connection: 'close' }).end(answer);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, received };
}

function send(url: string, input: unknown = instanceStopped()) {
  return run(['send', 'event.json', '--url', url], { files: { 'event.json': JSON.stringify(input) } });
}

describe('noroshi send', () => {
  it('hands the file over as it is, and says how many events were taken', async () => {
    const { url, received } = await page(200, '{"delivered":1}');

    const { code, stdout, stderr } = await send(`${url}/`);

    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `Delivered 1 event to ${url}\n`, stderr: '' });
    expect(received).toEqual({ method: 'POST', url: '/events', type: 'application/json', body: instanceStopped() });
  });

  it('says what the page says when it refuses', async () => {
    const { url } = await page(400, '{"error":"too large"}');

    const { code, stdout, stderr } = await send(url);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('refused it: too large.');
  });

  it('does not take any answer for a delivery', async () => {
    const { url } = await page(200, '<html>');

    expect((await send(url)).code).toBe(1);
  });

  it('says that no playground runs, and how to start one', async () => {
    const { url } = await page(200, '');
    await new Promise((resolve) => server?.close(resolve));

    const { code, stderr } = await send(url);

    expect(code).toBe(1);
    expect(stderr).toContain('nothing listens there.\nStart it with npm start, or name its page with --url.');
  });

  it('sends nothing that is no event', async () => {
    const { url, received } = await page(200, '{"delivered":1}');

    const { code } = await send(url, { invokingEvent: '{}' });
    const another = await send(url, { name: 'noroshi', private: true });

    expect({ code, received }).toEqual({ code: 2, received: {} });
    expect(another).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('It must hold an event') });
  });

  it('has no settings to read', async () => {
    expect(await run(['send', 'event.json', '--settings', 'mine.yml'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no option --settings'),
    });
  });
});
