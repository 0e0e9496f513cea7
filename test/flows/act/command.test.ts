import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/core/settings.ts';
import { command } from '../../../src/flows/act/command.ts';
import { unreachablePeople } from '../../core/people.ts';
import { fix, setUpCommands as setUp } from './commanding.ts';

describe('/aws-remediate REMEDIATION RESOURCE', () => {
  it('does with one click what a policy lets a button do, in a message of its own where it was typed', async () => {
    const { type, resource, latest, deliver, aws, store } = setUp();

    expect(await type(fix(resource))).toContain('in this channel');
    await deliver(120_000);

    const request = await latest();
    expect(request).toMatchObject({ state: 'applied', mode: 'click', requestedBy: 'U0ALICE', channel: 'C0SECURITY' });
    expect(request).not.toHaveProperty('alertId');
    expect(aws.applied).toHaveLength(1);
    expect(await store.listSlots(`REQ#${request?.id}`)).toMatchObject([{ channel: 'C0SECURITY', name: 'status' }]);
  });

  it('waits for a second person where no policy matches', async () => {
    const { type, resource, latest, aws } = setUp({ settings: { remediations: [] } });

    await type(fix(resource));

    expect(await latest()).toMatchObject({ state: 'awaiting', mode: 'approve' });
    expect(aws.applied).toHaveLength(0);
  });

  it('asks approvers where they can see it, not in direct messages', async () => {
    const { type, resource, latest } = setUp({ mode: 'approve' });

    expect(await type(fix(resource), { channelId: 'D0ALICE' })).toContain('operations channel');
    expect(await latest()).toMatchObject({ channel: 'C0OPERATIONS', state: 'awaiting' });
  });

  it('tells it directly, or where approvers see it, when another organisation reads the channel', async () => {
    const shared = { channelId: 'C0SHARED' };
    const alone = setUp();
    const two = setUp({ mode: 'approve' });

    expect(await alone.type(fix(alone.resource), shared)).toContain(
      'in our direct messages, because people of another',
    );
    expect(await alone.latest()).toMatchObject({ channel: 'DU0ALICE', mode: 'click' });
    expect(await two.type(fix(two.resource), shared)).toContain('in the operations channel');
    expect(await two.latest()).toMatchObject({ channel: 'C0OPERATIONS', mode: 'approve' });
  });

  it('is one request however often it is delivered', async () => {
    const { job, world, resource, latest, aws, deliver } = setUp();
    const once = job(fix(resource));

    await command(once, world);
    await command(once, world);
    await deliver(120_000);

    expect(await latest()).toMatchObject({ attempt: 1 });
    expect(aws.applied).toHaveLength(1);
  });

  it('lists what it could mean when several are called so, with a line to type for each', async () => {
    const one = { type: 'AWS::EC2::Instance', id: 'i-a', accountId: '111122223333', region: 'eu-west-1', name: 'web' };
    const known = [one, { ...one, id: 'i-b' }, { ...one, id: 'i-c', accountId: '444455556666' }];
    const { type, latest } = setUp({ known });

    const said = await type('config-remediation web rule:a account:payments-prod');

    expect(said).toContain('2 resources are called “web”');
    expect(said).toContain('/aws-remediate config-remediation i-b account:111122223333 region:eu-west-1 rule:a');
    expect(await latest()).toBeUndefined();
  });

  it.each([
    ['config-remedation i-1', 'did you mean config-remediation?'],
    ['dance i-1', 'there is config-remediation'],
    ['config-remediation i-none rule:a', 'was not found'],
    ['config-remediation i-none', 'rule: is missing'],
    ['config-remediation i-none rule:a document=A', 'takes no “document”'],
    ['stop-instance bucket-1', 'bucket-1 is AWS::S3::Bucket; stop-instance is for AWS::EC2::Instance'],
    ['revoke-security-group-rule sg-1', 'rules is missing'],
    ['revoke-security-group-rule sg-1 rules=all', '“all” is not the ids of the rules'],
    ['config-remediation i-none rule:a account:payments-prd', 'did you mean payments-prod?'],
    ['ssm-automation bucket-1 document=Mine', 'The settings allow no document'],
  ])('answers %j with what is wrong and an example', async (text, problem) => {
    const bucket = { type: 'AWS::S3::Bucket', id: 'bucket-1', accountId: '111122223333', region: 'eu-west-1' };
    const { type, sessions } = setUp({ known: [bucket] });

    const said = await type(text);

    expect(said).toContain(problem);
    expect(said).toMatch(/For example: \S|Check the spelling/);
    expect(sessions).toEqual([]);
  });

  it('takes a finding or a detector at its word, which AWS Config does not record, where account and region are named', async () => {
    const { type, store } = setUp();
    const where = 'account:payments-prod region:eu-west-1';

    await type(`enable-guardduty-detector 12abc34d567e8fa901bc2d34e56789f0 ${where}`);

    const resource = {
      type: 'AWS::GuardDuty::Detector',
      id: '12abc34d567e8fa901bc2d34e56789f0',
      accountId: '111122223333',
      region: 'eu-west-1',
    };
    expect(await store.findLatestRequest(resource, 'enable-guardduty-detector')).toMatchObject({ mode: 'approve' });
    expect(await type(`enable-guardduty-detector 12abc34d567e8fa901bc2d34e56789f1 account:payments-prod`)).toContain(
      'was not found',
    );
  });

  it('runs only the documents that a policy names, with the policy’s parameters', async () => {
    const base = { when: {}, mode: 'approve', dryRun: false } as const;
    const policy = {
      ...base,
      use: 'ssm-automation',
      document: 'Example-Stop',
      parameters: { InstanceId: '{resource.id}' },
    };
    const { type, resource, store } = setUp({ settings: { remediations: [policy] } });

    expect(await type(`ssm-automation ${resource.id} document=Mine`)).toContain(
      'do not allow the document “Mine” here; they name Example-Stop',
    );
    await type(`ssm-automation ${resource.id} document=Example-Stop`);

    const request = await store.findLatestRequest(resource, 'ssm-automation.Example-Stop');
    expect(request?.input).toEqual({ document: 'Example-Stop', 'parameter.InstanceId': resource.id });
  });

  it('is another request for each document, with attempts of its own', async () => {
    const of = (document: string) => ({
      ...{ when: {}, mode: 'approve' as const, dryRun: false, use: 'ssm-automation', document, parameters: {} },
    });
    const { type, resource, store } = setUp({ settings: { remediations: [of('Example-Stop'), of('Example-Tag')] } });

    await type(`ssm-automation ${resource.id} document=Example-Stop`);
    await type(`ssm-automation ${resource.id} document=Example-Tag`);
    await type(`ssm-automation ${resource.id} document=Example-Tag`);

    const latest = (document: string) => store.findLatestRequest(resource, `ssm-automation.${document}`);
    expect((await latest('Example-Stop'))?.attempt).toBe(1);
    expect((await latest('Example-Tag'))?.attempt).toBe(2);
  });
});

describe('who may type it', () => {
  it.each([
    ['somebody without the right', { userId: 'U0MALLORY' }, 'not allowed to start config-remediation'],
    ['another workspace', { teamId: 'T0ELSEWHERE' }, 'its own workspace'],
  ])('is not %s: refused, and written down', async (_, asker, words) => {
    const { type, resource, entries, latest } = setUp();

    expect(await type(fix(resource), asker)).toContain(words);

    expect(await latest()).toBeUndefined();
    expect(entries).toMatchObject([{ kind: 'refusal' }]);
  });

  it('is nobody while Slack cannot be asked', async () => {
    const { type, resource, latest } = setUp({ people: unreachablePeople });

    expect(await type(fix(resource))).toContain('could not be reached');
    expect(await latest()).toBeUndefined();
  });

  it('is not whoever has the right for another account or another remediation only', async () => {
    const access: Settings['access'] = {
      investigate: [],
      approve: [],
      remediate: [
        { who: 'U0ALICE', accounts: ['payments-dev'] },
        { who: 'U0ALICE', remediations: ['stop-instance'] },
      ],
    };
    const { type, resource } = setUp({ settings: { access } });

    expect(await type(fix(resource))).toContain('not allowed to start config-remediation in payments-prod');
  });
});

describe('/aws-remediate list', () => {
  it('shows what this person may start and where, and when everything is switched off', async () => {
    const access: Settings['access'] = {
      investigate: [],
      approve: [],
      remediate: [{ who: 'U0ALICE', accounts: ['payments-dev'], remediations: ['stop-*'] }],
    };
    const { type, switchTo } = setUp({ settings: { access } });

    const said = await type('list');
    await switchTo('off');

    expect(said).toContain('stop-instance');
    expect(said).toContain('In payments-dev.');
    expect(said).not.toContain('config-remediation');
    expect(said).not.toContain('switched off');
    expect(await type('list')).toContain('switched off');
    expect(await type('list', { userId: 'U0MALLORY' })).toContain('not allowed to start any remediation');
  });

  it('shows what waits for a second person, also to those who only approve', async () => {
    const { type, resource } = setUp({ mode: 'approve' });
    await type(fix(resource));

    for (const userId of ['U0ALICE', 'U0CAROL']) {
      expect(await type('list', { userId })).toContain(
        `${resource.id} in payments-prod, us-east-1: waits for a second person`,
      );
    }
    expect(await type('list', { userId: 'U0CAROL' })).toContain('You may approve what others start');
  });
});
