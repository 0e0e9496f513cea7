import { describe, expect, it } from 'vitest';
import { bootstrapCommands, bootstrapRoles } from '../../../infra/rollout/bootstrap.ts';
import { parseSettings } from '../../../src/settings/parse.ts';
import { fileFor } from './play.ts';

const member = '111122223333';
const security = '666677778888';

function rolesOf(file: string) {
  return bootstrapRoles(parseSettings(file, { file: 'noroshi.yml' }).settings);
}

const usual = fileFor({ regions: ['eu-west-1'] });
const statementsIn = (file: string, accountId: string) =>
  rolesOf(file).find((role) => role.accountId === accountId)?.rights.Statement ?? [];

describe('the roles that a rollout works under', () => {
  it('are the links of the chain but the first, and one in each account, each trusting the one before', () => {
    const roles = rolesOf(usual);
    expect(roles.map(({ accountId, name }) => [accountId, name])).toEqual([
      [security, 'rollout'],
      [member, 'noroshi-rollout'],
    ]);
    const conditions = roles.map(({ trust }) => trust.Statement[0]?.Condition);
    expect(conditions).toEqual([
      {
        StringEquals: { 'sts:ExternalId': 'noroshi-hub' },
        ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::777788889999:role/jump' },
      },
      {
        StringEquals: { 'sts:ExternalId': `noroshi-${member}` },
        ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${security}:role/rollout` },
      },
    ]);
  });

  it('write the roles of a member by their names, and nobody else’s', () => {
    const writes = statementsIn(usual, member).filter(
      ({ Effect, Action }) => Effect === 'Allow' && Action.some((action) => /^iam:(?!Get|List|Pass)/.test(action)),
    );
    const resources = writes.flatMap(({ Resource = [] }) => Resource);
    expect(resources).toContain(`arn:aws:iam::${member}:role/noroshi-read`);
    expect(resources.filter((arn) => arn.endsWith('*'))).toEqual([`arn:aws:iam::${member}:role/aws-service-role/*`]);
    const ofSecurity = statementsIn(usual, security).filter(({ Effect }) => Effect === 'Allow');
    expect(ofSecurity.flatMap(({ Action }) => Action)).not.toContain('iam:PutRolePolicy');
  });

  it('hand a role to the service that it is for, and to no other', () => {
    const passes = statementsIn(usual, member).filter(({ Action }) => Action.includes('iam:PassRole'));
    expect(passes.length).toBeGreaterThan(3);
    expect(passes.every(({ Condition }) => Condition?.['StringEquals']?.['iam:PassedToService'])).toBe(true);
  });

  it('may not change themselves, whatever they are called', () => {
    const renamed = usual.replace(`${security}:role/rollout`, `${security}:role/noroshi-read`);
    const denied = statementsIn(renamed, security).find(({ Effect }) => Effect === 'Deny');
    expect(denied?.Resource).toContain(`arn:aws:iam::${security}:role/noroshi-read`);
  });

  it('fit into IAM for a thousand accounts', () => {
    const [link] = rolesOf(fileFor({ accounts: 1000, regions: ['eu-west-1'] }));
    expect(JSON.stringify(link?.rights).length).toBeLessThan(10_240);
    expect(link?.rights.Statement[0]?.Resource).toEqual(['arn:aws:iam::*:role/noroshi-rollout']);
  });

  it('are printed as commands, and with what they are worth to a thief', () => {
    const printed = bootstrapCommands(rolesOf(usual));
    expect(printed).toContain('can become administrator of the account');
    expect(printed.match(/^aws iam /gm)).toHaveLength(4);
  });
});
