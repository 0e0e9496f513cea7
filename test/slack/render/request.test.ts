import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionsOf } from '../../../src/core/decisions.ts';
import type { RemediationRequest, RequestState } from '../../../src/core/remediation.ts';
import { messageAsText } from '../../../src/slack/render/as-text.ts';
import { renderRequest } from '../../../src/slack/render/request.ts';
import { stateWords } from '../../../src/slack/render/request-words.ts';
import { anyCharacter } from '../../fixtures/any-character.ts';
import { hostile } from '../../fixtures/hostile.ts';
import { faultsOf, imitationsIn, mentionsIn } from '../oracle.ts';
import { sampleRequest } from './sample.ts';

const at = Date.parse('2026-11-20T03:14:00Z');
const names = { accountName: 'payments-prod', title: 'Revoke the rule', approvers: ['S0SECLEADS', 'U0BOB'] };
const plan = {
  steps: [{ what: 'revoke inbound TCP 22 from 0.0.0.0/0', on: 'sg-0abc' }],
  back: [{ what: 'allow inbound TCP 22 from 0.0.0.0/0', on: 'sg-0abc' }],
  caveats: ['Connections that are open stay open.'],
  hash: 'h1',
};
const steps = (state: 'pending' | 'running' | 'done' | 'failed', error?: string) => [
  { name: 'revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc', state, ...(error && { error }) },
];
const { startedAt: _, endedAt: __, reason: ___, ...base } = sampleRequest;
const planned: RemediationRequest = {
  ...base,
  ...{ remediation: 'revoke-security-group-rule', state: 'planned', mode: 'approve', requestedAt: at },
  ...{ rule: 'restricted-ssh', plan, steps: steps('pending') },
};
const approval = { state: 'approved', by: 'U0BOB', at: at + 60_000, hash: 'h1' } as const;
const started = { approval, startedAt: at + 61_000 };
const proof = { reached: true, what: 'no rule allows TCP 22 from 0.0.0.0/0', at: at + 70_000 };
const ended = { ...started, endedAt: at + 71_000, steps: steps('done'), proof };

const read = (change: Partial<RemediationRequest>) =>
  messageAsText(renderRequest({ ...planned, ...change }, names)).replaceAll('2026-11-20 ', '');

describe('a request in the thread, read aloud', () => {
  it('as it is asked for', () => {
    const { plan: none, ...early } = planned;

    expect(messageAsText(renderRequest({ ...early, state: 'requested', steps: [] }, names))).toMatchInlineSnapshot(`
      "⏳ Revoke the rule: asked for; what it would do is being worked out
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 2026-11-20 03:14:00 UTC"
    `);
  });

  it('as it waits for a second person', () => {
    expect(read({ state: 'awaiting', expiresAt: at + 900_000 })).toMatchInlineSnapshot(`
      "🔐 Revoke the rule: waits for the approval of a second person
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Needs the approval of @S0SECLEADS, @U0BOB, but not of @U0ALICE, until 03:29 UTC. Approving binds exactly this plan.
      What would be done
        1. revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      To take it back: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      [ Approve ]
          asks first: Revoke the rule? You approve: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1. [ Approve ] [ Go back ]
      [ Deny ]
          asks first: Deny it? Nothing is done to web (sg-0abc) in payments-prod (111122223333), eu-west-1. Your name stands in the thread. [ Deny ] [ Go back ]
      [ Cancel it ]
          asks first: Cancel it? Nothing is done to web (sg-0abc) in payments-prod (111122223333), eu-west-1. [ Cancel it ] [ Go back ]"
    `);
  });

  it('as it is approved, runs and is read again', () => {
    expect(read({ ...started, state: 'approved' })).toMatchInlineSnapshot(`
      "⏳ Revoke the rule: approved, about to start
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Approved by @U0BOB · 03:15:00 UTC
      What will be done
        1. revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      To take it back: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      Started 03:15:01 UTC"
    `);
    expect(read({ ...started, state: 'running', steps: steps('running') })).toMatchInlineSnapshot(`
      "⏳ Revoke the rule: running
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Approved by @U0BOB · 03:15:00 UTC
      What is being done
        1. ▶ running: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      To take it back: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      Started 03:15:01 UTC"
    `);
    expect(read({ ...started, state: 'verifying', steps: steps('done') })).toMatchInlineSnapshot(`
      "⏳ Revoke the rule: carried out; being read again
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Approved by @U0BOB · 03:15:00 UTC
      What was done
        1. ✔ done: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      To take it back: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      Started 03:15:01 UTC"
    `);
  });

  it('as it is done, with the proof and what the rule says by now', () => {
    const compliance = { at: at + 71_000, verdict: 'NON_COMPLIANT' };

    expect(read({ ...ended, state: 'applied', compliance })).toMatchInlineSnapshot(`
      "✅ Revoke the rule: done
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Approved by @U0BOB · 03:15:00 UTC
      What was done
        1. ✔ done: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      To take it back: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      ✔ Read again at 03:15 UTC: no rule allows TCP 22 from 0.0.0.0/0
      The rule restricted-ssh, evaluated again at 03:15 UTC, says that it is still non-compliant. It may judge later, or ask for more than this.
      Started 03:15:01 UTC · ended 03:15:11 UTC, after 10 s
      [ Take it back ]
          asks first: Take it back? This will: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1. [ Take it back ] [ Go back ]"
    `);
    expect(read({ ...ended, state: 'applied', compliance: { ...compliance, verdict: 'COMPLIANT' } })).toContain(
      'The rule restricted-ssh, evaluated again at 03:15 UTC, says that it is compliant.',
    );
    expect(
      read({ ...ended, state: 'applied', compliance: { at, unavailable: 'AWS Config did not answer' } }),
    ).toContain('The rule restricted-ssh was not heard: AWS Config did not answer');
  });

  it('as it was denied, cancelled, not approved in time or refused', () => {
    expect(read({ state: 'denied', approval: { ...approval, state: 'denied' }, endedAt: at })).toMatchInlineSnapshot(`
      "⛔ Revoke the rule: denied; nothing was done
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Denied by @U0BOB · 03:15:00 UTC
      What would have been done
        1. revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc"
    `);
    expect(read({ state: 'cancelled', reason: 'cancelled by U0ALICE', endedAt: at })).toMatchInlineSnapshot(`
      "⛔ Revoke the rule: cancelled; nothing was done
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Cancelled by @U0ALICE
      What would have been done
        1. revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      Ended 03:14:00 UTC"
    `);
    expect(read({ state: 'expired', endedAt: at + 900_000 })).toMatchInlineSnapshot(`
      "⌛ Revoke the rule: not approved in time; nothing was done
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      What would have been done
        1. revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      Ended 03:29:00 UTC
      [ Try again ]
          asks first: Try again? A new request, with a plan made anew: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1. [ Try again ] [ Go back ]"
    `);
    expect(read({ state: 'refused', reason: 'the kill switch is off', endedAt: at })).toMatchInlineSnapshot(`
      "⛔ Revoke the rule: refused; nothing was done
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Why: the kill switch is off
      What would have been done
        1. revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      Ended 03:14:00 UTC"
    `);
  });

  it('as it failed, or nobody knows', () => {
    const { proof: none, ...unproved } = ended;
    const failed = { ...unproved, steps: steps('failed', 'UnauthorizedOperation') };

    expect(read({ ...failed, state: 'failed', reason: 'the role may not do it' })).toMatchInlineSnapshot(`
      "❌ Revoke the rule: failed
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Approved by @U0BOB · 03:15:00 UTC
      Why: the role may not do it
      What was planned
        1. ✖ failed: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc — UnauthorizedOperation
      To take it back: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      Started 03:15:01 UTC · ended 03:15:11 UTC, after 10 s
      [ Try again ]
          asks first: Try again? A new request, with a plan made anew: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1. [ Try again ] [ Go back ]"
    `);
    expect(
      read({ ...ended, state: 'unconfirmed', proof: { ...proof, reached: false, what: 'TCP 22 is open still' } }),
    ).toMatchInlineSnapshot(`
      "❓ Revoke the rule: not confirmed; somebody has to look
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Approved by @U0BOB · 03:15:00 UTC
      What was planned
        1. ✔ done: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      To take it back: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      ✖ Read again at 03:15 UTC: TCP 22 is open still
      Started 03:15:01 UTC · ended 03:15:11 UTC, after 10 s
      [ Look again ]
      [ Try again ]
          asks first: Try again? A new request, with a plan made anew: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1. [ Try again ] [ Go back ]"
    `);
  });

  it('as there was nothing to do', () => {
    const { plan: none, ...bare } = planned;
    const quick = { ...bare, steps: [], endedAt: at };

    expect(messageAsText(renderRequest({ ...quick, state: 'already-compliant' }, names))).toMatchInlineSnapshot(`
      "✅ Revoke the rule: nothing to do; it is so already
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 2026-11-20 03:14:00 UTC"
    `);
    expect(messageAsText(renderRequest({ ...quick, state: 'resource-gone' }, names))).toMatchInlineSnapshot(`
      "✅ Revoke the rule: nothing to do; the resource is gone
      Asked for by @U0ALICE on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 2026-11-20 03:14:00 UTC"
    `);
  });

  it('as it is taken back', () => {
    const undo = { ...planned, undoes: 'r1', requestedBy: 'U0BOB', plan: { ...plan, steps: plan.back, back: [] } };
    const told = (change: Partial<RemediationRequest>) =>
      messageAsText(renderRequest({ ...undo, steps: [], ...change }, names)).replaceAll('2026-11-20 ', '');

    expect(told({ state: 'awaiting', expiresAt: at + 900_000 })).toMatchInlineSnapshot(`
      "🔐 Take back “Revoke the rule”: waits for the approval of a second person
      Asked for by @U0BOB on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      Needs the approval of @S0SECLEADS, but not of @U0BOB, until 03:29 UTC. Approving binds exactly this plan.
      What would be done
        1. allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      [ Approve ]
          asks first: Take back “Revoke the rule”? You approve: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1. [ Approve ] [ Go back ]
      [ Deny ]
          asks first: Deny it? Nothing is done to web (sg-0abc) in payments-prod (111122223333), eu-west-1. Your name stands in the thread. [ Deny ] [ Go back ]
      [ Cancel it ]
          asks first: Cancel it? Nothing is done to web (sg-0abc) in payments-prod (111122223333), eu-west-1. [ Cancel it ] [ Go back ]"
    `);
    expect(told({ state: 'applied', proof, endedAt: at })).toMatchInlineSnapshot(`
      "↩ Take back “Revoke the rule”: taken back
      Asked for by @U0BOB on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 for the rule restricted-ssh · 03:14:00 UTC
      What was done
        1. allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      ✔ Read again at 03:15 UTC: no rule allows TCP 22 from 0.0.0.0/0"
    `);
  });

  it('as the policy does it by itself, or only says that it would', () => {
    expect(read({ ...ended, state: 'applied', mode: 'auto', requestedBy: 'auto' })).toMatchInlineSnapshot(`
      "✅ Revoke the rule: done
      Noroshi did this by itself, because the policy for the rule restricted-ssh says so, on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 · 03:14:00 UTC
      Approved by @U0BOB · 03:15:00 UTC
      What was done
        1. ✔ done: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      To take it back: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open.
      ✔ Read again at 03:15 UTC: no rule allows TCP 22 from 0.0.0.0/0
      Started 03:15:01 UTC · ended 03:15:11 UTC, after 10 s
      [ Take it back ]
          asks first: Take it back? This will: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1. [ Take it back ] [ Go back ]"
    `);
    expect(read({ state: 'dry-run', mode: 'auto', requestedBy: 'auto', dryRun: true })).toMatchInlineSnapshot(`
      "🧪 Revoke the rule: dry run; nothing was changed
      Noroshi would have done this by itself, because the policy for the rule restricted-ssh says so, on EC2 security group web (sg-0abc) in payments-prod (111122223333), eu-west-1 · 03:14:00 UTC
      What would have been done
        1. revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      To take it back: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc
      ⚠ Mind: Connections that are open stay open."
    `);
  });

  it('with what cannot be taken back, and more steps than anybody reads', () => {
    const many = Array.from({ length: 40 }, (_, n) => ({ what: 'detach it', on: `eni-${n}` }));
    const told = read({ plan: { ...plan, steps: many, back: [] }, steps: [] });

    expect(told).toContain('  15. detach it on eni-14\n… and 25 more');
    expect(told).toContain('Cannot be taken back.');
  });

  it('with the steps of what runs elsewhere, below the plan', () => {
    const told = read({ state: 'running', steps: [{ name: 'StopInstance', state: 'running' }] });

    expect(told).toContain('  1. revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc');
    expect(told).toContain('Steps\n  • ▶ running: StopInstance');
  });
});

const states = Object.keys(stateWords) as RequestState[];
type Button = Readonly<{ action_id: string; value: string; confirm?: Readonly<{ text: { text: string } }> }>;
const buttonsOf = (request: RemediationRequest) =>
  renderRequest(request, names)
    .blocks.filter(({ type }) => type === 'actions')
    .flatMap(({ elements }) => elements as readonly Button[]);

describe('the buttons of a request', () => {
  it.each(states)('are those that can be decided while it is %s', (state) => {
    const request = { ...planned, state };

    expect(buttonsOf(request).map(({ action_id }) => action_id)).toEqual(
      decisionsOf(request).map((decision) => `request_${decision}`),
    );
  });

  it('ask first, and name the effect', () => {
    const texts = (state: RequestState) => buttonsOf({ ...planned, state }).map(({ confirm }) => confirm?.text.text);

    expect([...texts('awaiting'), ...texts('applied'), ...texts('failed')]).toMatchInlineSnapshot(`
      [
        "You approve: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1.",
        "Nothing is done to web (sg-0abc) in payments-prod (111122223333), eu-west-1. Your name stands in the thread.",
        "Nothing is done to web (sg-0abc) in payments-prod (111122223333), eu-west-1.",
        "This will: allow inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1.",
        "A new request, with a plan made anew: revoke inbound TCP 22 from 0.0.0.0/0 on sg-0abc. On web (sg-0abc) in payments-prod (111122223333), eu-west-1.",
      ]
    `);
  });

  it('hold an opaque value, the same for one request and another for another', () => {
    const values = ['r1', 'r1', 'r2'].map((id) => buttonsOf({ ...planned, id, state: 'awaiting' })[0]?.value);

    expect(values[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(values[1]).toBe(values[0]);
    expect(values[2]).not.toBe(values[0]);
  });
});

describe('a request with hostile words in it', () => {
  const text = fc.oneof(
    fc.constantFrom(...hostile),
    fc.string({ unit: anyCharacter, maxLength: 200 }),
    fc.constantFrom(...hostile).map((payload) => payload.repeat(40).slice(0, 1_500)),
  );
  const steps = fc.array(fc.record({ what: text, on: text }), { maxLength: 25 });

  it('stays within every limit, and mentions, links and formats nothing', () => {
    const states = fc.constantFrom(...(Object.keys(stateWords) as RequestState[]));
    const step = fc.record({ name: text, state: fc.constantFrom('pending' as const, 'failed' as const), error: text });
    const plans = fc.record({ steps, back: steps, caveats: fc.array(text, { maxLength: 9 }), hash: text });
    const words = fc.record({ state: states, a: text, b: text, c: text, undoes: fc.option(text, { nil: null }) });
    fc.assert(
      fc.property(plans, fc.array(step, { maxLength: 18 }), words, (plan, steps, { state, a, b, c, undoes }) => {
        const message = renderRequest(
          {
            ...{ ...planned, ...ended, state, plan, steps, requestedBy: a, remediation: b, rule: c, reason: a },
            ...(undoes !== null && { undoes }),
            resource: { type: c, id: a, name: b, accountId: c, region: a },
            approval: { ...approval, by: b },
            proof: { ...proof, what: c },
            compliance: { at, verdict: b },
          },
          { accountName: a, title: b, approvers: [c] },
        );

        expect(faultsOf(message)).toEqual([]);
        expect(mentionsIn(message)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it.each(hostile.map((payload) => [JSON.stringify(payload).slice(0, 60), payload]))(
    'is harmless as %s, and no line of it begins as ours would',
    (_, payload) => {
      for (const state of ['awaiting', 'applied', 'failed', 'cancelled'] as const) {
        const message = renderRequest(
          {
            ...{ ...planned, ...ended, state, rule: payload, requestedBy: payload, reason: payload },
            resource: { ...planned.resource, id: payload, name: payload, region: payload },
            plan: { ...plan, steps: [{ what: payload, on: payload }], back: [], caveats: [payload] },
            steps: [{ name: payload, state: 'failed', error: payload }],
            proof: { ...proof, what: payload },
            compliance: { at, unavailable: payload },
          },
          { title: payload, accountName: payload },
        );

        expect(faultsOf(message)).toEqual([]);
        expect(mentionsIn(message.blocks).filter((one) => !one.includes('U0BOB'))).toEqual([]);
        expect(
          imitationsIn(
            message,
            (line) => !/^(Steps|What .*)$/.test(line) && line.length > 3 && line === payload.trim(),
          ),
        ).toEqual([]);
      }
    },
  );
});
