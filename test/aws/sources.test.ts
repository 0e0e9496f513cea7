import { ConfigServiceClient, SelectAggregateResourceConfigCommand } from '@aws-sdk/client-config-service';
import {
  GetFindingsCommand,
  GuardDutyClient,
  ListDetectorsCommand,
  ListFindingsCommand,
} from '@aws-sdk/client-guardduty';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createListCompliance } from '../../src/aws/compliance-changes.ts';
import { createListFindings } from '../../src/aws/findings.ts';
import { createTellOnCall } from '../../src/aws/oncall.ts';
import { parseConfigQuery } from '../../src/playground/aws/config-query.ts';
import { someSettings } from '../delivery/settings.ts';
import { awsError } from './responses.ts';

const config = mockClient(ConfigServiceClient);
const guardduty = mockClient(GuardDutyClient);
const sns = mockClient(SNSClient);
const options = { clients: createClients({ region: 'eu-west-1', now: () => 0 }), settings: someSettings() };
const lines: string[] = [];
const note = (message: string) => void lines.push(message);
const log = { info: note, warn: note, error: note };

beforeEach(() => {
  for (const mock of [config, guardduty, sns]) mock.reset();
  lines.length = 0;
});

const row = (verdicts: Record<string, string>) =>
  JSON.stringify({
    ...{ accountId: '111122223333', awsRegion: 'eu-west-1', configurationItemCaptureTime: '2026-01-01T00:00:00.000Z' },
    configuration: {
      ...{ targetResourceId: 'i-0abc', targetResourceType: 'AWS::EC2::Instance' },
      configRuleList: Object.entries(verdicts).map(([configRuleName, complianceType]) => ({
        configRuleName,
        complianceType,
      })),
    },
  });

describe('compliance at the source', () => {
  it('is read for each resource and rule, page by page, and what cannot be read is left', async () => {
    config
      .on(SelectAggregateResourceConfigCommand)
      .resolvesOnce({ Results: [row({ a: 'NON_COMPLIANT', b: 'COMPLIANT' }), '{', '{}'], NextToken: 'more' })
      .resolvesOnce({ Results: [row({ c: 'NON_COMPLIANT' })] });

    const found = await createListCompliance(options)(Date.parse('2025-12-31T22:00:00Z'));

    expect(found.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual([
      'a NON_COMPLIANT',
      'b COMPLIANT',
      'c NON_COMPLIANT',
    ]);
    expect(found[0]).toMatchObject({
      resource: { id: 'i-0abc', accountId: '111122223333' },
      at: '2026-01-01T00:00:00.000Z',
    });
    const [first, second] = config.commandCalls(SelectAggregateResourceConfigCommand).map(({ args }) => args[0].input);
    const query = parseConfigQuery(first?.Expression ?? '');
    const item = (time: string) => ({
      resourceType: 'AWS::Config::ResourceCompliance',
      configurationItemCaptureTime: time,
    });
    expect(query.matches(item('2025-12-31T22:00:00.000Z'))).toBe(true);
    expect(query.matches(item('2025-12-31T21:59:59.999Z'))).toBe(false);
    expect(second?.NextToken).toBe('more');
  });

  it('is everything from the beginning on, and says what cannot be reached', async () => {
    config.on(SelectAggregateResourceConfigCommand).resolvesOnce({});
    expect(await createListCompliance(options)(0)).toEqual([]);
    expect(config.commandCalls(SelectAggregateResourceConfigCommand)[0]?.args[0].input.Expression).not.toContain('>=');
    config.on(SelectAggregateResourceConfigCommand).rejects(awsError('AccessDeniedException'));

    await expect(createListCompliance(options)(0)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});

describe('findings at the source', () => {
  it('are those that were updated since, as the API writes them', async () => {
    guardduty.on(ListDetectorsCommand).resolves({ DetectorIds: ['d1'] });
    guardduty
      .on(ListFindingsCommand)
      .resolvesOnce({ FindingIds: ['f1', 'f2'], NextToken: 'more' })
      .resolvesOnce({ FindingIds: [], NextToken: '' });
    const finding = { Id: 'f1', AccountId: '111122223333' } as never;
    guardduty.on(GetFindingsCommand).resolves({ Findings: [finding] });

    expect(await createListFindings(options)('eu-west-1', 5000)).toEqual([finding]);

    const [listed] = guardduty.commandCalls(ListFindingsCommand).map(({ args }) => args[0].input);
    expect(listed?.FindingCriteria?.Criterion).toEqual({ updatedAt: { GreaterThanOrEqual: 5000 } });
    expect(guardduty.commandCalls(GetFindingsCommand)).toHaveLength(1);
  });

  it('are none where GuardDuty is off', async () => {
    guardduty.on(ListDetectorsCommand).resolves({ DetectorIds: [] });

    expect(await createListFindings(options)('us-east-1', 0)).toEqual([]);
  });
});

describe('on-call', () => {
  const topic = 'arn:aws:sns:eu-central-1:111122223333:oncall';

  it('is told by the topic', async () => {
    sns.on(PublishCommand).resolves({});
    await createTellOnCall({ ...options, settings: { ...options.settings, oncall: { topic } }, log })('x'.repeat(5000));

    const { TopicArn, Message } = sns.commandCalls(PublishCommand)[0]?.args[0].input ?? {};
    expect(TopicArn).toBe(topic);
    expect(Message).toHaveLength(1000);
  });

  it('keeps nothing from going on when it cannot be told, or nobody is on call', async () => {
    sns.on(PublishCommand).rejects(awsError('NotFoundException', 404));
    await createTellOnCall({ ...options, settings: { ...options.settings, oncall: { topic } }, log })('x');
    await createTellOnCall({ ...options, log })('x');

    expect(lines).toEqual(['On-call could not be told', 'Nobody is on call by the settings']);
  });
});
