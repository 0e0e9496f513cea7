import { describe, expect, it } from 'vitest';
import { estateWith } from './harness.ts';
import { member } from './settings.ts';

const allow = (Action: string | string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
const rightsOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const AssumeRolePolicyDocument = rightsOf({
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sts:AssumeRole',
});
const Target = {
  Id: 'bus',
  Arn: `arn:aws:events:eu-west-1:${member}:event-bus/other`,
  RoleArn: `arn:aws:iam::${member}:role/noroshi-forward`,
};
const EventPattern = '{"source":["aws.ec2"]}';

describe('rights', () => {
  it('are asked of the ARN of what a call changes', async () => {
    const rights = () => rightsOf(allow('iam:*', 'arn:aws:iam::*:role/noroshi-*'));
    const ask = await estateWith({ rights }).in(member);

    await ask('iam:CreateRole', { RoleName: 'noroshi-read', AssumeRolePolicyDocument });
    const others = ask('iam:CreateRole', { RoleName: 'somebodys', AssumeRolePolicyDocument });

    await expect(others).rejects.toThrow(/not authorized to perform: iam:CreateRole on resource: .*role\/somebodys/);
    await expect(ask('guardduty:CreateDetector', { Enable: true })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('must let a role be passed to the service that works with it', async () => {
    const rights = (more: object[]) => () =>
      rightsOf(allow('iam:CreateRole', '*'), allow('events:*', `arn:aws:events:*:${member}:rule/noroshi-*`), ...more);
    const put = async (more: object[]) => {
      const made = estateWith({ rights: rights(more), instant: true });
      const ask = await made.in(member);
      await ask('iam:CreateRole', { RoleName: 'noroshi-forward', AssumeRolePolicyDocument });
      await ask('events:PutRule', { Name: 'noroshi-1', EventPattern });
      return ask('events:PutTargets', { Rule: 'noroshi-1', Targets: [Target] });
    };

    await expect(put([])).rejects.toThrow(/not authorized to perform: iam:PassRole/);
    await expect(put([allow('iam:PassRole', Target.RoleArn)])).resolves.toMatchObject({ FailedEntryCount: 0 });
  });

  it('end where the organisation denies something, in a region or everywhere', async () => {
    const denials = [{ action: 'guardduty:*', region: 'eu-west-1' }];
    const { in: inside } = estateWith({ quirks: { [member]: { denials } } });
    const [here, there] = [await inside(member), await inside(member, 'us-east-1')];

    await expect(here('guardduty:ListDetectors', {})).rejects.toThrow(/explicit deny in a service control policy/);
    expect(await there('guardduty:ListDetectors', {})).toEqual({ DetectorIds: [] });
  });

  it('are nobody in a suspended account', async () => {
    const { in: inside } = estateWith({ quirks: { [member]: { suspended: true } } });

    await expect(inside(member)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('faults', () => {
  it('throttle, fail for a moment, lose an answer, and kill whoever asks', async () => {
    const made = estateWith();
    const ask = await made.in(member);
    const next = (fault: 'throttle' | 'transient' | 'lost' | 'crash-after') => {
      let isLeft = true;
      made.estate.setFaults(() => {
        const now = isLeft ? fault : undefined;
        isLeft = false;
        return now;
      });
      return ask('guardduty:CreateDetector', { Enable: true });
    };

    await expect(next('throttle')).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(next('transient')).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    await expect(next('lost')).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(next('crash-after')).rejects.toThrow(/already exists/);
    const { DetectorIds = [] } = await ask('guardduty:ListDetectors', {});
    await ask('guardduty:DeleteDetector', { DetectorId: DetectorIds[0] });
    await expect(next('crash-after')).rejects.toMatchObject({ name: 'Crash' });
    await expect(ask('guardduty:ListDetectors', {})).rejects.toMatchObject({ name: 'Crash' });
    made.estate.restart();

    expect((await ask('guardduty:ListDetectors', {})).DetectorIds).toHaveLength(1);
  });

  it('answer that nothing was done, as if all were well', async () => {
    const made = estateWith({ instant: true });
    const ask = await made.in(member);
    await ask('events:PutRule', { Name: 'noroshi-1', EventPattern });
    made.estate.setFaults(({ name }) => (name === 'events:PutTargets' ? 'partial' : undefined));

    const answer = await ask('events:PutTargets', { Rule: 'noroshi-1', Targets: [{ Id: 'bus', Arn: Target.Arn }] });

    expect(answer).toMatchObject({ FailedEntryCount: 1 });
    expect((await ask('events:ListTargetsByRule', { Rule: 'noroshi-1' })).Targets).toEqual([]);
  });
});
