import {
  ConfigServiceClient,
  DescribeConfigRulesCommand,
  GetComplianceDetailsByResourceCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createCompliance } from '../../src/aws/compliance.ts';
import { createMembers } from '../../src/aws/member.ts';
import { someSettings } from '../delivery/settings.ts';
import { awsError, giveSessions } from './responses.ts';

const config = mockClient(ConfigServiceClient);
const sts = mockClient(STSClient);
const resource = { type: 'AWS::EC2::Instance', id: 'i-1', accountId: '111122223333', region: 'us-east-1' };
const arn = 'arn:aws:config:us-east-1:111122223333:config-rule/config-rule-abc';
const by = { userId: 'U0ALICE', requestId: 'request-1' };
const members = () =>
  createMembers({ clients: createClients({ region: 'eu-west-1', now: Date.now }), settings: someSettings() });

beforeEach(() => {
  config.reset();
  sts.reset();
  giveSessions(sts, Date.now);
});

function says(name: string, ComplianceType: 'COMPLIANT' | 'NON_COMPLIANT') {
  return { EvaluationResultIdentifier: { EvaluationResultQualifier: { ConfigRuleName: name } }, ComplianceType };
}

describe('what a rule says of a resource', () => {
  it('is read where it is made, also behind an empty page, and only of that rule', async () => {
    config
      .on(GetComplianceDetailsByResourceCommand)
      .resolvesOnce({ EvaluationResults: [says('another', 'COMPLIANT')], NextToken: 'a' })
      .resolvesOnce({ EvaluationResults: [], NextToken: 'b' })
      .resolves({ EvaluationResults: [says('restricted-ssh', 'NON_COMPLIANT')] });

    expect(await createCompliance({ members: members() }).find(resource, 'restricted-ssh')).toBe('NON_COMPLIANT');
    expect(sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input.RoleArn)).toEqual([
      'arn:aws:iam::111122223333:role/noroshi-read',
    ]);
  });

  it('is nothing where the rule says nothing', async () => {
    config.on(GetComplianceDetailsByResourceCommand).resolves({ EvaluationResults: [] });

    expect(await createCompliance({ members: members() }).find(resource, 'restricted-ssh')).toBeUndefined();
  });

  it('is asked in no account that is not in the settings, and says so when AWS does not answer', async () => {
    const compliance = createCompliance({ members: members() });
    config.on(GetComplianceDetailsByResourceCommand).rejects(awsError('AccessDenied', 403, 'no'));

    await expect(compliance.find(resource, 'x')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await expect(compliance.find({ ...resource, accountId: '666677778888' }, 'x')).rejects.toMatchObject({
      code: 'UNKNOWN_ACCOUNT',
    });
  });
});

describe('a rule that is evaluated again', () => {
  it('is so in the name of whoever asked, by a session that may do nothing else', async () => {
    config.on(DescribeConfigRulesCommand).resolves({
      ConfigRules: [{ ConfigRuleName: 'restricted-ssh', ConfigRuleArn: arn, Source: { Owner: 'AWS' } }],
    });
    config.on(StartConfigRulesEvaluationCommand).resolves({});

    await createCompliance({ members: members() }).evaluate(resource, 'restricted-ssh', by);

    expect(config.commandCalls(StartConfigRulesEvaluationCommand)[0]?.args[0].input).toEqual({
      ConfigRuleNames: ['restricted-ssh'],
    });
    const session = sts.commandCalls(AssumeRoleCommand).at(-1)?.args[0].input;
    expect(session).toMatchObject({ SourceIdentity: 'slack-U0ALICE' });
    expect(JSON.parse(session?.Policy ?? '').Statement).toMatchObject([
      { Action: ['config:StartConfigRulesEvaluation'], Resource: [arn] },
    ]);
  });

  it('is left alone where it is gone, or being evaluated already', async () => {
    const compliance = createCompliance({ members: members() });
    config.on(DescribeConfigRulesCommand).rejectsOnce(awsError('NoSuchConfigRuleException'));
    await compliance.evaluate(resource, 'gone', by);
    expect(config.commandCalls(StartConfigRulesEvaluationCommand)).toEqual([]);
    config.on(DescribeConfigRulesCommand).resolves({
      ConfigRules: [{ ConfigRuleName: 'busy', ConfigRuleArn: arn, Source: { Owner: 'AWS' } }],
    });
    config.on(StartConfigRulesEvaluationCommand).rejects(awsError('LimitExceededException'));

    await expect(compliance.evaluate(resource, 'busy', by)).resolves.toBeUndefined();
  });
});
