import type { IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import type { Alert } from '../core/alert.ts';
import { isNamed } from '../core/aws-error.ts';
import type { Resource } from '../core/resource.ts';
import { type Applied, type Checked, defineRemediation, type Planned, type Subject } from './define.ts';

/** The name that IAM's console gives it. Docs: IAM User Guide, "Revoke IAM role temporary security credentials". */
const policyName = 'AWSRevokeOlderSessions';
/** By it a policy of ours is told from one that somebody put by hand, which the console leaves without. */
const sid = 'NoroshiRevokedOlderSessions';

/** `arn` is the role's, with its path; `policy` the text of an earlier policy of that name. */
const Before = z.object({ arn: z.string(), role: z.string(), policy: z.nullable(z.string()) });
type Before = z.infer<typeof Before>;
type Refused = Extract<Planned, { outcome: string }>;

/** Every session that the role has now is denied everything; those made from then on work. */
export const revokeRoleSessions = defineRemediation<Before>({
  id: 'revoke-role-sessions',
  title: 'Revoke sessions',
  effect:
    'Denies everything to every session that the role has now, a thief’s and a colleague’s alike. New sessions work: whoever may assume the role can do so again.',
  resourceTypes: ['AWS::IAM::Role'],
  approval: 'clicker',
  permissions: {
    read: ['iam:GetRole', 'iam:GetRolePolicy'],
    act: ['iam:PutRolePolicy'],
    undo: ['iam:DeleteRolePolicy', 'iam:PutRolePolicy'],
  },
  before: Before,

  subjectOf({ resources }: Alert): Subject | undefined {
    const role = resources.find(({ type }) => type === 'AWS::IAM::Role');
    return role && !isSpared(roleNameOf(role)) ? { resource: role, input: {} } : undefined;
  },

  async plan({ resource }, ctx): Promise<Planned & { before?: Before }> {
    const before = await findRole(await (await ctx.read()).iam(), resource);
    if ('outcome' in before) return before;
    const until = before.policy === null ? undefined : revokedUntil(before.policy);
    const earlier = until === undefined ? [] : [`Sessions from before ${until} were revoked already.`];
    const back =
      before.policy === null ? `take the policy ${policyName} away again` : `put the earlier policy ${policyName} back`;
    const then = 'revoked sessions that have not expired by then work again, stolen ones too';
    return {
      steps: [{ what: `deny everything to the sessions that there are now (policy ${policyName})`, on: before.role }],
      back: [{ what: `${back}: ${then}`, on: before.role }],
      caveats: [
        'People who work with this role must sign in again, and may lose what they had not saved.',
        'What runs with it fails until it gets new credentials by itself: on an instance that may take hours, unless it is stopped and started.',
        'IAM takes some seconds, rarely minutes, until every service knows.',
        'What a stolen session has made (users, keys, sessions of other roles) stays.',
        ...earlier,
      ],
      before,
    };
  },

  /** Once: the sessions are those before the first time. A second policy with a later time would cut off new ones too. */
  async apply({ resource }, before, ctx): Promise<Applied> {
    const found = await findRole(await (await ctx.read()).iam(), resource);
    if ('outcome' in found) return { state: found.outcome, reason: found.reason };
    if (revokedSince(before, found) !== undefined) return { state: 'applied' };
    const { PutRolePolicyCommand } = await import('@aws-sdk/client-iam');
    const iam = await (await ctx.act(['iam:PutRolePolicy'], [before.arn])).iam();
    await iam.send(
      new PutRolePolicyCommand({ RoleName: before.role, PolicyName: policyName, PolicyDocument: policyAt(ctx.now()) }),
    );
    return { state: 'applied' };
  },

  async verify({ resource }, before, ctx): Promise<Checked> {
    const found = await findRole(await (await ctx.read()).iam(), resource);
    if ('outcome' in found) return { state: 'not-reached', what: found.reason };
    const until = revokedSince(before, found);
    if (until !== undefined)
      return { state: 'reached', what: `Every session from before ${until} is denied everything` };
    return { state: 'not-yet', what: `The role has no policy ${policyName} of this request yet` };
  },

  async undo({ resource }, { arn, role, policy }, ctx): Promise<Applied> {
    const found = await findRole(await (await ctx.read()).iam(), resource);
    if ('outcome' in found) return { state: found.outcome, reason: found.reason };
    if (found.policy === policy) return { state: 'applied' };
    if (found.policy !== null && !isOurs(found.policy)) {
      const reason = `the policy ${policyName} was put anew by somebody else since: what they revoked stays revoked`;
      return { state: 'failed', reason };
    }
    const { DeleteRolePolicyCommand, PutRolePolicyCommand } = await import('@aws-sdk/client-iam');
    const named = { RoleName: role, PolicyName: policyName };
    try {
      if (policy === null) {
        const iam = await (await ctx.act(['iam:DeleteRolePolicy'], [arn])).iam();
        await iam.send(new DeleteRolePolicyCommand(named));
      } else {
        const iam = await (await ctx.act(['iam:PutRolePolicy'], [arn])).iam();
        await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: policy }));
      }
    } catch (error) {
      // Gone already, by an earlier run of ours or by hand; whether the role is still there is read afterwards.
      if (!isNamed(error, missing)) throw error;
    }
    return { state: 'applied' };
  },
});

const missing = 'NoSuchEntityException';

/** The console's own policy, marked as ours; a session is older by the time at which its token was issued. */
function policyAt(ms: number): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: sid,
        Effect: 'Deny',
        Action: ['*'],
        Resource: ['*'],
        Condition: { DateLessThan: { 'aws:TokenIssueTime': new Date(ms).toISOString() } },
      },
    ],
  });
}

const Revoking = z.object({
  Statement: z.array(
    z.object({ Condition: z.object({ DateLessThan: z.object({ 'aws:TokenIssueTime': z.string() }) }) }),
  ),
});

/** Until when a policy of that name revokes, as it says so; nothing where it is another kind of policy. */
function revokedUntil(policy: string): string | undefined {
  const parsed = Revoking.safeParse(parseJson(policy));
  return parsed.success ? parsed.data.Statement[0]?.Condition.DateLessThan['aws:TokenIssueTime'] : undefined;
}

const Marked = z.object({ Statement: z.array(z.object({ Sid: z.optional(z.string()) })) });

function isOurs(policy: string): boolean {
  const parsed = Marked.safeParse(parseJson(policy));
  return parsed.success && parsed.data.Statement[0]?.Sid === sid;
}

/** Until when sessions are revoked that were not when it was planned; nothing while it is as it was then. */
function revokedSince(before: Before, { policy }: Before): string | undefined {
  return policy === null || policy === before.policy ? undefined : revokedUntil(policy);
}

async function findRole(iam: IAMClient, resource: Resource): Promise<Before | Refused> {
  const { GetRoleCommand, GetRolePolicyCommand } = await import('@aws-sdk/client-iam');
  const role = roleNameOf(resource);
  const spared = isSpared(role);
  if (spared) return { outcome: 'failed', reason: spared };
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: role }));
    if (Role?.Path?.startsWith('/aws-service-role/')) return { outcome: 'failed', reason: serviceLinked };
    if (Role?.Path?.startsWith('/aws-reserved/')) return { outcome: 'failed', reason: identityCenter };
    const named = new GetRolePolicyCommand({ RoleName: role, PolicyName: policyName });
    const found = await iam.send(named).catch((error: unknown) => {
      if (isNamed(error, missing)) return undefined;
      throw error;
    });
    // IAM gives documents percent-encoded (RFC 3986).
    const policy = found?.PolicyDocument === undefined ? null : decodeURIComponent(found.PolicyDocument);
    return { arn: Role?.Arn ?? '', role, policy };
  } catch (error) {
    if (!isNamed(error, missing)) throw error;
    return { outcome: 'resource-gone', reason: `There is no role ${role} (any more)` };
  }
}

const serviceLinked = 'It is a service-linked role: AWS alone may change it, and its sessions cannot be revoked';
const identityCenter =
  'It belongs to IAM Identity Center: revoke the person’s sessions there (“Delete active sessions” of the user)';

/** Why the sessions of a role are never revoked from here, as far as its name tells. */
function isSpared(role: string): string | undefined {
  if (/^noroshi-/i.test(role))
    return 'It is one of Noroshi’s own roles: revoking it would stop the very help that you ask for';
  if (role.startsWith('AWSServiceRoleFor')) return serviceLinked;
  return role.startsWith('AWSReservedSSO_') ? identityCenter : undefined;
}

/** CloudTrail names a role; AWS Config numbers it and has the name at the end of its ARN. */
function roleNameOf({ id, arn, name }: Resource): string {
  if (!/^AROA[A-Z0-9]{12,}$/.test(id)) return id;
  return arn?.split('/').at(-1) ?? name ?? id;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
