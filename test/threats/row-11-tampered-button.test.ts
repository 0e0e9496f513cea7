import { describe, expect, it } from 'vitest';
import { offerId, ticketOf } from '../../src/core/button.ts';
import type { Press } from '../../src/flows/act.ts';
import { setUpActing } from '../flows/act/acting.ts';

/** The same text with one bit of one character flipped, for each of its characters. */
function* flips(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1) {
    yield text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
  }
}

describe('G11 tampered button: its value, message and channel are those that we stored', () => {
  it('refuses an offer of which one character was changed, each of them', async () => {
    const { open, run, click, told, latest, opened, alert } = setUpActing();
    await open();
    const values = [...flips(offerId(alert.id, 'config-remediation'))];

    for (const offer of values) await run(click('U0ALICE', { offer }));

    expect(told).toHaveLength(values.length);
    expect(told.every(({ text }) => text.includes('does not belong to a message'))).toBe(true);
    expect(opened).toEqual([]);
    expect(await latest()).toBeUndefined();
  });

  it('refuses a decision of which one character was changed, each of them', async () => {
    const { open, run, click, decision, told, latest, aws } = setUpActing({ mode: 'approve' });
    await open();
    await run(click());
    const press = await decision('approve', 'U0BOB');
    const values = [...flips(ticketOf((await latest())?.id ?? ''))];

    for (const [n, ticket] of values.entries()) await run({ ...press, ticket, key: `tampered-${n}` });

    expect(told).toHaveLength(values.length);
    expect(told.every(({ text }) => text.includes('does not belong to a message'))).toBe(true);
    expect(await latest()).toMatchObject({ state: 'awaiting' });
    expect(aws.applied).toEqual([]);
  });

  it.each([
    ['on another message', { messageTs: '1.000' }],
    ['in another channel', { asker: { teamId: 'T0123456789', userId: 'U0BOB', channelId: 'C0OTHER' } }],
    ['from another workspace', { asker: { teamId: 'T0OTHER', userId: 'U0BOB', channelId: 'C0SECURITY' } }],
  ] as const)('refuses a decision %s', async (_, change) => {
    const { open, run, click, decision, latest, aws } = setUpActing({ mode: 'approve' });
    await open();
    await run(click());

    await run({ ...(await decision('approve', 'U0BOB')), ...change } as Press);

    expect(await latest()).toMatchObject({ state: 'awaiting' });
    expect(aws.applied).toEqual([]);
  });
});
