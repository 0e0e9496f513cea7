import { describe, expect, it } from 'vitest';
import { alertOf } from '../fixtures/alerts.ts';

const kind = 'logging-weakened';

describe('logging or detection that is weakened', () => {
  it.each([
    [
      'addresses-trusted',
      'alice set up the list office of addresses that GuardDuty trusts: whatever comes from them is not reported',
      'high',
    ],
    ['bucket-log-off', 'alice switched off access logging of the bucket example-data', 'high'],
    ['bucket-log-on', 'alice switched on access logging of the bucket example-data', 'info'],
    [
      'channel-deleted',
      "alice deleted AWS Config's delivery channel default: what is recorded is not delivered any more",
      'critical',
    ],
    ['channel-set-up', "alice set up AWS Config's delivery channel default", 'low'],
    [
      'detector-deleted',
      "alice deleted GuardDuty's detector 12abc34d567e8fa901bc2d34e56789f0: GuardDuty watches nothing here any more",
      'critical',
    ],
    [
      'detector-narrowed',
      "alice narrowed GuardDuty's detector 12abc34d567e8fa901bc2d34e56789f0: some of its protection is off",
      'high',
    ],
    [
      'detector-suspended',
      "alice suspended GuardDuty's detector 12abc34d567e8fa901bc2d34e56789f0: GuardDuty watches nothing here any more",
      'critical',
    ],
    ['findings-archived', "alice had GuardDuty's findings archived unseen by the filter quiet", 'high'],
    ['flow-logs-created', 'alice had the traffic of vpc-0a1b2c3d4e5f60718 logged', 'info'],
    [
      'flow-logs-deleted',
      'alice deleted the flow log fl-0123456789abcdef0: the traffic is not logged any more',
      'critical',
    ],
    ['hub-disabled', 'alice switched off Security Hub', 'critical'],
    ['log-group-deleted', 'alice deleted the log group /aws/cloudtrail/main and everything in it', 'high'],
    ['members-unwatched', 'alice stopped watching the account 444455556666 with GuardDuty', 'critical'],
    [
      'query-log-deleted',
      'alice deleted the DNS query logging rqlc-0123456789abcdef: DNS queries are not logged any more',
      'critical',
    ],
    ['recorder-narrowed', "alice set up AWS Config's recorder default: it records only 1 type of resources", 'high'],
    ['recorder-started', "alice started AWS Config's recorder default", 'info'],
    [
      'recorder-stopped',
      "bob@example.com stopped AWS Config's recorder default: changes are not recorded any more",
      'critical',
    ],
    ['retention-shortened', 'alice let the log group /aws/cloudtrail/main keep its logs for 1 day', 'high'],
    ['rule-deleted', 'alice deleted the Config rule restricted-ssh', 'high'],
    ['selectors-advanced', 'alice changed which events the trail main logs: it logs all management events', 'info'],
    ['selectors-emptied', 'alice changed which events the trail main logs: it logs no management events', 'critical'],
    [
      'selectors-without-kms',
      'alice changed which events the trail main logs: it leaves out what kms.amazonaws.com is asked',
      'high',
    ],
    [
      'standards-disabled',
      'alice switched off the standard cis-aws-foundations-benchmark/v/1.4.0 of Security Hub',
      'high',
    ],
    ['trail-deleted', 'alice deleted the trail main: CloudTrail logs nothing through it any more', 'critical'],
    ['trail-moved', 'alice changed the trail main: it delivers to another bucket', 'medium'],
    [
      'trail-one-region',
      'alice changed the trail main: it covers a single region and its files can be changed unnoticed',
      'high',
    ],
    ['trail-started', 'alice started the trail main', 'info'],
    ['trail-stop-refused', 'alice tried to stop the trail main but was refused (AccessDeniedException)', 'high'],
    ['trail-stopped', 'alice stopped the trail main: CloudTrail logs nothing through it any more', 'critical'],
    ['trail-widened', 'alice changed the trail main', 'info'],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('is undone by what starts it again, on the same resource', () => {
    for (const [stopped, started] of [
      ['trail-deleted', 'trail-started'],
      ['recorder-stopped', 'recorder-started'],
      ['bucket-log-off', 'bucket-log-on'],
    ] as const) {
      const before = alertOf(kind, stopped);
      const after = alertOf(kind, started);

      expect([before.undoes, after.undoes]).toEqual([undefined, true]);
      expect(after.resources[0]?.id).toBe(before.resources[0]?.id);
    }
  });

  it('tells which flags went off', () => {
    expect(alertOf(kind, 'trail-one-region').changes).toEqual([
      { field: 'All regions', before: 'on', after: 'off' },
      { field: 'Log file validation', before: 'on', after: 'off' },
    ]);
  });
});
