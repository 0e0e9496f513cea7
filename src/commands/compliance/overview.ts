import { userError } from '../../core/errors.ts';
import type { AccountRules, BrokenRule } from '../../core/look-ups.ts';
import type { Reply, ReplyItem, ReplySection } from '../../core/reply.ts';
import { type Account, findAccount, type Settings } from '../../core/settings.ts';
import { findNearest } from '../../core/text/nearest.ts';
import { counted, listed } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';

/** Each item has a button, and a message holds so many blocks. */
const mostAccounts = 8;
const mostRules = 8;
const mostListed = 18;

/** A count of what breaks something; `atLeast` where AWS Config stopped counting. */
type Count = Readonly<{ resources: number; atLeast: boolean }>;

/** Every account and every rule that is broken, the worst first. */
export async function showAll(
  { region }: Readonly<{ region: string | undefined }>,
  { lookUps, settings }: CommandContext,
): Promise<Reply> {
  const [counts, all] = await Promise.all([lookUps.countRules(), lookUps.listBroken({})]);
  const broken = inRegion(all.found, region);
  const accounts = groupBy(broken, ({ accountId }) => accountId);
  const rules = groupBy(broken, ({ rule }) => rule);
  if (broken.length === 0) return nothingBroken(counts.found.length, region);
  const total = sum(broken);
  return {
    title: `${brokenBy(total)} ${counted(rules.length, 'rule')} in ${counted(accounts.length, 'account')}${region === undefined ? '' : `, ${region}`}`,
    sections: [
      { kind: 'text', text: 'Accounts, the worst first:' },
      {
        kind: 'list',
        items: accounts
          .slice(0, mostAccounts)
          .map(([id, of]) => accountItem(id, of, { counts: counts.found, settings })),
      },
      ...leftOver(accounts.length - mostAccounts, 'account'),
      { kind: 'text', text: 'Rules, the worst first:' },
      { kind: 'list', items: rules.slice(0, mostRules).map(([rule, of]) => ruleItem(rule, of)) },
      ...leftOver(rules.length - mostRules, 'rule'),
      ...notAll(all.more || counts.more),
    ],
  };
}

/** The rules that an account breaks, or the accounts that break a rule, the worst first. */
export async function showOf(
  {
    account,
    rule,
    region,
  }: Readonly<{ account: Account | undefined; rule: string | undefined; region: string | undefined }>,
  { lookUps, settings }: CommandContext,
): Promise<Reply> {
  const filter = { ...(account && { accountId: account.id }), ...(rule !== undefined && { rule }) };
  const all = await lookUps.listBroken(filter);
  const broken = inRegion(all.found, region).toSorted(byCount);
  if (broken.length === 0 && rule !== undefined) await mustBeKnown(rule, { lookUps });
  const what = account ? `${account.name} (${account.id})` : `The rule ${rule}`;
  if (broken.length === 0) {
    return {
      mark: '✅',
      title: `${what} ${account ? 'breaks no rule' : 'is broken nowhere'}, as far as AWS Config knows`,
      sections: [delay],
    };
  }
  const total = sum(broken);
  const title = account
    ? `${saidOf(total)} in ${account.name}: ${counted(new Set(broken.map((one) => one.rule)).size, 'broken rule')}`
    : `${brokenBy(total)} ${rule} in ${counted(new Set(broken.map(({ accountId }) => accountId)).size, 'account')}`;
  return {
    title,
    sections: [
      {
        kind: 'list',
        items: broken.slice(0, mostListed).map((one) => breachItem(one, account !== undefined, settings)),
      },
      ...leftOver(broken.length - mostListed, account ? 'rule' : 'account'),
      ...notAll(all.more),
      { kind: 'asks', asks: [{ label: 'All accounts', command: '/aws-compliance', text: '' }] },
    ],
  };
}

const delay: ReplySection = {
  kind: 'text',
  text: 'The aggregator is some minutes behind: what changed just now may not have arrived yet.',
};

/** A name that no rule has is told, and which one was meant. */
async function mustBeKnown(rule: string, { lookUps }: Pick<CommandContext, 'lookUps'>): Promise<void> {
  const names = [...new Set((await lookUps.listBroken({})).found.map((one) => one.rule))];
  const near = names.includes(rule) ? undefined : findNearest(rule, names);
  if (near === undefined) return;
  const problem = `Nothing breaks a rule “${rule}”; did you mean ${near}?`;
  throw userError('BAD_ARGUMENT', { problem, example: `/aws-compliance rule:${near}` });
}

function nothingBroken(accounts: number, region: string | undefined): Reply {
  const where = region === undefined ? `in ${counted(accounts, 'account')}` : `in ${region}`;
  const none =
    'AWS Config’s aggregator knows of no rule in any account: are rules deployed, and are the accounts aggregated?';
  if (accounts === 0)
    return { mark: '⚠️', title: 'There is nothing to be told of compliance', sections: [{ kind: 'text', text: none }] };
  return { mark: '✅', title: `Every rule is kept ${where}, as far as AWS Config knows`, sections: [delay] };
}

function accountItem(
  accountId: string,
  broken: readonly BrokenRule[],
  { counts, settings }: Readonly<{ counts: readonly AccountRules[]; settings: Settings }>,
): ReplyItem {
  const account = findAccount(settings, accountId);
  const count = counts.find((one) => one.accountId === accountId);
  const of = count ? `${count.broken} of ${count.broken + count.kept}${count.atLeast ? '+' : ''} rules broken` : '';
  const rules = [...new Set(broken.toSorted(byCount).map(({ rule }) => rule))];
  return {
    lead: account ? account.name : `${accountId} (not in the settings)`,
    body: [saidOf(sum(broken)), of].filter(Boolean).join(', '),
    meta: listed(rules.length > 4 ? [...rules.slice(0, 3), `${rules.length - 3} more`] : rules),
    ...(account && {
      ask: { label: 'Show its broken rules', command: '/aws-compliance', text: `account:${account.id}` },
    }),
  };
}

function ruleItem(rule: string, broken: readonly BrokenRule[]): ReplyItem {
  const accounts = new Set(broken.map(({ accountId }) => accountId)).size;
  return {
    lead: rule,
    body: `${saidOf(sum(broken))} in ${counted(accounts, 'account')}`,
    ...(isTypable(rule) && { ask: { label: 'Show where', command: '/aws-compliance', text: `rule:${rule}` } }),
  };
}

function breachItem(one: BrokenRule, isOfAccount: boolean, settings: Settings): ReplyItem {
  const { rule, accountId, region } = one;
  const account = findAccount(settings, accountId);
  const name = account ? account.name : `${accountId} (not in the settings)`;
  return {
    lead: isOfAccount ? rule : name,
    body: `${saidOf(one)} in ${region}`,
    ...(account &&
      isTypable(rule) && {
        ask: {
          label: 'Resources',
          command: '/aws-compliance',
          text: `account:${accountId} rule:${rule} region:${region}`,
        },
      }),
  };
}

function isTypable(rule: string): boolean {
  return /^[\w.-]{1,128}$/.test(rule);
}

function inRegion(broken: readonly BrokenRule[], region: string | undefined): readonly BrokenRule[] {
  return region === undefined ? broken : broken.filter((one) => one.region === region);
}

/** Groups, the worst first; what Config stopped counting at is worse than the same number counted. */
function groupBy(
  broken: readonly BrokenRule[],
  keyOf: (one: BrokenRule) => string,
): readonly (readonly [key: string, of: readonly BrokenRule[]])[] {
  const groups = new Map<string, BrokenRule[]>();
  for (const one of broken) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups].toSorted(([a, ofA], [b, ofB]) => byCount(sum(ofA), sum(ofB)) || (a < b ? -1 : 1));
}

function byCount(a: Count, b: Count): number {
  return b.resources - a.resources || Number(b.atLeast) - Number(a.atLeast);
}

function sum(counts: readonly Count[]): Count {
  return {
    resources: counts.reduce((total, { resources }) => total + resources, 0),
    atLeast: counts.some(({ atLeast }) => atLeast),
  };
}

/** `3 resources`, `25+ resources`. */
function saidOf({ resources, atLeast }: Count): string {
  return atLeast ? `${resources}+ resources` : counted(resources, 'resource');
}

function brokenBy(count: Count): string {
  return `${saidOf(count)} ${count.resources === 1 && !count.atLeast ? 'breaks' : 'break'}`;
}

function leftOver(count: number, noun: string): readonly ReplySection[] {
  return count > 0 ? [{ kind: 'text', text: `… and ${counted(count, `more ${noun}`)}` }] : [];
}

function notAll(more: boolean): readonly ReplySection[] {
  return more ? [{ kind: 'text', text: 'There is more than was read: ask for one account or one rule.' }] : [];
}
