import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { serve } from '../../src/playground/http.ts';
import { type Page, startPage } from '../../src/playground/page/start.ts';
import { parseUpdate, type Update } from '../../src/playground/page/wire.ts';
import { scenarios } from '../../src/playground/scenarios.ts';
import { createPeople } from '../../src/playground/slack/person.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start.ts';
import { loadPlaygroundSettings } from './aws/settings.ts';
import { installation, workspace } from './workspace.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

const delivered: unknown[] = [];

type World = Page & Readonly<{ slack: SlackStandIn }>;

async function page(scenario: keyof typeof scenarios = 'quiet', frontDoor = 'http://127.0.0.1:9/'): Promise<World> {
  const slack = await startSlack({ workspace, installation, now: Date.now });
  const deliver = (input: unknown) => delivered.push(input);
  const people = createPeople({ slack, frontDoor, now: Date.now });
  const failed = () => undefined;
  const served = await startPage({ port: 0, failed });
  const settings = await loadPlaygroundSettings();
  const commands = [{ command: '/aws-help', description: 'help', usageHint: '' }];
  await served.show({
    ...{ slack, deliver, people, settings, commands, failed, topic: 'arn:aws:sns:eu-west-1:111122223333:alerts' },
    ...{ scenario: scenarios[scenario], now: Date.now, story: [] },
  });
  open.push(served, slack);
  await slack.call('chat.postMessage', { channel: 'C0SECURITY', text: '<script>alert(1)</script> & more' });
  return { ...served, slack };
}

type Asked = { method?: string; path?: string; headers: Record<string, string> };

function ask(port: number, { headers, path = '/', method = 'GET' }: Asked) {
  return new Promise<number | undefined>((resolve, reject) => {
    request({ host: '127.0.0.1', port, headers, path, method }, (response) => {
      resolve(response.statusCode);
      response.destroy();
    })
      .on('error', reject)
      .end();
  });
}

/** The first updates of the page's feed, until one is as asked. */
async function updatesUntil(url: string, isLast: (update: Update) => boolean): Promise<Update[]> {
  const ending = new AbortController();
  const response = await fetch(`${url}/feed`, { signal: ending.signal });
  const updates: Update[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString('utf8');
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    updates.push(...parts.flatMap((part) => (part.startsWith('data: ') ? [parseUpdate(part.slice(6))] : [])));
    if (updates.some(isLast)) break;
  }
  ending.abort();
  return updates;
}

describe('the playground’s page', () => {
  it('tells what stands in the channels, and hostile text only as data', async () => {
    const { url } = await page();

    const html = await (await fetch(url)).text();
    const updates = await updatesUntil(url, (update) => update.kind === 'messages' && update.channel === 'C0SECURITY');

    expect(html).not.toContain('alert(1)');
    expect(updates[0]).toMatchObject({ kind: 'hello', workspace: { guided: false } });
    expect(updates.find((update) => update.kind === 'messages' && update.channel === 'C0SECURITY')).toMatchObject({
      messages: [{ text: '<script>alert(1)</script> & more' }],
    });
  });

  it('allows no inline script and nothing from elsewhere', async () => {
    const { url } = await page();

    const response = await fetch(url);

    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(await response.text()).not.toMatch(/<script(?! type="module" src="\/page\.js">)/);
  });

  it.each(['/', '/page.css', '/feed', '/files/F1', '/act/click', '/events'])(
    'is for this machine and its own origin alone: %s',
    async (path) => {
      const { port } = await page();
      const method = path.startsWith('/act') || path === '/events' ? 'POST' : 'GET';
      const own = { host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` };

      expect(await ask(port, { method, path, headers: own })).not.toBe(403);
      for (const headers of [
        { host: 'evil.example' },
        { host: `127.0.0.1.evil.example:${port}` },
        { ...own, origin: 'https://evil.example' },
        { ...own, origin: 'null' },
      ]) {
        expect(await ask(port, { method, path, headers })).toBe(403);
      }
    },
  );

  it('lets nobody act who does not come from the page', async () => {
    const { port } = await page();

    expect(await ask(port, { method: 'POST', path: '/act/click', headers: { host: `127.0.0.1:${port}` } })).toBe(403);
  });

  it('says what came of an event: the alert that it became, or why it is none', async () => {
    const { url } = await page();
    const act = (body: object) =>
      fetch(`${url}/act/events`, { method: 'POST', headers: { origin: url }, body: JSON.stringify(body) });

    await act({ title: 'a scene', scene: 'group-opened' });
    await act({ title: 'pasted', text: '{"Records":[]}' });
    const wrong = await (await act({ title: 'pasted', text: '{' })).json();

    expect(wrong).toMatchObject({ status: 400, problem: expect.stringContaining('not JSON') });
    const last = await updatesUntil(url, ({ kind }) => kind === 'deliveries');
    expect(last.find(({ kind }) => kind === 'deliveries')).toMatchObject({
      deliveries: [
        { title: 'pasted', outcomes: [{ kind: 'rejected', why: expect.any(String) }] },
        { outcomes: [{ kind: 'alert', title: expect.stringContaining('SSH') }] },
      ],
    });
  });

  it('begins its scenario when somebody looks for the first time, and not before', async () => {
    const { url } = await page('first-minute');
    delivered.length = 0;

    await fetch(url);
    expect(delivered).toEqual([]);
    await updatesUntil(url, (update) => update.kind === 'deliveries' && update.deliveries.length > 0);

    expect(delivered).toHaveLength(1);
  });

  it('keeps a modal open while the app finds something wrong in it, and closes it when the app takes it', async () => {
    const answers = ['{"response_action":"errors","errors":{"why":"Say more"}}', ''];
    const door = await serve(async () => ({ status: 200, body: answers.shift() ?? '' }));
    open.push(door);
    const { url, slack } = await page('quiet', door.url);
    const trigger_id = await slack.grantTriggerId('U0ALICE');
    const view = { type: 'modal', title: { type: 'plain_text', text: 'Mute' }, blocks: [] };
    await slack.call('views.open', { trigger_id, view });
    const submit = async () => {
      const body = JSON.stringify({ user: 'U0ALICE', viewId: slack.modalOf('U0ALICE')?.id, values: {} });
      return (await fetch(`${url}/act/submit`, { method: 'POST', headers: { origin: url }, body })).json();
    };

    expect(await submit()).toEqual({ status: 200, errors: { why: 'Say more' } });
    expect(slack.modalOf('U0ALICE')).toMatchObject({ title: 'Mute' });
    expect(await submit()).toEqual({ status: 200 });
    expect(slack.modalOf('U0ALICE')).toBeUndefined();
  });

  it('says what Slack would say when the front door does not answer as it should', async () => {
    const answers = [
      { status: 504, body: 'operation_timeout' },
      { status: 503, body: '' },
    ];
    const door = await serve(async () => answers.shift() ?? { status: 200 });
    open.push(door);
    const { url } = await page('quiet', door.url);
    const act = async () => {
      const body = JSON.stringify({ user: 'U0ALICE', channel: 'C0SECURITY', command: '/aws-help', text: '' });
      return (await fetch(`${url}/act/command`, { method: 'POST', headers: { origin: url }, body })).json();
    };

    expect(await act()).toEqual({ status: 504, problem: 'operation_timeout' });
    expect(await act()).toEqual({ status: 503, problem: 'http_503' });
    expect(await act()).toEqual({ status: 200 });
    expect((await fetch(`${url}/act/command`, { method: 'POST', headers: { origin: url }, body: '{}' })).status).toBe(
      400,
    );
    await door.close();
    expect(await act()).toEqual({ status: 0, problem: 'dispatch_failed' });
  });

  it('says that a button is gone, and that a list without events is none', async () => {
    const { url } = await page();
    const act = async (name: string, body: object) =>
      (
        await fetch(`${url}/act/${name}`, { method: 'POST', headers: { origin: url }, body: JSON.stringify(body) })
      ).json();

    const pressed = { user: 'U0ALICE', channel: 'C0SECURITY', ts: '1.000001', actionId: 'remediate' };
    expect(await act('click', pressed)).toEqual({ status: 404, problem: 'message_gone' });
    expect(await act('events', { title: 'Mine', text: '[]' })).toMatchObject({ problem: 'This list holds no event.' });
  });

  it('refuses a modal that Slack would refuse', async () => {
    const { slack } = await page();
    const view = { type: 'modal', title: { type: 'plain_text', text: 'x'.repeat(25) }, blocks: [] };

    const answer = await slack.call('views.open', { trigger_id: await slack.grantTriggerId('U0ALICE'), view });

    expect(answer).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });

  it('delivers an event or an array, and refuses anything else with a reason', async () => {
    const { url } = await page();
    const post = (body: string) => fetch(`${url}/events`, { method: 'POST', body });
    delivered.length = 0;

    expect(await (await post('{"source":"aws.ec2"}')).json()).toEqual({ delivered: 1 });
    await post('[{"a":1},{"b":2}]');
    expect(delivered).toEqual([{ source: 'aws.ec2' }, [{ a: 1 }, { b: 2 }]]);

    for (const wrong of ['not JSON', '"text"', '[1]', '']) {
      const response = await post(wrong);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.stringContaining('must be JSON') });
    }
    expect(delivered).toHaveLength(2);
  });
});
