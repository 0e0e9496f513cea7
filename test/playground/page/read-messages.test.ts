import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMessageReader } from '../../../src/playground/page/read-messages.ts';
import { type SlackStandIn, startSlack } from '../../../src/playground/slack/start.ts';
import { installation, workspace } from '../workspace.ts';

let slack: SlackStandIn;
beforeAll(async () => {
  slack = await startSlack({ workspace, installation, now: Date.now });
});
afterAll(() => slack?.close());

const post = (slot: string, thread_ts?: string) =>
  slack.call('chat.postMessage', {
    ...{ channel: 'C0SECURITY', text: slot, metadata: { event_type: 'noroshi', event_payload: { slot } } },
    ...(thread_ts && { thread_ts }),
  });

it('knows which alerts a storm’s message tells of, and which message is an alert’s own', async () => {
  const asked: string[] = [];
  const { ts } = await post('DIGEST#01D/SLOT#C0SECURITY#root');
  await post('DIGEST#01D/SLOT#C0SECURITY#back', String(ts));
  await post('ALERT#abc/SLOT#C0SECURITY#root');
  const membersOf = async (digest: string) => {
    asked.push(digest);
    return ['one', 'two'];
  };

  const messages = await createMessageReader({ slack, membersOf }).read('C0SECURITY');

  expect(messages.map(({ alertId, folded }) => [alertId, folded])).toEqual([
    [undefined, ['one', 'two']],
    [undefined, undefined],
    ['abc', undefined],
  ]);
  expect(asked).toEqual(['01D']);
});

it('shows the message all the same where nobody can say', async () => {
  const membersOf = () => Promise.reject(new Error('no answer'));

  const messages = await createMessageReader({ slack, membersOf }).read('C0SECURITY');

  expect(messages).toHaveLength(3);
  expect(messages[0]).not.toHaveProperty('folded');
});
