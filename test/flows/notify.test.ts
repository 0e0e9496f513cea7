import { describe, expect, it } from 'vitest';
import { userError } from '../../src/core/errors.ts';
import { type NotifyWorld, notify } from '../../src/flows/notify.ts';
import { complianceChange, message, openNotify } from './notify-world.ts';

const open = (change: Parameters<typeof openNotify>[0] = {}) => openNotify(change);

describe('a notification', () => {
  it('becomes one message with the name of its resource, by one question for the whole batch', async () => {
    const { world, settle, messages, asked, textsIn, own } = open();
    const events = [complianceChange({ resourceId: 'i-0one' }), complianceChange({ resourceId: 'i-0two' })];
    const batch = events.map((event, index) => message(event, `m${index}`));

    expect(await notify(batch, world)).toEqual([]);
    expect(await notify(batch, world)).toEqual([]);
    await settle();

    expect(asked.map((resources) => resources.map(({ id }) => id))).toEqual([['i-0one', 'i-0two']]);
    expect(textsIn(own('C0SECURITY'))).toHaveLength(2);
    expect(messages.map(({ text }) => text).join()).toContain('web-1 (i-0one)');
  });

  it('resolves in place', async () => {
    const { world, settle, messages } = open();
    await notify([message(complianceChange({ resourceId: 'i-0abc' }))], world);
    await settle();

    await notify(
      [message(complianceChange({ resourceId: 'i-0abc', verdict: 'COMPLIANT', at: '2026-01-01T11:00:00Z' }))],
      world,
    );
    await settle();

    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).toMatch(/Resolved.*web-1 \(i-0abc\)/);
    expect(messages[0]?.edits).toBe(1);
  });

  it('is never held back by names: neither by an aggregator that fails nor by one that is slow', async () => {
    const why = userError('UNREACHABLE', { what: 'The aggregator', why: 'ThrottlingException' });
    const failing = open({ aggregator: { findSummaries: () => Promise.reject(why) } });
    const slow = open({ aggregator: { findSummaries: () => new Promise(() => {}) }, sleep: async () => {} });
    const reasons = [];

    for (const { world, settle, blocks } of [failing, slow]) {
      expect(await notify([message(complianceChange())], world)).toEqual([]);
      await settle();
      reasons.push(blocks.join());
    }

    expect(reasons[0]).toContain('The aggregator could not be reached: ThrottlingException');
    expect(reasons[1]).toContain('AWS Config did not answer within 2 s');
  });

  it('asks nothing about accounts that are not in the settings', async () => {
    const { world, settle, messages, asked } = open();

    await notify([message(complianceChange({ account: '777777777777' }))], world);
    await settle();

    expect(asked).toEqual([]);
    expect(messages).toHaveLength(1);
  });

  it('goes to quarantine when it holds no event, and is announced once', async () => {
    const { world, settle, messages, objects, own, textsIn } = open();

    expect(
      await notify([message('{"half": ', 'a'), message('{"half": ', 'b'), message(complianceChange())], world),
    ).toEqual([]);
    await settle();

    const kept = [...objects].filter(([key]) => key.startsWith('quarantine/'));
    expect(kept).toHaveLength(1);
    expect(JSON.parse(kept[0]![1])).toMatchObject({ why: 'it is not JSON', body: '{"half": ' });
    expect(textsIn(own('C0OPERATIONS'))).toEqual([expect.stringContaining('could not be read')]);
    expect(textsIn(own('C0SECURITY'))).toHaveLength(1);
    expect(messages).toHaveLength(2);
  });

  it('fails alone when it is poisoned', async () => {
    const at = open();
    const poison = complianceChange({ resourceId: 'i-0poison' });
    const store: NotifyWorld['store'] = {
      ...at.store,
      putEvent: async (id, key, body) => {
        if (JSON.stringify(body).includes('i-0poison')) throw new Error('poison');
        return at.store.putEvent(id, key, body);
      },
    };
    const batch = [
      message(complianceChange(), 'a'),
      message([poison, complianceChange()], 'bad'),
      message(complianceChange(), 'c'),
    ];

    expect(await notify(batch, { ...at.world, store })).toEqual(['bad']);
    await at.settle();

    expect(at.messages).toHaveLength(3);
  });
});
