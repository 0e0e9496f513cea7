import type { Json } from '../../../src/core/json.ts';
import { busArnFor } from '../../definitions/forwarding.ts';
import { memberRoles, type RoleParts } from '../../definitions/member-roles.ts';
import { configService } from '../../definitions/recording.ts';
import { policyOf } from '../../definitions/statement.ts';
import type { Ask } from '../ask.ts';
import type { Item, Lack, Look } from '../item.ts';
import { held, lacks, textsOf } from '../looks.ts';
import { everyPage } from '../pages.ts';
import type { Place, Step } from '../place.ts';
import { policyForm } from '../policy-form.ts';
import { again, findOrUndefined, isOneOf, unlessThere } from './answers.ts';
import { isTagged, keyed, notOurs } from './ours.ts';

/** What a session of ours may last at most, in seconds: the default, and what chained roles get anyway. */
const maxSession = 3_600;
const gone = ['NoSuchEntityException', 'NoSuchEntity'] as const;

/** The roles of a listed account, by their fixed names, and the one that AWS Config records under. */
export const role: Step = (place) => {
  const { settings, accountId, group, relays } = place;
  if (!place.isMember || !place.isGlobal || !group) return [];
  const buses = place.regions.map((region) => busArnFor(settings, { bus: group.bus, region, relays }));
  const parts = memberRoles(settings, { accountId, buses: [...new Set(buses)] });
  return [linkedRole(place), ...parts.map((part) => fixedRole(place, part))];
};

/** What a role is held against: nothing else may be on it, since whatever is there adds to what it may do. */
function wantedOf({ about, trust, statements }: RoleParts): Json {
  return {
    description: about,
    maxSession,
    trust: policyForm(policyOf(trust)),
    policy: statements.length > 0 ? policyForm(policyOf(statements)) : null,
    otherPolicies: [],
    attached: [],
  };
}

function fixedRole({ ask, accountId, pause }: Place, parts: RoleParts): Item {
  const { name } = parts;
  return {
    ...{ step: 'role', object: `role ${name}`, accountId, region: 'global' },
    look: async () => {
      const found = await findRole(ask, name);
      return held(found?.state, wantedOf(parts), { reason: found && whyDifferent(found) });
    },
    write: (lack) => write(ask, { parts, lack, pause }),
    check: async () => {
      const { Role } = await ask('iam:GetRole', { RoleName: name });
      const boundary = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
      return boundary && `Its permissions boundary ${boundary} may keep it from what it is for.`;
    },
    remove: async () => {
      const found = await findRole(ask, name);
      if (!found) return 'absent';
      if (!found.isOurs) return { kept: notOurs };
      await strip(ask, { name, ...found });
      await findOrUndefined(ask('iam:DeleteRole', { RoleName: name }), ...gone);
      return 'removed';
    },
  };
}

type Found = Readonly<{ state: Json; inline: readonly string[]; attached: readonly string[]; isOurs: boolean }>;

/** A role with all that it may do; undefined where there is none of that name. */
async function findRole(ask: Ask, name: string): Promise<Found | undefined> {
  const Role = (await findOrUndefined(ask('iam:GetRole', { RoleName: name }), ...gone))?.Role;
  if (!Role) return undefined;
  const inline = await everyPage(async (Marker) => {
    const page = await ask('iam:ListRolePolicies', { RoleName: name, ...(Marker && { Marker }) });
    return { list: page.PolicyNames, next: page.Marker };
  });
  const policies = await everyPage(async (Marker) => {
    const page = await ask('iam:ListAttachedRolePolicies', { RoleName: name, ...(Marker && { Marker }) });
    return { list: page.AttachedPolicies, next: page.Marker };
  });
  const attached = policies.map(({ PolicyArn = '' }) => PolicyArn).sort();
  const own = inline.includes(name)
    ? await ask('iam:GetRolePolicy', { RoleName: name, PolicyName: name })
    : { PolicyDocument: undefined };
  const state = {
    description: Role.Description ?? '',
    maxSession: Role.MaxSessionDuration ?? maxSession,
    trust: formOf(Role.AssumeRolePolicyDocument),
    policy: formOf(own.PolicyDocument),
    otherPolicies: inline.filter((one) => one !== name).sort(),
    attached,
  };
  const isOurs = isTagged(Role.Tags);
  return { state, inline, attached, isOurs };
}

/** IAM API Reference, GetRole: documents come URL-encoded. */
function formOf(document: string | undefined): Json {
  return document === undefined ? null : policyForm(document.startsWith('%') ? decodeURIComponent(document) : document);
}

function whyDifferent({ attached, isOurs, state }: Found): string | undefined {
  const others = [...attached, ...textsOf(state, 'otherPolicies')];
  const said = [
    ...(isOurs ? [] : [notOurs]),
    ...(others.length > 0 ? [`It may do more than it is for: ${others.join(', ')}.`] : []),
  ];
  return said.length > 0 ? said.join(' ') : undefined;
}

type Writing = Readonly<{ parts: RoleParts; lack: Lack; pause: Place['pause'] }>;

/** Takes away before it gives: a role that was widened is narrowed first. */
async function write(ask: Ask, { parts, lack, pause }: Writing): Promise<void> {
  const { name, about, trust, statements } = parts;
  const AssumeRolePolicyDocument = JSON.stringify(policyOf(trust));
  if (lack.state === 'missing') {
    const create = { RoleName: name, Description: about, MaxSessionDuration: maxSession, AssumeRolePolicyDocument };
    await unlessThere(
      ask('iam:CreateRole', { ...create, Tags: keyed }),
      'EntityAlreadyExistsException',
      'EntityAlreadyExists',
    );
  } else {
    await strip(ask, {
      name,
      inline: textsOf(lack.before, 'otherPolicies'),
      attached: textsOf(lack.before, 'attached'),
    });
    if (lacks(lack, 'trust')) {
      await ask('iam:UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument: AssumeRolePolicyDocument });
    }
    if (lacks(lack, 'description') || lacks(lack, 'maxSession')) {
      await ask('iam:UpdateRole', { RoleName: name, Description: about, MaxSessionDuration: maxSession });
    }
  }
  if (!lacks(lack, 'policy')) return;
  if (statements.length === 0) {
    return lack.state === 'missing' ? undefined : strip(ask, { name, inline: [name], attached: [] });
  }
  const PolicyDocument = JSON.stringify(policyOf(statements));
  // A role that was just made may not be found yet.
  await again(
    { pause },
    () => ask('iam:PutRolePolicy', { RoleName: name, PolicyName: name, PolicyDocument }),
    (error) => isOneOf(error, gone),
  );
}

type Stripped = Readonly<{ name: string; inline: readonly string[]; attached: readonly string[] }>;

/** Takes policies off a role. Attached ones stay in the account. */
async function strip(ask: Ask, { name: RoleName, inline, attached }: Stripped): Promise<void> {
  for (const PolicyArn of attached) {
    await findOrUndefined(ask('iam:DetachRolePolicy', { RoleName, PolicyArn }), ...gone);
  }
  for (const PolicyName of inline) {
    await findOrUndefined(ask('iam:DeleteRolePolicy', { RoleName, PolicyName }), ...gone);
  }
}

/** AWS makes it and says what it may do. AWS Config Developer Guide, "Using service-linked roles". */
function linkedRole({ ask, accountId }: Place): Item {
  const name = 'AWSServiceRoleForConfig';
  const state = { service: configService };
  // Its name is the service's to choose, its path is not.
  const look = async (): Promise<Look> => {
    const { Roles = [] } = await ask('iam:ListRoles', { PathPrefix: `/aws-service-role/${configService}/` });
    return held(Roles.length > 0 ? state : undefined, state);
  };
  return {
    ...{ step: 'role', object: `role ${name}`, accountId, region: 'global' },
    look,
    write: async () => {
      // IAM answers InvalidInput when the name "has been taken in this account".
      const made = ask('iam:CreateServiceLinkedRole', { AWSServiceName: configService });
      await unlessThere(made, 'InvalidInputException', 'InvalidInput');
    },
    remove: async () =>
      (await look()).state === 'missing' ? 'absent' : { kept: "AWS Config's own role: others may record under it." },
  };
}
