import { describe, expect, it } from 'vitest';
import { followUpId, followUpsOf, parseFollowUpId } from '../../src/core/follow-up.ts';
import { renderReply } from '../../src/slack/render/reply.ts';

const ask = (text: string) => ({ label: `Ask ${text}`, command: '/aws-trail', text }) as const;
const reply = {
  title: 'Two records',
  sections: [
    {
      kind: 'list',
      items: [
        { lead: 'alice', body: 'did it', ask: ask('a') },
        { lead: 'bob', body: 'looked on' },
      ],
    },
    { kind: 'asks', asks: [ask('b'), { ...ask('c'), command: '/aws-remediate', confirm: 'It stops *everything*' }] },
  ],
} as const;

describe('the questions that an answer leads to', () => {
  it('are counted in the order in which they stand', () => {
    expect(followUpsOf(reply).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });

  it('have opaque values that lead back to the answer and the place', () => {
    expect(parseFollowUpId(followUpId('a1b2c3d4e5', 2))).toEqual({ jobKey: 'a1b2c3d4e5', place: 2 });
    expect(parseFollowUpId('a1b2c3d4e5')).toBeUndefined();
    expect(parseFollowUpId('../../etc.2')).toBeUndefined();
  });

  it('are buttons that name the queue of their command, each action once in a message', () => {
    const shown = JSON.stringify(renderReply(reply, undefined, 'a1b2c3d4e5').blocks);
    const actions = [...shown.matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id);
    expect(actions).toEqual(['ask_search_0', 'ask_search_1', 'ask_remediation_2']);
    expect(shown).toContain('"value":"a1b2c3d4e5.2"');
  });

  it('are no buttons where nobody keeps the answer', () => {
    expect(JSON.stringify(renderReply(reply).blocks)).not.toContain('action_id');
  });
});
