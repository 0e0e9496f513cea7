import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { logBucketPolicy } from '../../infra/definitions/bucket-policies.ts';
import { forwardings } from '../../infra/definitions/event-patterns.ts';
import { groupSize, groupsOf } from '../../infra/definitions/groups.ts';
import { limits, sizeOf, TooLarge } from '../../infra/definitions/limits.ts';
import { memberSessions } from '../../infra/definitions/rights.ts';
import { NotDeployable } from '../../infra/stacks.ts';
import { alertTypes } from '../../src/alerts/index.ts';
import { matchesEventPattern } from '../../src/core/events/event-pattern.ts';
import { settingsWith, someAccounts } from './settings.ts';
import { type Resource, synthesize, type Template } from './synthesis.ts';

describe('a thousand accounts', () => {
  let templates: ReadonlyMap<string, Template>;
  let all: readonly (readonly [id: string, resource: Resource])[];
  const policies = (type: string, key = 'PolicyDocument') =>
    all.filter(([, { Type }]) => Type === type).map(([, { Properties }]) => sizeOf(Properties[key]));
  beforeAll(() => {
    templates = synthesize(settingsWith({ accounts: someAccounts(1000), regions: ['eu-west-1', 'us-east-1'] }));
    all = [...templates.values()].flatMap(({ Resources }) => Object.entries(Resources));
  });

  it('fit into what AWS takes for each kind of policy', () => {
    expect(Math.max(...policies('AWS::IAM::ManagedPolicy'))).toBeLessThanOrEqual(limits.managedPolicy);
    expect(Math.max(...policies('AWS::S3::BucketPolicy'))).toBeLessThanOrEqual(limits.bucketPolicy);
    expect(Math.max(...policies('AWS::SQS::QueuePolicy'))).toBeLessThanOrEqual(limits.queuePolicy);
    expect(Math.max(...policies('AWS::KMS::Key', 'KeyPolicy'))).toBeLessThanOrEqual(limits.keyPolicy);
    expect(Math.max(...policies('AWS::Events::EventBusPolicy', 'Statement'))).toBeLessThanOrEqual(limits.busPolicy);
    const perAlias = new Map<string, number>();
    for (const [, { Type, Properties }] of all) {
      const to = `${Properties['FunctionName']}`;
      if (Type === 'AWS::Lambda::Permission') perAlias.set(to, (perAlias.get(to) ?? 0) + 335);
    }
    expect(Math.max(...perAlias.values())).toBeLessThanOrEqual(limits.functionPolicy);
  });

  it('name each account once for each bus, queue of dead letters and invocation of a region', () => {
    const ids = someAccounts(1000).map(({ id }) => id);
    const text = (type: string) =>
      all
        .filter(([, { Type }]) => Type === type)
        .map(([, { Properties }]) => JSON.stringify(Properties))
        .join();
    const times = (where: string, id: string) => where.split(`"${id}"`).length - 1;
    const [buses, queues, permissions] = [
      text('AWS::Events::EventBusPolicy'),
      text('AWS::SQS::QueuePolicy'),
      text('AWS::Lambda::Permission'),
    ];

    expect(new Set(ids.map((id) => [times(buses, id), times(queues, id), times(permissions, id)].join()))).toEqual(
      new Set(['1,2,2']),
    );
  });

  it('fit into stacks', () => {
    for (const [name, { Resources }] of templates) {
      expect(Object.keys(Resources).length, name).toBeLessThanOrEqual(limits.resources);
      expect(sizeOf({ Resources }), name).toBeLessThanOrEqual(limits.template);
    }
  });
});

describe('one account too many', () => {
  it('fails with one line that says what to do', () => {
    const accounts = someAccounts(1400);

    expect(() => logBucketPolicy(settingsWith({ accounts }), 'example-logs')).toThrow(TooLarge);
    expect(() => logBucketPolicy(settingsWith({ accounts }), 'example-logs')).toThrow(
      /^The policy of the bucket example-logs would be 2\d \d{3} long, and AWS takes 20 480 for the policy of a bucket\. Every account is listed there: take the last ones out/,
    );
  });

  it('is the first that does not fit, and not a policy that AWS would refuse', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (count) => {
        const settings = settingsWith({ accounts: someAccounts(count) });
        try {
          return sizeOf(logBucketPolicy(settings, 'example-logs')) <= limits.bucketPolicy;
        } catch (error) {
          return error instanceof TooLarge && count > 1000;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('never makes a managed policy too long, whatever the number of accounts and the names of the roles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4500 }), fc.stringMatching(/^[a-z]{1,64}$/), (count, role) => {
        const about = { owner: 'x', roles: [role, `${role.slice(0, 60)}-two`], isNamed: true };
        try {
          const some = memberSessions(about, { accounts: someAccounts(count) });
          return some.every((Statement) => sizeOf({ Version: '2012-10-17', Statement }) <= limits.managedPolicy);
        } catch (error) {
          return error instanceof TooLarge && count > 1000;
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('groups of accounts', () => {
  it('hold every account once, in the order of the settings, and stay as they are when accounts are added at the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 200 }), (count, more) => {
        const before = groupsOf({ accounts: someAccounts(count) });
        const after = groupsOf({ accounts: someAccounts(count + more) });
        expect(before.flatMap(({ accountIds }) => accountIds)).toEqual(someAccounts(count).map(({ id }) => id));
        expect(before.every(({ accountIds }) => accountIds.length <= groupSize)).toBe(true);
        before.forEach(({ group, bus, queue, accountIds }, at) => {
          expect(after[at]).toMatchObject({ group, bus, queue });
          expect(after[at]?.accountIds.slice(0, accountIds.length)).toEqual(accountIds);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('the forwarding rules', () => {
  const rules = forwardings();
  const events = [
    { source: 'aws.guardduty', 'detail-type': 'GuardDuty Finding', detail: {} },
    { source: 'aws.config', 'detail-type': 'Config Rules Compliance Change', detail: {} },
    { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: { state: 'running' } },
    {
      source: 'aws.ec2',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventSource: 'ec2.amazonaws.com', eventName: 'AuthorizeSecurityGroupIngress' },
    },
    {
      source: 'aws.iam',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventSource: 'iam.amazonaws.com', eventName: 'AttachUserPolicy' },
    },
    {
      source: 'aws.cloudtrail',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' },
    },
    {
      source: 'aws.s3',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventSource: 's3.amazonaws.com', eventName: 'PutBucketPolicy' },
    },
    {
      source: 'aws.ec2',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances' },
    },
    { source: 'aws.s3', 'detail-type': 'Object Created', detail: { bucket: {} } },
    {
      source: 'aws.signin',
      'detail-type': 'AWS Console Sign In via CloudTrail',
      detail: { eventName: 'ConsoleLogin' },
    },
  ];

  it('fit into what EventBridge takes, and forward every type that wants it', () => {
    expect(Math.max(...rules.map(({ pattern }) => sizeOf(pattern)))).toBeLessThanOrEqual(limits.eventPattern);
    expect(rules.flatMap(({ kinds }) => kinds).sort()).toEqual(
      alertTypes.flatMap(({ id, pattern }) => (pattern ? [id] : [])).sort(),
    );
    expect(rules.length).toBeLessThan(alertTypes.length / 2);
  });

  it('match an event exactly when the pattern of one of their types does', () => {
    for (const event of events) {
      for (const { kinds, pattern } of rules) {
        const own = alertTypes
          .filter(({ id }) => kinds.includes(id))
          .some((type) => type.pattern && matchesEventPattern(type.pattern, event));
        expect(matchesEventPattern(pattern, event), JSON.stringify(event)).toBe(own);
      }
    }
    expect(events.filter((event) => rules.some(({ pattern }) => matchesEventPattern(pattern, event))).length).toBe(8);
  });
});

describe('what cannot be deployed', () => {
  it('is refused with the command that helps', () => {
    expect(() => synthesize(settingsWith({ regions: 'enabled' }))).toThrow(NotDeployable);
    expect(() => synthesize(settingsWith({ regions: 'enabled' }))).toThrow('npm run noroshi -- regions --write');
  });
});
