import type { Alert } from '../../src/core/alert.ts';

let made = 0;

/** An alert of a problem of its own, unless told otherwise. */
export function anAlert(change: Partial<Alert> = {}): Alert {
  made += 1;
  const resource = { type: 'AWS::EC2::Instance', id: 'i-0abc', accountId: '111122223333', region: 'eu-west-1' };
  const { id = `alert-${made}`, sourceAt = 1000, eventKey = `event-${made}`, ...rest } = change;
  return {
    id,
    kind: 'config-compliance-change',
    title: `i-0abc breaks the rule approved-amis (${eventKey})`,
    severity: 'medium',
    state: 'open',
    source: 'aws.config',
    accountId: '111122223333',
    region: 'eu-west-1',
    resources: [resource],
    occurredAt: '2026-01-01T00:00:00Z',
    fingerprint: 'fingerprint',
    facts: [],
    sentence: [{ resource: 0 }, ` breaks the rule approved-amis (${eventKey})`],
    eventKey,
    sourceAt,
    links: [],
    ...rest,
  };
}
