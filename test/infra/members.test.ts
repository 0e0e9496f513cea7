import { beforeAll, describe, expect, it } from 'vitest';
import { settingsWith } from './settings.ts';
import { resolved, synthesize, type Template } from './synthesis.ts';

let templates: ReadonlyMap<string, Template>;
beforeAll(() => {
  templates = synthesize(settingsWith(), ['us-east-1']);
});

function busesOf(stack: string) {
  return Object.values(templates.get(stack)?.Resources ?? {}).filter(({ Type }) => Type === 'AWS::Events::EventBus');
}

describe('the way from a member', () => {
  it('leads to the home bus, or to the relay of a region that cannot reach it', () => {
    const template = templates.get('noroshi-member-1');
    const targets = (region: string) =>
      Object.values(resolved(template as Template, { accountId: '111122223333', region }))
        .filter(({ Type }) => Type === 'AWS::Events::Rule')
        .map(({ Properties }) => (Properties['Targets'] as { Arn: string; DeadLetterConfig: { Arn: string } }[])[0]);

    expect(new Set(targets('eu-west-1').map((target) => target?.Arn))).toEqual(
      new Set(['arn:aws:events:eu-west-1:666677778888:event-bus/noroshi-1']),
    );
    expect(new Set(targets('us-east-1').map((target) => target?.Arn))).toEqual(
      new Set(['arn:aws:events:us-east-1:666677778888:event-bus/noroshi-1']),
    );
    expect(new Set(targets('us-east-1').map((target) => target?.DeadLetterConfig.Arn))).toEqual(
      new Set(['arn:aws:sqs:us-east-1:666677778888:noroshi-members-dlq-1']),
    );
    expect(busesOf('noroshi-region-us-east-1')).toHaveLength(1);
    expect(busesOf('noroshi-region-eu-west-1')).toHaveLength(0);
  });

  it('carries the rules of the settings, with what puts right what they find; IAM’s only where IAM is recorded', () => {
    const all = Object.values(templates.get('noroshi-member-1')?.Resources ?? {});
    const rules = all.filter(({ Type }) => Type === 'AWS::Config::ConfigRule');

    expect(
      Object.fromEntries(rules.map(({ Properties, Condition }) => [Properties['ConfigRuleName'], Condition])),
    ).toEqual({
      'approved-amis-by-id': undefined,
      'iam-password-policy': 'IsGlobal',
      'desired-instance-type': undefined,
      'unused-access-key': 'IsGlobal',
    });
    const remediations = all.filter(({ Type }) => Type === 'AWS::Config::RemediationConfiguration');
    expect(remediations.map(({ Properties }) => Properties['TargetId']).sort()).toEqual([
      'AWS-ResizeInstance',
      'AWS-StopEC2Instance',
      'AWSConfigRemediation-RevokeUnusedIAMUserCredentials',
    ]);
  });

  it('needs no bucket of assets, so that StackSets take it', () => {
    expect(JSON.stringify(templates.get('noroshi-member-1'))).not.toMatch(/cdk-hnb659fds|BootstrapVersion/);
  });
});

describe('one account for bot and security', () => {
  it('needs no reader’s role and no other account', () => {
    const same = settingsWith({
      bot: {
        account: '666677778888',
        region: 'eu-west-1',
        network: { vpc: 'vpc-1', subnets: ['subnet-1'], proxy: 'http://10.0.0.1:3128' },
      },
    });
    const made = synthesize(same);
    const text = JSON.stringify([...made]);

    expect(text).not.toContain('role/noroshi-reader');
    expect(text).not.toContain('555566667777:role');
    const functions = Object.values(made.get('noroshi-bot')?.Resources ?? {}).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );
    for (const { Properties } of functions) {
      expect(Properties['VpcConfig']).toMatchObject({ SubnetIds: ['subnet-1'] });
      expect(Properties['Environment']).toMatchObject({
        Variables: { HTTPS_PROXY: 'http://10.0.0.1:3128', NODE_USE_ENV_PROXY: '1' },
      });
    }
  });
});
