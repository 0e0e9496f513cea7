import { globalRegionOf } from '../../../infra/definitions/recording.ts';
import type { Ask } from '../../../infra/rollout/ask.ts';
import type { Drift, Planted } from './drift.ts';

type PlantHere = (ask: Ask, planted: Planted) => Promise<unknown>;

const anybody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:root' }, Action: 'sts:AssumeRole' }],
});
const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

function drift(
  [what, name]: readonly [what: string, role: string],
  plant: PlantHere,
  also: Partial<Drift> = {},
): Drift {
  return {
    ...{ step: 'role', what, object: new RegExp(`^role ${name}$`), accountId: 'member' },
    plant: async (ask, planted) => {
      await plant(ask(planted.member, globalRegionOf(planted.settings)), planted);
    },
    ...also,
  };
}

const read = 'noroshi-read';

/** What somebody may do to our roles. */
export const fromRoles: readonly Drift[] = [
  drift(['somebody else is trusted', read], (ask) =>
    ask('iam:UpdateAssumeRolePolicy', { RoleName: read, PolicyDocument: anybody }),
  ),
  drift(['whoever has the role of the bot may come without the ExternalId', 'noroshi-remediate'], async (ask) => {
    const { Role } = await ask('iam:GetRole', { RoleName: 'noroshi-remediate' });
    const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '').replace(
      'sts:ExternalId',
      'aws:PrincipalTag/x',
    );
    await ask('iam:UpdateAssumeRolePolicy', { RoleName: 'noroshi-remediate', PolicyDocument: trust });
  }),
  drift(['its policy allows everything', read], (ask) =>
    ask('iam:PutRolePolicy', { RoleName: read, PolicyName: read, PolicyDocument: everything }),
  ),
  drift(['its policy is gone', 'noroshi-evaluate'], (ask) =>
    ask('iam:DeleteRolePolicy', { RoleName: 'noroshi-evaluate', PolicyName: 'noroshi-evaluate' }),
  ),
  drift(
    ['a second policy allows everything', 'noroshi-forward'],
    (ask) => ask('iam:PutRolePolicy', { RoleName: 'noroshi-forward', PolicyName: 'more', PolicyDocument: everything }),
    { reason: /may do more than it is for: more/ },
  ),
  // The rollout attaches nothing, so that only the estate itself can.
  drift(
    ['a policy of AWS is attached', 'noroshi-remediate'],
    async (_, { state, member }) => {
      const roles = state().accounts[member]?.roles;
      const role = roles?.['noroshi-remediate'];
      if (!roles || !role) throw new Error('The role is not there');
      roles['noroshi-remediate'] = { ...role, attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    },
    { reason: /may do more than it is for: .*AdministratorAccess/ },
  ),
  drift(['sessions may last half a day', read], (ask) =>
    ask('iam:UpdateRole', { RoleName: read, MaxSessionDuration: 43_200 }),
  ),
  drift(['it is described as something else', 'noroshi-evaluate'], (ask) =>
    ask('iam:UpdateRole', { RoleName: 'noroshi-evaluate', Description: 'Old, delete me.' }),
  ),
  drift(
    ['it is gone', 'noroshi-test'],
    async (ask) => {
      await ask('iam:DeleteRolePolicy', { RoleName: 'noroshi-test', PolicyName: 'noroshi-test' });
      await ask('iam:DeleteRole', { RoleName: 'noroshi-test' });
    },
    { state: 'missing' },
  ),
];
