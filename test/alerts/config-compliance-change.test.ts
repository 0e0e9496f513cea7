import { describe, expect, it } from 'vitest';
import { brokenWords } from '../../src/alerts/config-compliance-change/broken-rules.ts';
import { readAlert } from '../../src/alerts/index.ts';
import { rules } from '../../src/rules/index.ts';
import { alertOf, eventIn, fixture, settings } from '../fixtures/alerts.ts';

const kind = 'config-compliance-change';
const sg = 'sg-0a1b2c3d4e5f60718';

describe('a compliance change', () => {
  it.each([
    ['broken', `${sg} lets the whole internet in by SSH (rule restricted-ssh)`, 'open', 'medium'],
    ['first-evaluation', `${sg} lets the whole internet in by SSH (rule restricted-ssh)`, 'open', 'medium'],
    ['repaired', `${sg} keeps the rule restricted-ssh again`, 'resolved', 'info'],
    ['gone', `The rule restricted-ssh no longer applies to ${sg}`, 'resolved', 'info'],
    ['account', 'The account has no trail that is recording (rule cloudtrail-enabled)', 'open', 'medium'],
  ] as const)('of the fixture %s reads as a sentence', (name, ...[title, state, severity]) => {
    expect(alertOf(kind, name)).toMatchObject({ title, state, severity });
  });

  it('is the same alert when it is repaired, with a key of its own', () => {
    const [broken, repaired] = [alertOf(kind, 'broken'), alertOf(kind, 'repaired')];

    expect(repaired.id).toBe(broken.id);
    expect(repaired.fingerprint).toBe(`${kind}/111122223333/eu-west-1/restricted-ssh/AWS::EC2::SecurityGroup/${sg}`);
    expect(repaired.eventKey).not.toBe(broken.eventKey);
  });

  it('tells the rule, the reason and the verdict before and after, ordered by when it was recorded', () => {
    const alert = alertOf(kind, 'broken');

    expect(alert).toMatchObject({
      rule: 'restricted-ssh',
      sourceAt: Date.parse('2026-11-20T03:00:01.500Z'),
      changes: [{ field: 'Compliance', before: 'COMPLIANT', after: 'NON_COMPLIANT' }],
    });
    expect(alert.facts).toContainEqual({ label: 'Reason', value: 'Port 22 is open to 0.0.0.0/0' });
  });

  it.each([
    ['my-own-rule', undefined, 'breaks the rule my-own-rule'],
    ['constructor', undefined, 'breaks the rule constructor'],
    ['public-bucket', 'Cannot be told: nothing was recorded', 'breaks the rule public-bucket'],
    ['securityhub-restricted-ssh-1a2b3c4d', undefined, 'lets the whole internet in by SSH'],
    ['encrypted-volumes-conformance-pack-abc12xyz', undefined, 'is not encrypted'],
    ['cloud-trail-enabled', undefined, 'has no trail that is recording'],
  ])('of the rule %s with the reason %s says that it %s', (configRuleName, annotation, words) => {
    const event = eventIn(fixture(kind, 'broken'));
    const newEvaluationResult = { complianceType: 'NON_COMPLIANT', annotation };
    const { title } = readAlert(
      { ...event, detail: { ...event.detail, configRuleName, newEvaluationResult } },
      settings,
    ).alert;

    expect(title).toContain(`${sg} ${words}`);
    expect(title).toContain(configRuleName);
  });

  it('has words for each rule of ours', () => {
    expect(rules.filter(({ id }) => brokenWords(id) === undefined)).toEqual([]);
  });
});
