import { describe, expect, it } from 'vitest';
import { titleOf } from '../../src/core/alert.ts';
import { userError } from '../../src/core/errors.ts';
import type { Message } from '../../src/core/message.ts';
import { renderAlert } from '../../src/slack/render/alert.ts';
import { renderError } from '../../src/slack/render/error.ts';
import { renderEvidence } from '../../src/slack/render/evidence.ts';
import { renderHeard } from '../../src/slack/render/progress.ts';
import { renderReply } from '../../src/slack/render/reply.ts';
import { renderRequest } from '../../src/slack/render/request.ts';
import { hostile, hostileClasses } from '../fixtures/hostile.ts';
import { faultsOf, linesOf, mentionsIn } from '../slack/oracle.ts';
import { sampleAlert, sampleRequest } from '../slack/render/sample.ts';

const at = Date.parse('2026-11-20T03:14:00Z');
const people = /"U0(?:ALICE|BOB)"/;

/** Every message of ours that repeats what somebody else wrote, with the same words wherever something can be written. */
function messagesWith(payload: string): Readonly<Record<string, Message>> {
  const resource = { ...sampleAlert.resources[0]!, type: payload, id: payload, name: payload, region: payload };
  const alert = {
    ...sampleAlert,
    ...{ title: titleOf(['somebody opened ', { resource: 0 }], [resource]), resources: [resource], rule: payload },
    ...{ accountName: payload, environment: payload, region: payload, finding: payload, tags: { [payload]: payload } },
    actor: { type: payload, name: payload, arn: payload, sourceIp: payload, userAgent: payload },
    facts: [{ label: payload, value: payload }],
    changes: [{ field: payload, before: payload, after: payload }],
    links: [{ label: payload, url: payload }],
  };
  const step = { what: payload, on: payload };
  const request = {
    ...{ ...sampleRequest, resource, rule: payload, reason: payload, requestedBy: 'auto' },
    plan: { steps: [step], back: [step], caveats: [payload], hash: 'h' },
    steps: [{ name: payload, state: 'failed' as const, error: payload }],
    proof: { reached: true, what: payload, at },
    compliance: { at, verdict: payload },
    approval: { state: 'approved' as const, by: 'U0BOB', at, hash: 'h' },
  };
  const note = { requestId: 'r', remediation: 'r', attempt: 1, by: payload, at, rev: 1, title: payload };
  const evidence = {
    actor: alert.actor,
    call: payload,
    at,
    eventId: payload,
    accountId: payload,
    region: payload,
    rev: 1,
  };
  const state = { alert, status: 'open', rev: 1, newest: { sourceAt: at, key: 'k' }, facts: [] } as const;
  const names = { accountName: payload, title: payload, approvers: [payload] };
  const offers = [{ id: 'a.b', remediation: 'r', title: payload, confirm: payload }];
  return {
    alert: renderAlert(state, { offers, notes: [{ ...note, state: 'failed' }] }),
    evidence: renderEvidence({ ...state, evidence }) ?? { text: '-', blocks: [{ type: 'divider' }] },
    awaiting: renderRequest({ ...request, state: 'awaiting', expiresAt: at }, names),
    applied: renderRequest({ ...request, state: 'applied' }, names),
    undone: renderRequest({ ...request, state: 'failed', undoes: payload }, names),
    error: renderError(userError('BAD_ARGUMENT', { problem: `Not this: ${payload}`, example: payload })),
    heard: renderHeard('Looking up', payload),
    reply: renderReply({
      title: `Found ${payload}`,
      sections: [
        { kind: 'text', text: payload },
        { kind: 'code', text: payload },
        { kind: 'facts', facts: [{ label: payload, value: payload }] },
        { kind: 'list', items: [{ lead: payload, body: payload, meta: payload, at }] },
      ],
    }),
  };
}

describe('threat 12: words that would be more than words', () => {
  it('are tried in every way that we know of', () => {
    expect(hostile.length).toBeGreaterThanOrEqual(300);
    expect(Object.keys(hostileClasses).length).toBeGreaterThanOrEqual(8);
  });

  it.each(hostile.map((payload) => [JSON.stringify(payload).slice(0, 60), payload]))(
    'mention nobody, link nowhere and break no block as %s',
    (_, payload) => {
      for (const [name, message] of Object.entries(messagesWith(payload))) {
        expect([name, ...faultsOf(message)]).toEqual([name]);
        expect([name, ...mentionsIn(message.blocks).filter((one) => !people.test(one))]).toEqual([name]);
      }
    },
  );

  it.each(['Approved by @bob', 'Approved by U0BOB · today', '✅ Stop instance: done', 'Denied by <@U0BOB>'])(
    'cannot say who approved: a line that begins as ours does is ours, with “%s”',
    (payload) => {
      const { alert, evidence, awaiting, applied, undone } = messagesWith(payload);
      for (const message of [alert, evidence, awaiting, applied, undone]) {
        const first = linesOf(message ?? { blocks: [] }).map(([piece = '']) => piece);
        expect(first.filter((text) => text.trim() === payload)).toEqual([]);
      }
    },
  );
});
