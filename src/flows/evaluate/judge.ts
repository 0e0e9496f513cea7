import { userError } from '../../core/errors.ts';
import { accountType, type Evaluation, type Verdict } from '../../core/items/evaluation.ts';
import type { Cause, RuleInvocation } from '../../core/items/rule-invocation.ts';
import type { ConfigurationItem, RuleAccount } from '../../core/ports.ts';
import type { Resource } from '../../core/resource.ts';
import type { Judge, Known, Rule } from '../../rules/index.ts';
import { evaluationOf, foreign, isThere, newestOf, notApplicable, settleInvocation, settleItem } from './settle.ts';

/** A rule with its parameters read, where it may ask for more, and the time in ms. */
export type Asked<J extends Judge = Judge> = Readonly<{ rule: Rule; judge: J; account: RuleAccount; now: number }>;

type ByResource = Asked<Extract<Judge, { of: 'resource' }>>;
type ByAccount = Asked<Extract<Judge, { of: 'account' }>>;

/** An invocation as far as it matters to what is said. */
export type Invoked = Pick<RuleInvocation, 'ruleName' | 'accountId' | 'leftScope' | 'cause'>;
type Change = Exclude<Cause, { kind: 'scheduled' }>;

/**
 * The evaluations that an invocation asks for. Asks AWS Config only for what the invocation does not hold: the item that was
 * too large to be sent, and all resources when it is time to look at them. Throws when that cannot be had, and says nothing
 * of any resource then.
 */
export async function judgeInvocation(invoked: Invoked, asked: Asked): Promise<readonly Evaluation[]> {
  const { cause } = invoked;
  const { judge } = asked;
  if (cause.kind === 'scheduled') {
    const found =
      judge.of === 'account'
        ? [await judgeAccount(invoked.accountId, cause.at, { ...asked, judge })]
        : await judgeTypes(cause.at, { ...asked, judge });
    return [...found, ...(await findVanished(invoked.ruleName, { found, at: cause.at }, asked))];
  }
  const settled = settleInvocation(invoked, asked.rule);
  if (settled) return [settled];
  const { resource, capturedAt } = itemOf(cause);
  if (judge.of === 'resource') {
    return [evaluationOf(resource, await judgeChange(cause, { ...asked, judge }), capturedAt)];
  }
  if (judge.counts.includes(resource.type)) {
    return [await judgeAccount(invoked.accountId, capturedAt, { ...asked, judge })];
  }
  return [evaluationOf(resource, foreign(asked.rule, resource.type), capturedAt)];
}

/**
 * The evaluations of items that are at hand, as if each had just changed; an account is judged by all of them together, if
 * there are some that it is judged by.
 */
export async function judgeItems(items: readonly ConfigurationItem[], asked: Asked): Promise<readonly Evaluation[]> {
  const { judge, rule } = asked;
  if (judge.of === 'resource') {
    const evaluations: Evaluation[] = [];
    for (const item of items) {
      const verdict = settleItem(item, rule) ?? judge.judge(item, await knownOf(asked));
      evaluations.push(evaluationOf(item.resource, verdict, item.capturedAt));
    }
    return evaluations;
  }
  const counted = items.filter(({ resource }) => judge.counts.includes(resource.type));
  const [first] = counted;
  if (!first) {
    return items.map(({ resource, capturedAt }) => evaluationOf(resource, foreign(rule, resource.type), capturedAt));
  }
  const resources = newestOf(counted)
    .filter(isThere)
    .map(({ resource }) => resource);
  const verdict = judge.judge(resources, await knownOf(asked));
  return [evaluationOf(accountOf(first.resource.accountId), verdict, first.capturedAt)];
}

/**
 * What is said of the account itself while the rule's parameters cannot be read. The verdicts on resources stay as they are:
 * to call them compliant, not or not applicable would be made up. At `now`, so that no older item's time makes it stale.
 */
export function brokenEvaluation(invoked: Invoked, problems: readonly string[], now: number): Evaluation {
  const annotation = `The rule ${invoked.ruleName} cannot judge anything: ${problems.join('; ')}`;
  const verdict = { complianceType: 'NON_COMPLIANT', annotation } as const;
  return evaluationOf(accountOf(invoked.accountId), verdict, new Date(now).toISOString());
}

/** Takes back what `brokenEvaluation` said. */
export function mendedEvaluation(invoked: Invoked, now: number): Evaluation {
  const verdict = notApplicable('The parameters of the rule can be read again');
  return evaluationOf(accountOf(invoked.accountId), verdict, new Date(now).toISOString());
}

async function judgeChange(cause: Change, asked: ByResource): Promise<Verdict> {
  const item = cause.kind === 'item' ? cause.item : await fetchItem(cause.summary, asked.account);
  if (item === 'gone') return gone;
  return settleItem(item, asked.rule) ?? asked.judge.judge(item, await knownOf(asked));
}

/**
 * The item that was too large to be sent, from the resource's history: that version, or a newer one when it is there
 * already. Throws when the history has not got so far yet, so that Config asks again.
 */
async function fetchItem(summary: ConfigurationItem, account: RuleAccount): Promise<ConfigurationItem | 'gone'> {
  const { resource, capturedAt } = summary;
  const found = await account.findItem(resource, capturedAt);
  if (found === 'gone' || (found && isVersion(found, summary))) return found;
  const newest = await account.findItem(resource);
  if (newest === 'gone' || newest === undefined) return 'gone';
  if (isVersion(newest, summary) || newest.capturedAt >= capturedAt) return newest;
  throw userError('NOT_RECORDED_YET', { what: `${resource.type} ${resource.id}`, at: capturedAt });
}

function isVersion(found: ConfigurationItem, wanted: ConfigurationItem): boolean {
  if (found.md5 && wanted.md5) return found.md5 === wanted.md5;
  if (found.stateId && wanted.stateId) return found.stateId === wanted.stateId;
  return found.capturedAt === wanted.capturedAt;
}

async function judgeTypes(at: string, asked: ByResource): Promise<readonly Evaluation[]> {
  const { judge, rule, account } = asked;
  const known = await knownOf(asked);
  const evaluations: Evaluation[] = [];
  for (const type of rule.resourceTypes) {
    const resources = await account.listResources(type);
    const items = resources.length > 0 ? await account.loadItems(type, resources) : [];
    for (const item of items) {
      if (!settleItem(item, rule)) evaluations.push(evaluationOf(item.resource, judge.judge(item, known), at));
    }
  }
  return evaluations;
}

async function judgeAccount(accountId: string, at: string, asked: ByAccount): Promise<Evaluation> {
  const resources: Resource[] = [];
  for (const type of asked.judge.counts) resources.push(...(await asked.account.listResources(type)));
  return evaluationOf(accountOf(accountId), asked.judge.judge(resources, await knownOf(asked)), at);
}

/** What the rule has judged before and does not now would stay non-compliant for ever. */
async function findVanished(
  ruleName: string,
  { found, at }: { found: readonly Evaluation[]; at: string },
  { account }: Asked,
): Promise<readonly Evaluation[]> {
  const judged = new Set(found.map(({ resource }) => keyOf(resource)));
  const reported = await account.listReported(ruleName);
  return reported.filter((one) => !judged.has(keyOf(one))).map((one) => evaluationOf(one, vanished, at));
}

const gone = notApplicable('AWS Config knows this resource no more');
const vanished = notApplicable('No longer there, or no longer judged by this rule');

async function knownOf({ rule, account, now }: Asked): Promise<Known> {
  return { now, credentials: rule.needs === 'credential-report' ? await account.loadCredentials() : [] };
}

function itemOf(cause: Change): ConfigurationItem {
  return cause.kind === 'item' ? cause.item : cause.summary;
}

function accountOf(accountId: string): Evaluation['resource'] {
  return { type: accountType, id: accountId };
}

function keyOf({ type, id }: Evaluation['resource']): string {
  return `${type} ${id}`;
}
