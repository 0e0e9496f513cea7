import { describe, expect, it } from 'vitest';
import type { Slack } from '../../src/core/ports.ts';
import { takeIn } from '../../src/delivery/intake.ts';
import { sendQueued } from '../../src/delivery/post.ts';
import { wantShown } from '../../src/delivery/want.ts';
import { anAlert } from '../store/fixtures.ts';
import { openChannel } from './channel.ts';

const titles = (...names: string[]) => names.map((title) => ({ alert: anAlert({ title }), body: {} }));

describe('a message', () => {
  it('says in plain text what Slack finds invalid', async () => {
    const at = openChannel();
    const blocks: number[] = [];
    const post: Slack['post'] = async (to, message) => {
      blocks.push(message.blocks.length);
      if (message.blocks.length > 0) return { kind: 'invalid', error: 'invalid_blocks' };
      return at.slack.post(to, message);
    };
    await takeIn(titles('a'), at.intake);

    await at.settle({ ...at.posts, slack: { ...at.slack, post } });

    expect(blocks).toEqual([1, 0]);
    expect(at.messages).toMatchObject([{ text: 'open: a' }]);
  });

  it('brings what a channel refuses, and what comes later, to the operations channel', async () => {
    const at = openChannel();
    const { id } = anAlert();
    at.meet({ kind: 'refused', error: 'is_archived' });
    await takeIn([{ alert: anAlert({ id, title: 'a' }), body: {} }], at.intake);
    await at.settle();
    await takeIn([{ alert: anAlert({ id, sourceAt: 2000, state: 'resolved' }), body: {} }], at.intake);
    await at.settle();

    expect(at.messages).toMatchObject([{ channel: at.own('C0OPERATIONS'), text: 'resolved: a', edits: 1 }]);
  });

  it('says so loudly when the operations channel refuses too, and tries again with what comes later', async () => {
    const at = openChannel();
    const { id } = anAlert();
    const archived = { kind: 'refused', error: 'is_archived' } as const;
    at.meet(archived, archived);
    await takeIn([{ alert: anAlert({ id, title: 'a' }), body: {} }], at.intake);
    await at.settle();
    expect(at.messages).toEqual([]);
    expect(at.logged).toContain('Dead letter: the operations channel refused a message');

    await takeIn([{ alert: anAlert({ id, sourceAt: 2000, title: 'b' }), body: {} }], at.intake);
    await at.settle();
    expect(at.textsIn(at.own('C0OPERATIONS'))).toEqual(['open: b']);
  });

  it.each([
    ['and is posted all the same where nobody else came', 6000, ['open: b', 1]],
    ['but is not said any more where somebody else came', 12_000, ['open: b', 0]],
  ] as const)('takes long to be made, %s', async (_, ms, [text, edits]) => {
    const at = openChannel();
    const posted: string[] = [];
    const post: Slack['post'] = async (to, message) => {
      posted.push(message.text);
      return at.slack.post(to, message);
    };
    const slack = { ...at.slack, post };
    let isSlow = true;
    await takeIn(titles('a'), at.intake);
    const [first] = at.queue.splice(0);
    await sendQueued(first!.channel, {
      ...at.posts,
      slack,
      async load(slot) {
        const content = await at.posts.load(slot);
        if (!isSlow) return content;
        isSlow = false;
        at.clock.pass(ms);
        const id = slot.owner.slice('ALERT#'.length);
        await takeIn([{ alert: anAlert({ id, title: 'b', sourceAt: 2000 }), body: {} }], at.intake);
        if (ms > 9000) await at.settle({ ...at.posts, slack });
        return content;
      },
    });
    await at.settle({ ...at.posts, slack });

    expect(posted).toHaveLength(1);
    expect(at.messages).toMatchObject([{ text, edits }]);
  });

  it('is not taken back by an edit that stood still for long on its way to Slack', async () => {
    const at = openChannel();
    const { id } = anAlert();
    const news = (title: string, sourceAt: number) => [{ alert: anAlert({ id, title, sourceAt }), body: {} }];
    await takeIn(news('a', 1000), at.intake);
    await at.settle();
    await takeIn(news('b', 2000), at.intake);
    const [ring] = at.queue.splice(0);
    const texts: string[] = [];
    const update: Slack['update'] = async (to, message) => {
      if (texts.push(message.text) === 1) {
        at.clock.pass(20_000);
        await takeIn(news('c', 3000), at.intake);
        await sendQueued(ring!.channel, parts);
      }
      return at.slack.update(to, message);
    };
    const parts = { ...at.posts, slack: { ...at.slack, update } };
    await sendQueued(ring!.channel, parts);
    await at.settle(parts);

    expect(texts).toEqual(['open: b', 'open: c']);
    expect(at.messages).toMatchObject([{ text: 'open: c', edits: 2 }]);
  });

  it.each(['post', 'edit'])('whose %s could not be made is tried again', async (which) => {
    const at = openChannel();
    const { id } = anAlert();
    if (which === 'edit') {
      await takeIn([{ alert: anAlert({ id, title: 'a', sourceAt: 1000 }), body: {} }], at.intake);
      await at.settle();
    }
    await takeIn([{ alert: anAlert({ id, title: 'b', sourceAt: 2000 }), body: {} }], at.intake);
    const start = at.clock.now();
    let isBroken = true;
    await at.settle({
      ...at.posts,
      async load(slot) {
        if (!isBroken) return at.posts.load(slot);
        isBroken = false;
        throw new Error('ProvisionedThroughputExceededException');
      },
    });

    expect(at.messages).toMatchObject([{ text: 'open: b', edits: which === 'edit' ? 1 : 0 }]);
    if (which === 'edit') expect(at.clock.now() - start).toBeLessThan(11_000);
  });

  it('posts anew when somebody deleted the message that should be edited', async () => {
    const at = openChannel();
    const { id } = anAlert();
    await takeIn([{ alert: anAlert({ id, title: 'a' }), body: {} }], at.intake);
    await at.settle();
    at.remove(at.messages[0]!.ts);

    await takeIn([{ alert: anAlert({ id, sourceAt: 2000, title: 'b' }), body: {} }], at.intake);
    await at.settle();

    expect(at.messages).toMatchObject([{ text: 'open: b', edits: 0 }]);
  });

  it('reaches the owner directly, and edits there', async () => {
    const at = openChannel({ routes: [{ to: 'owner' }] });
    const { id } = anAlert();
    await takeIn([{ alert: anAlert({ id, title: 'a' }), body: {} }], at.intake);
    await at.settle();
    await takeIn([{ alert: anAlert({ id, sourceAt: 2000, title: 'b' }), body: {} }], at.intake);
    await at.settle();

    expect(at.messages).toMatchObject([{ channel: `D${at.own('U0PAYLEAD')}`, text: 'open: b', edits: 1 }]);
  });

  it('holds a thread back until its message is there, and uploads a file once', async () => {
    const at = openChannel();
    const alert = anAlert({ title: 'a' });
    const owner = `ALERT#${alert.id}`;
    const channel = at.own('C0SECURITY');
    const thread = { owner, name: 'root' };
    await at.store.advanceAlert(alert);
    await at.store.wantSlot({ owner, channel, name: 'root', lane: 4, want: 1 });
    await wantShown({ owner, channel, name: 'note', lane: 0, want: 1, thread }, at.intake);
    await wantShown({ owner, channel, name: 'file', lane: 0, want: 1, thread }, at.intake);
    await at.settle();
    await wantShown({ owner, channel, name: 'file', lane: 0, want: 2, thread }, at.intake);
    await at.settle();

    expect(at.messages.map(({ text, threadTs }) => ({ text, threadTs }))).toEqual([
      { text: 'open: a', threadTs: undefined },
      { text: 'note of open: a', threadTs: at.messages[0]?.ts },
      { text: 'A file', threadTs: at.messages[0]?.ts },
    ]);
  });
});
