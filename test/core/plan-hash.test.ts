import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { hashPlan, isSameJson } from '../../src/core/plan-hash.ts';

const resource = { type: 'AWS::EC2::SecurityGroup', id: 'sg-1', accountId: '111122223333', region: 'eu-west-1' };
const asked = { remediation: 'revoke-security-group-rule', resource, input: { rules: 'sgr-1,sgr-2' } };
const plan = { steps: [{ what: 'revoke sgr-1', on: 'sg-1' }], before: { rules: ['sgr-1'], open: true } };
const hash = hashPlan(asked, plan);

describe('the hash of a plan', () => {
  it('is the same for the same plan, in whatever order its fields stand', () => {
    const same = { before: { open: true, rules: ['sgr-1'] }, steps: [{ on: 'sg-1', what: 'revoke sgr-1' }] };

    expect(hashPlan({ ...asked }, same)).toBe(hash);
    expect(hashPlan({ ...asked, resource: { ...resource, name: 'web' } }, plan)).toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['remediation', { ...asked, remediation: 'isolate-instance' }, plan],
    ['resource', { ...asked, resource: { ...resource, id: 'sg-2' } }, plan],
    ['account', { ...asked, resource: { ...resource, accountId: '444455556666' } }, plan],
    ['rule', { ...asked, rule: 'restricted-ssh' }, plan],
    ['input', { ...asked, input: { rules: 'sgr-1' } }, plan],
    ['direction', { ...asked, undoes: 'another' }, plan],
    ['step', asked, { ...plan, steps: [{ what: 'revoke sgr-2', on: 'sg-1' }] }],
    ['order of steps', asked, { ...plan, steps: [...plan.steps, { what: 'x', on: 'y' }].toReversed() }],
    ['state before', asked, { ...plan, before: { rules: ['sgr-1'], open: false } }],
  ] as const)('is another for another %s', (...[, what, how]) => {
    expect(hashPlan(what, how)).not.toBe(hash);
  });
});

describe('plain data', () => {
  it('is the same as itself after a way through JSON, and as nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const [a, b] = [one as Json, other as Json];
        expect(isSameJson(a, JSON.parse(JSON.stringify(a)))).toBe(true);
        expect(isSameJson([a, b], [b, a])).toBe(isSameJson(a, b));
      }),
    );
  });
});
