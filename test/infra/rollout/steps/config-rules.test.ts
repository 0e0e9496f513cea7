import { describe, expect, it } from 'vitest';
import { configRules } from '../../../../infra/rollout/steps/config-rules.ts';
import { answering } from './answering.ts';
import { global, home, makeWorld, member, one, put, security, settings, setUp, writesOf } from './setup.ts';

const FunctionName = 'noroshi-config-rules';
const Qualifier = 'accounts-1';

/** An installation that records, and whose rules may invoke the function. */
async function recording() {
  const world = await makeWorld();
  await setUp(world, ['role', 'recorder', 'channel', 'recording']);
  for (const region of [home, global]) {
    for (const item of world.items('config-rules', region, security)) await put(item);
  }
  return world;
}

describe('the Config rules', () => {
  it('of IAM stand where IAM is recorded, and nowhere else', async () => {
    const world = await makeWorld();
    const rulesIn = (region: string) =>
      world.items('config-rules', region).flatMap(({ object }) => /^rule (?!s)(\S+)$/.exec(object)?.[1] ?? []);

    expect(rulesIn(home)).toEqual(['approved-amis-by-id', 'desired-instance-type']);
    expect(rulesIn(global)).toEqual([
      ...['approved-amis-by-id', 'iam-password-policy', 'desired-instance-type', 'unused-access-key'],
    ]);
  });

  it('are written with their remediation, and then stay as they are', async () => {
    const world = await recording();
    const items = world.items('config-rules');
    const putAll = async () => {
      for (const item of items) await put(item);
    };

    const writes = await writesOf(world, putAll);
    const again = await writesOf(world, putAll);

    expect(writes).toEqual([
      ...['config:PutConfigRule', 'config:PutRemediationConfigurations'],
      ...['config:PutConfigRule', 'config:PutRemediationConfigurations'],
    ]);
    expect(again).toEqual([]);
    const { ConfigRules } = await world.ask(member, home)('config:DescribeConfigRules', {
      ConfigRuleNames: ['desired-instance-type'],
    });
    expect(ConfigRules).toMatchObject([
      {
        Scope: { ComplianceResourceTypes: ['AWS::EC2::Instance'] },
        Source: {
          Owner: 'CUSTOM_LAMBDA',
          SourceIdentifier: `arn:aws:lambda:${home}:${security}:function:${FunctionName}:${Qualifier}`,
        },
        InputParameters: '{"desiredInstanceType":"t3.micro"}',
      },
    ]);
  });

  it('are tried again while AWS Config is busy with them', async () => {
    const world = await recording();
    let tries = 0;
    const place = answering(world.place(member, home), 'config:PutConfigRule', async (output) => {
      if (++tries > 2) return output();
      throw Object.assign(new Error('The rule is being evaluated'), { name: 'ResourceInUseException' });
    });

    await put(one(configRules(place)));

    expect(await one(configRules(place)).look()).toMatchObject({ state: 'same' });
    expect(tries).toBe(3);
  });

  it('are not waited for long when the function lets nobody in', async () => {
    const world = await recording();
    let tries = 0;
    const place = answering(world.place(member, home), 'config:PutConfigRule', async () => {
      tries++;
      throw Object.assign(new Error('cannot be invoked'), { name: 'InsufficientPermissionsException' });
    });

    await expect(put(one(configRules(place)))).rejects.toMatchObject({ name: 'InsufficientPermissionsException' });
    expect(tries).toBe(4);
  });

  it('say so when AWS Config answers well and has not taken the remediation', async () => {
    const world = await recording();
    const place = answering(world.place(member, home), 'config:PutRemediationConfigurations', async () => ({
      FailedBatches: [{ FailureMessage: 'no such document' }],
    }));

    await expect(put(one(configRules(place), /^remediation/))).rejects.toThrow('no such document');
  });

  it('of others are left alone, and so is what puts right what they find', async () => {
    const world = await recording();
    const ask = world.ask(member, global);
    const Source = { Owner: 'AWS' as const, SourceIdentifier: 'IAM_PASSWORD_POLICY' };
    for (const ConfigRuleName of ['iam-password-policy', 'theirs']) {
      await ask('config:PutConfigRule', { ConfigRule: { ConfigRuleName, Description: 'Ours alone.', Source } });
    }
    const theirs = { ConfigRuleName: 'iam-password-policy', TargetType: 'SSM_DOCUMENT' as const, TargetId: 'Theirs' };
    await ask('config:PutRemediationConfigurations', { RemediationConfigurations: [theirs] });
    const items = world.items('config-rules', global);

    expect(await one(items, /not wanted/).look()).toMatchObject({ state: 'same' });
    expect(await one(items, /^remediation of iam/).look()).toMatchObject({ state: 'foreign' });
    const rule = one(items, /^rule iam/);
    expect(await put(rule)).toMatchObject({ state: 'different' });
    expect(await rule.look()).toMatchObject({ state: 'same' });
    expect(await rule.remove()).toMatchObject({ kept: expect.stringContaining('not made by Noroshi') });
    expect(await one(items, /^remediation of iam/).remove()).toMatchObject({ kept: expect.any(String) });
  });

  it('lose a remediation of ours that the settings have no more', async () => {
    const world = await recording();
    for (const item of world.items('config-rules')) await put(item);
    const without = settings.configRules.map(({ remediation: _, ...rule }) => rule);
    const place = { ...world.place(member, home), settings: { ...settings, configRules: without } };
    const item = one(configRules(place), /^remediation of approved/);

    expect(await put(item)).toMatchObject({ state: 'different', after: null });
    expect(await item.look()).toEqual({ state: 'same', before: null });
  });

  it('go where IAM is recorded when that moves', async () => {
    const world = await recording();
    for (const item of world.items('config-rules', global)) await put(item);
    const item = one(configRules({ ...world.place(member, global), isGlobal: false }), /not wanted/);

    expect(await put(item)).toMatchObject({ before: ['iam-password-policy', 'unused-access-key'], after: [] });
    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('are taken away with all that we made', async () => {
    const world = await recording();
    const items = world.items('config-rules');
    for (const item of items) await put(item);

    const done = [];
    for (const item of items.toReversed()) done.push(await item.remove());

    expect(done).toEqual(['absent', 'removed', 'removed', 'removed', 'removed']);
    expect(await one(items).look()).toMatchObject({ state: 'missing' });
  });
});

describe('who may invoke the function', () => {
  const inSecurity = (world: Awaited<ReturnType<typeof recording>>, object: RegExp) =>
    one(world.items('config-rules', home, security), object);

  it('is the Config of each account, by the alias of its group', async () => {
    const world = await recording();

    expect(await inSecurity(world, /^alias/).look()).toMatchObject({ state: 'same' });
    expect(await inSecurity(world, /^permissions/).look()).toMatchObject({
      state: 'same',
      before: { accounts: ['111122223333', '222233334444'], stale: [] },
    });
  });

  it('may be said by CloudFormation as well: nothing is doubled, and its statements stay', async () => {
    const world = await recording();
    const ask = world.ask(security, home);
    const permission = { Action: 'lambda:InvokeFunction', Principal: 'config.amazonaws.com', SourceAccount: member };
    await ask('lambda:RemovePermission', { FunctionName, Qualifier, StatementId: `noroshi-${member}` });
    const StatementId = `noroshi-invocations-${home}-1-Of${member}-X`;
    await ask('lambda:AddPermission', { FunctionName, Qualifier, StatementId, ...permission });
    const item = inSecurity(world, /^permissions/);

    expect(await item.look()).toMatchObject({ state: 'same' });
    expect(await item.remove()).toBe('removed');
    expect(await item.look()).toMatchObject({ before: { accounts: [member], stale: [] } });
    expect(await item.remove()).toBe('absent');
  });

  it('is written anew where our statement says something else', async () => {
    const world = await recording();
    const ask = world.ask(security, home);
    const StatementId = `noroshi-${member}`;
    await ask('lambda:RemovePermission', { FunctionName, Qualifier, StatementId });
    const open = { Action: 'lambda:InvokeFunction', Principal: 'config.amazonaws.com' };
    await ask('lambda:AddPermission', { FunctionName, Qualifier, StatementId, ...open });
    const item = inSecurity(world, /^permissions/);

    expect(await put(item)).toMatchObject({ before: { accounts: ['222233334444'], stale: [StatementId] } });
    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('cannot be said where the function is not: the region stack comes first', async () => {
    const world = await recording();
    const gone = async (): Promise<never> => {
      throw Object.assign(new Error('Function not found'), { name: 'ResourceNotFoundException' });
    };
    const place = answering(world.place(security, home), 'lambda:GetAlias', gone);
    const item = one(configRules(answering(place, 'lambda:CreateAlias', gone)), /^alias/);

    await expect(put(item)).rejects.toThrow('deploy the region stack first');
  });

  it('is not asked where no rule of the settings is ours', async () => {
    const world = await makeWorld();
    const own = settings.configRules.filter(({ custom }) => custom === undefined);
    const place = { ...world.place(security, home), settings: { ...settings, configRules: own } };

    expect(configRules(place)).toEqual([]);
  });
});
