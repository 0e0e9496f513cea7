import { canonicalJson, type Json } from '../../../../src/core/json.ts';
import type { Account } from '../../../../src/core/settings.ts';
import { deliverers } from '../../../definitions/bucket-policies.ts';
import { fitting, type Limit, splitInstallation } from '../../../definitions/limits.ts';
import type { Statement } from '../../../definitions/statement.ts';
import type { Look } from '../../item.ts';
import { held } from '../../looks.ts';
import { isFields, parseJson, policyForm, statementForm, statementsOf } from '../../policy-form.ts';

type Fields = { readonly [key: string]: Json };
type Policy = { readonly [key: string]: Json; readonly Statement: readonly Json[] };

/**
 * The policy with our statements in it: each takes the place of the one with its Sid, the rest stays. An account whose
 * deliveries were taken is never put out of a list. `present` is JSON. Throws TooLarge.
 */
export function merged(
  ours: readonly Statement[],
  present: string,
  { limit, owner }: Readonly<{ limit: Limit; owner: string }>,
): Policy {
  const there = statementsOf(present);
  const document = parseJson(present);
  const united = ours.map((one) =>
    unite(
      one,
      there.find(({ Sid }) => Sid === one.Sid),
    ),
  );
  const policy = {
    Version: '2012-10-17',
    ...(isFields(document) && document),
    Statement: [...others(ours, there), ...united],
  };
  return fitting(policy, { limit, owner, advice: splitInstallation });
}

/** What of the policy is not ours: neither by its Sid nor by what it says. */
function others(ours: readonly Statement[], there: readonly Fields[]): readonly Fields[] {
  const said = new Set(ours.map((one) => withoutSid(parseJson(one))));
  return there.filter((one) => !ours.some(({ Sid }) => Sid === one['Sid']) && !said.has(withoutSid(one)));
}

function withoutSid(statement: Json): string {
  const form = statementForm(statement);
  return canonicalJson(isFields(form) ? { ...form, Sid: '' } : form);
}

/** Whose deliveries a statement speaks of, by the operator that the list stands under. */
function sourcesOf(statement: Json): Readonly<{ operator?: string; accounts: readonly string[] }> {
  const form = statementForm(statement);
  const Condition = isFields(form) ? form['Condition'] : undefined;
  if (Condition === undefined || !isFields(Condition)) return { accounts: [] };
  for (const [operator, keys] of Object.entries(Condition)) {
    const list = isFields(keys) ? keys['aws:SourceAccount'] : undefined;
    if (Array.isArray(list)) return { operator, accounts: list.map(String) };
  }
  return { accounts: [] };
}

function unite(ours: Statement, there: Fields | undefined): Json {
  const wanted = sourcesOf(parseJson(ours));
  const present = there ? sourcesOf(there) : { accounts: [] };
  if (wanted.operator === undefined || wanted.operator !== present.operator) return parseJson(ours);
  return parseJson(
    fromAccounts(ours, { operator: wanted.operator, accounts: [...wanted.accounts, ...present.accounts] }),
  );
}

function fromAccounts(
  statement: Statement,
  { operator, accounts }: Readonly<{ operator: string; accounts: readonly string[] }>,
): Statement {
  const keys = { ...statement.Condition?.[operator], 'aws:SourceAccount': [...new Set(accounts)] };
  return { ...statement, Condition: { ...statement.Condition, [operator]: keys } };
}

const onlyListed = 'OnlyListedAccounts';

/**
 * Where others let the same services in and nothing refuses them yet, refusing all but our accounts would stop their logging:
 * each of our statements is held to our accounts instead.
 */
export function besideOthers(
  ours: readonly Statement[],
  { present, accounts }: Readonly<{ present: string; accounts: readonly Account[] }>,
): readonly Statement[] {
  const there = statementsOf(present);
  const isClosed = there.some(({ Sid }) => Sid === onlyListed);
  if (isClosed || !others(ours, there).some(letsServicesIn)) return ours;
  const ids = accounts.map(({ id }) => id);
  return ours
    .filter(({ Sid }) => Sid !== onlyListed)
    .map((one) =>
      one.Action.includes('s3:PutObject') ? fromAccounts(one, { operator: 'StringEquals', accounts: ids }) : one,
    );
}

function letsServicesIn({ Effect, Principal }: Fields): boolean {
  const said = JSON.stringify(Principal ?? null);
  return Effect === 'Allow' && deliverers.some((service) => said.includes(`"${service}"`));
}

/** A policy held against what it should be; `present` is JSON. */
export function lookAt(present: string, wanted: (present: string) => Policy): Look {
  const policy = wanted(present);
  const is = new Set(statementsOf(present).map((one) => canonicalJson(statementForm(one))));
  const lacking = policy.Statement.filter((one) => !is.has(canonicalJson(statementForm(one))));
  const names = lacking.map((one) => (isFields(one) ? one['Sid'] : undefined)).filter((name) => name !== undefined);
  const hasNone = statementsOf(present).length === 0;
  return held(hasNone ? undefined : policyForm(present), policyForm(policy), {
    reason: `It does not say what it should: ${names.join(', ')}.`,
  });
}

/** Says whose deliveries our statements take that the settings do not list; `policy` is JSON. */
export function foreignSources(policy: string, accounts: readonly Account[]): string | undefined {
  const listed = new Set(accounts.map(({ id }) => id));
  const ours = statementsOf(policy).filter(({ Sid }) => Sid === onlyListed || Sid === 'Delivery');
  const strange = ours.flatMap((one) => sourcesOf(one).accounts).filter((id) => !listed.has(id));
  return strange.length > 0
    ? `It also takes what comes from ${strange.join(', ')}, which the settings do not list.`
    : undefined;
}
