import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { queueOfKind } from '../../infra/bot-stack.ts';
import { botFunctions, queueNames } from '../../infra/definitions/names.ts';
import { commandKinds } from '../../src/core/job.ts';
import { readEnvironment } from '../../src/settings.ts';
import { settingsWith } from './settings.ts';
import { type Resource, resolved, synthesize, type Template } from './synthesis.ts';

const settings = settingsWith();
let templates: ReadonlyMap<string, Template>;
beforeAll(() => {
  templates = synthesize(settings, ['us-east-1']);
});

function of(stack: string, type: string): readonly Resource[] {
  const template = templates.get(stack);
  if (!template) throw new Error(`There is no stack ${stack} among ${[...templates.keys()]}`);
  const place = stack === 'noroshi-bot' ? settings.bot : settings.security;
  const all = resolved(template, {
    accountId: place.account,
    region: /us-east-1/.test(stack) ? 'us-east-1' : 'eu-west-1',
  });
  return Object.values(all).filter(({ Type }) => Type === type);
}
const inBot = (type: string) => of('noroshi-bot', type).map(({ Properties }) => Properties);
const named = (type: string, key: string, name: string) =>
  inBot(type).find((properties) => properties[key] === name) ?? {};

describe('the stacks of an installation', () => {
  it('are one for each place', () => {
    expect([...templates.keys()].sort()).toEqual([
      ...['noroshi-bot', 'noroshi-invocations-eu-west-1-1', 'noroshi-invocations-us-east-1-1', 'noroshi-member-1'],
      ...['noroshi-region-eu-west-1', 'noroshi-region-us-east-1', 'noroshi-security', 'noroshi-subscription-us-east-1'],
    ]);
  });

  it('run every function on Node 24 and ARM, with its log kept for ninety days', () => {
    const functions = inBot('AWS::Lambda::Function');

    expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(
      botFunctions.map((name) => `noroshi-${name}`).sort(),
    );
    for (const made of [
      ...functions,
      ...of('noroshi-region-us-east-1', 'AWS::Lambda::Function').map(({ Properties }) => Properties),
    ]) {
      expect(made).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    }
    const logs = inBot('AWS::Logs::LogGroup');
    expect(logs.map(({ LogGroupName }) => LogGroupName).sort()).toEqual(
      botFunctions.map((name) => `/aws/lambda/noroshi-${name}`).sort(),
    );
    expect(new Set(logs.map(({ RetentionInDays }) => RetentionInDays))).toEqual(new Set([90]));
  });

  it('give each function a bundle of its own', () => {
    const keys = inBot('AWS::Lambda::Function').map(({ Code }) => JSON.stringify(Code));

    expect(new Set(keys).size).toBe(botFunctions.length);
  });

  it('tell each function in its environment what its door reads', () => {
    for (const name of botFunctions) {
      const door = readFileSync(new URL(`../../src/lambda/${name}.ts`, import.meta.url), 'utf8');
      const compose = readFileSync(new URL('../../src/lambda/compose.ts', import.meta.url), 'utf8');
      const needs = [door, door.includes('composeBot') ? compose : ''].flatMap((code) =>
        [...code.matchAll(/readEnvironment\(\[([^\]]*)\]/g)].flatMap(([, list = '']) =>
          [...list.matchAll(/'(\w+)'/g)].map(([, need = '']) => need),
        ),
      );
      const { Variables } = named('AWS::Lambda::Function', 'FunctionName', `noroshi-${name}`)['Environment'] as {
        Variables: Record<string, string>;
      };
      const given = { ...Variables, AWS_REGION: 'eu-west-1' };

      expect(needs.length, name).toBeGreaterThan(0);
      expect(() => readEnvironment(needs as 'table'[], given), name).not.toThrow();
      expect(JSON.stringify(given).length, name).toBeLessThan(4096);
    }
  });

  it('let only what sends to itself go round, and hold the front door and the sweep to so many at once', () => {
    const loops = inBot('AWS::Lambda::Function').filter(({ RecursiveLoop }) => RecursiveLoop === 'Allow');

    expect(loops.map(({ FunctionName }) => FunctionName).sort()).toEqual([
      'noroshi-posts',
      'noroshi-queries',
      'noroshi-remediations',
    ]);
    expect(named('AWS::Lambda::Function', 'FunctionName', 'noroshi-slack')).toMatchObject({
      ReservedConcurrentExecutions: 25,
    });
    expect(named('AWS::Lambda::Function', 'FunctionName', 'noroshi-sweep')).toMatchObject({
      ReservedConcurrentExecutions: 1,
    });
    expect(inBot('AWS::Scheduler::Schedule')).toMatchObject([{ ScheduleExpression: 'rate(1 minute)' }]);
  });
});

describe('the queues', () => {
  it('hide a message for longer than their function may take, and put it aside after five tries', () => {
    for (const mapping of inBot('AWS::Lambda::EventSourceMapping')) {
      const name = String(mapping['EventSourceArn']).split(':').at(-1) ?? '';
      const queue = named('AWS::SQS::Queue', 'QueueName', name);
      const template = templates.get('noroshi-bot');
      const to = Object.values(template?.Resources ?? {}).find(
        ({ Type, Properties }) =>
          Type === 'AWS::Lambda::Function' &&
          functionIds(template, mapping['FunctionName']) === Properties['FunctionName'],
      );

      expect(Number(queue['VisibilityTimeout']), name).toBeGreaterThanOrEqual(Number(to?.Properties['Timeout']));
      expect(queue['RedrivePolicy']).toEqual({
        deadLetterTargetArn: `arn:aws:sqs:eu-west-1:555566667777:${name}-dlq`,
        maxReceiveCount: 5,
      });
      expect(queue).toMatchObject({ SqsManagedSseEnabled: true });
      expect(named('AWS::SQS::Queue', 'QueueName', `${name}-dlq`)).toMatchObject({
        MessageRetentionPeriod: 1_209_600,
        SqsManagedSseEnabled: true,
      });
    }
    expect(inBot('AWS::Lambda::EventSourceMapping')).toHaveLength(queueNames.length);
  });

  it('get each kind of job in exactly one of them', () => {
    const filters = inBot('AWS::SNS::Subscription').flatMap(({ FilterPolicy, Endpoint }) =>
      FilterPolicy
        ? [{ kinds: (FilterPolicy as { kind: string[] }).kind, queue: String(Endpoint).split(':').at(-1) }]
        : [],
    );

    for (const kind of new Set(Object.values(commandKinds))) {
      expect(filters.filter(({ kinds }) => kinds.includes(kind)).map(({ queue }) => queue)).toEqual([
        `noroshi-${queueOfKind[kind]}`,
      ]);
    }
    expect(filters).toHaveLength(Object.keys(queueOfKind).length);
  });

  it('report single failures where the door names them', () => {
    const reports = inBot('AWS::Lambda::EventSourceMapping').map(({ EventSourceArn, FunctionResponseTypes }) => [
      String(EventSourceArn).split('noroshi-').at(-1),
      FunctionResponseTypes !== undefined,
    ]);

    expect(Object.fromEntries(reports)).toEqual({
      alerts: true,
      posts: false,
      lookups: true,
      searches: true,
      remediations: true,
      follow: true,
    });
  });

  it('have an alarm on their dead letters, beside those on silence, age, throttling and Slack', () => {
    const alarms = inBot('AWS::CloudWatch::Alarm');
    const names = alarms.map(({ AlarmName }) => AlarmName);

    expect(names).toEqual(
      expect.arrayContaining([
        ...queueNames.map((name) => `noroshi-dead-letters-${name}`),
        'noroshi-silence',
        'noroshi-sweep-stopped',
        'noroshi-oldest-alert',
        'noroshi-front-door-throttled',
        'noroshi-slack-errors',
      ]),
    );
    for (const { AlarmActions } of alarms)
      expect(AlarmActions).toEqual([
        'arn:aws:sns:eu-west-1:555566667777:noroshi-alarms',
        'arn:aws:sns:eu-west-1:555566667777:oncall',
      ]);
    expect(inBot('AWS::CloudWatch::Dashboard')).toHaveLength(1);
  });
});

describe('what is remembered', () => {
  it('is a table with point-in-time recovery and time to live, which stays when the stack goes', () => {
    expect(of('noroshi-bot', 'AWS::DynamoDB::Table')).toMatchObject([
      {
        DeletionPolicy: 'Retain',
        Properties: {
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
          GlobalSecondaryIndexes: [{ IndexName: 'due', Projection: { ProjectionType: 'KEYS_ONLY' } }],
        },
      },
    ]);
  });

  it('is locked in the audit bucket, in compliance mode', () => {
    const [audit] = of('noroshi-security', 'AWS::S3::Bucket').filter(
      ({ Properties }) => Properties['BucketName'] === 'example-logs-audit',
    );

    expect(audit?.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE' } } },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });
});

/** The name of the function that a Ref, filled in as its id, stands for. */
function functionIds(template: Template | undefined, id: unknown): unknown {
  return template?.Resources[String(id)]?.Properties['FunctionName'];
}
