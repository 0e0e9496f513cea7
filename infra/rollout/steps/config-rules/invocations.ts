import { canonicalJson, type Json } from '../../../../src/core/json.ts';
import type { Group } from '../../../definitions/groups.ts';
import { aliasName, prefixed } from '../../../definitions/names.ts';
import type { Ask } from '../../ask.ts';
import type { Item } from '../../item.ts';
import { held } from '../../looks.ts';
import type { Place } from '../../place.ts';
import { isFields, policyForm, statementsOf } from '../../policy-form.ts';
import { findOrUndefined } from '../answers.ts';
import { notOurs } from '../ours.ts';

const FunctionName = prefixed('config-rules');
const gone = 'ResourceNotFoundException';
const service = 'config.amazonaws.com';
/** An alias carries no tags; this says that it is not CloudFormation's. */
const about = 'Noroshi: by this the rules of a group of accounts invoke it.';

/** The alias by which a group of accounts invokes the function of the custom rules. */
export function groupAlias({ ask, accountId, region }: Place, { group }: Group): Item {
  const Name = aliasName(group);
  const find = () => findOrUndefined(ask('lambda:GetAlias', { FunctionName, Name }), gone);
  const create = async () => {
    const alias = { FunctionName, Name, FunctionVersion: '$LATEST', Description: about };
    const made = findOrUndefined(ask('lambda:CreateAlias', alias), 'ResourceConflictException');
    if (
      await findOrUndefined(
        made.then(() => true),
        gone,
      )
    )
      return;
    throw new Error(
      `There is no function ${FunctionName} in ${region}: deploy the region stack first (npm run deploy).`,
    );
  };
  return {
    ...{ step: 'config-rules', object: `alias ${Name}`, accountId, region },
    look: async () => {
      const found = await find();
      const before = found && { version: found.FunctionVersion ?? '', routing: (found.RoutingConfig ?? null) !== null };
      return held(before, { version: '$LATEST', routing: false });
    },
    write: async (lack) => {
      // What it says cannot be changed without `UpdateAlias`, which nothing else here needs; its permissions come next.
      if (lack.state === 'different') await ask('lambda:DeleteAlias', { FunctionName, Name });
      await create();
    },
    remove: async () => {
      const found = await find();
      if (!found) return 'absent';
      if (found.Description !== about) return { kept: notOurs };
      await ask('lambda:DeleteAlias', { FunctionName, Name });
      return 'removed';
    },
  };
}

/** Config of each account of the group may invoke that alias, and of no other. AWS Lambda API Reference, AddPermission. */
export function groupPermissions(place: Place, { group, accountIds }: Group): Item {
  const { ask, accountId, region } = place;
  const Qualifier = aliasName(group);
  const find = () => findPermissions(ask, Qualifier, accountIds);
  const revoke = async (sids: readonly string[]) => {
    for (const StatementId of sids) {
      await findOrUndefined(ask('lambda:RemovePermission', { FunctionName, Qualifier, StatementId }), gone);
    }
  };
  return {
    ...{ step: 'config-rules', object: `permissions of ${Qualifier}`, accountId, region },
    look: async () => {
      const { accounts, stale } = await find();
      const isEmpty = accounts.length === 0 && stale.length === 0;
      return held(isEmpty ? undefined : { accounts, stale }, { accounts: accountIds.toSorted(), stale: [] });
    },
    write: async () => {
      const { accounts, stale } = await find();
      // First, since one of them may have the name of what is added.
      await revoke(stale);
      for (const SourceAccount of accountIds.filter((id) => !accounts.includes(id))) {
        const permission = { Action: 'lambda:InvokeFunction', Principal: service, SourceAccount };
        const add = { FunctionName, Qualifier, StatementId: `noroshi-${SourceAccount}`, ...permission };
        await findOrUndefined(ask('lambda:AddPermission', add), 'ResourceConflictException');
      }
    },
    remove: async () => {
      const { sids, stale } = await find();
      const ours = [...sids, ...stale].filter((sid) => /^noroshi-\d{12}$/.test(sid));
      await revoke(ours);
      return ours.length > 0 ? 'removed' : 'absent';
    },
  };
}

/** Which of these accounts may invoke the alias, by which statements; and statements of ours that let in somebody else. */
async function findPermissions(ask: Ask, Qualifier: string, accountIds: readonly string[]) {
  const { Policy } = (await findOrUndefined(ask('lambda:GetPolicy', { FunctionName, Qualifier }), gone)) ?? {};
  const statements = Policy === undefined ? [] : statementsOf(Policy);
  const said = statements.map((one) => ({ sid: String(one['Sid'] ?? ''), account: letIn(one) }));
  const isListed = (account: string | undefined) => account !== undefined && accountIds.includes(account);
  const good = said.filter(({ account }) => isListed(account));
  return {
    accounts: [...new Set(good.map(({ account = '' }) => account))].toSorted(),
    sids: good.map(({ sid }) => sid),
    stale: said
      .filter(({ sid, account }) => sid.startsWith('noroshi-') && !isListed(account))
      .map(({ sid }) => sid)
      .toSorted(),
  };
}

/** The one account whose Config a statement lets in; undefined when it lets in another, or more. */
function letIn(statement: Json): string | undefined {
  const [form] = listed(policyForm({ Statement: [statement] }));
  if (form === undefined || !isFields(form)) return undefined;
  const { Effect, Principal = null, Action = null, Condition = null } = form;
  const isInvocation =
    Effect === 'Allow' &&
    canonicalJson(Principal) === canonicalJson({ Service: [service] }) &&
    canonicalJson(Action) === canonicalJson(['lambda:InvokeFunction']);
  if (!isInvocation || !isFields(Condition)) return undefined;
  const conditions = Object.values(Condition).flatMap((one) => (isFields(one) ? Object.entries(one) : []));
  const [[key = '', accounts = null] = []] = conditions;
  const [only, more] = listed(accounts);
  const isOne = conditions.length === 1 && 'StringEquals' in Condition && more === undefined;
  return isOne && key.toLowerCase() === 'aws:sourceaccount' && typeof only === 'string' ? only : undefined;
}

function listed(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
