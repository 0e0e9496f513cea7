import { nameOf } from '../../core/alert.ts';
import { exactWords } from '../../core/items/asked-resource.ts';
import type { Breach } from '../../core/look-ups.ts';
import type { FollowUp, Reply, ReplySection } from '../../core/reply.ts';
import { type Resource, resourceKey } from '../../core/resource.ts';
import type { Account } from '../../core/settings.ts';
import { counted, utc } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';

/** Each is a paragraph and a row of buttons, and a message holds so many blocks. */
const mostShown = 12;
/** A rule may be in many regions of an account; each is a question of its own. */
const mostRegions = 20;

/** The resources of an account that break a rule, each with its look-up and what mends it. */
export async function showBreaches(
  { account, rule, region }: Readonly<{ account: Account; rule: string; region: string | undefined }>,
  ctx: CommandContext,
): Promise<Reply> {
  const { lookUps, aggregator } = ctx;
  const regions = region === undefined ? await regionsOf(account, rule, ctx) : [region];
  const pages = await Promise.all(
    regions.slice(0, mostRegions).map((one) => lookUps.listBreaches({ rule, accountId: account.id, region: one })),
  );
  const found = pages.flatMap((page) => page.found);
  const where = `${account.name}${region === undefined ? '' : `, ${region}`}`;
  const back: ReplySection = {
    kind: 'asks',
    asks: [
      { label: `All of ${account.name}`.slice(0, 75), command: '/aws-compliance', text: `account:${account.id}` },
      { label: 'The rule everywhere', command: '/aws-compliance', text: `rule:${rule}` },
    ],
  };
  if (found.length === 0) {
    const title = `Nothing in ${where} breaks ${rule}, as far as AWS Config knows`;
    const text = 'The aggregator is some minutes behind; a rule of another name, /aws-compliance would show.';
    return { mark: '✅', title, sections: [{ kind: 'text', text }, back] };
  }
  const shown = found.slice(0, mostShown);
  const names = await aggregator.findSummaries(shown.map((one) => one.resource));
  const isMore = pages.some(({ more }) => more) || regions.length > mostRegions;
  const left = found.length - shown.length;
  return {
    title: `${isMore ? 'More than ' : ''}${counted(found.length, 'resource')} of ${where} ${found.length === 1 ? 'breaks' : 'break'} ${rule}`,
    sections: [
      ...shown.flatMap((one) => sectionsOf(one, named(one.resource, names), { rule, ctx })),
      ...(left > 0 ? [{ kind: 'text' as const, text: `… and ${counted(left, 'more resource')}` }] : []),
      back,
    ],
  };
}

async function regionsOf(account: Account, rule: string, { lookUps }: CommandContext): Promise<readonly string[]> {
  const { found } = await lookUps.listBroken({ accountId: account.id, rule });
  return [...new Set(found.map((one) => one.region))].toSorted();
}

type Names = Awaited<ReturnType<CommandContext['aggregator']['findSummaries']>>;

/** As the aggregator calls it, in the region that it says it is in: what is global is judged in some region. */
function named(resource: Resource, names: Names): Resource {
  const known = names.get(resourceKey(resource));
  if (!known) return resource;
  const name = known.tags['Name'] || known.resource.name;
  return { ...resource, ...known.resource, ...(name && { name }) };
}

function sectionsOf(
  { at, annotation }: Breach,
  resource: Resource,
  { rule, ctx }: Readonly<{ rule: string; ctx: CommandContext }>,
): readonly ReplySection[] {
  const since = at === undefined ? '' : ` since ${utc(Date.parse(at))}`;
  const words = exactWords(resource);
  const asks: readonly FollowUp[] = [
    ...(words === undefined ? [] : [{ label: 'Look up', command: '/aws-resource' as const, text: words }]),
    ...ctx.mendsOf(resource, rule),
  ];
  const body = `${resource.type}, ${resource.region}${since}`;
  return [
    { kind: 'list', items: [{ lead: nameOf(resource), body, ...(annotation !== undefined && { meta: annotation }) }] },
    ...(asks.length > 0 ? [{ kind: 'asks' as const, asks: asks.slice(0, 4) }] : []),
  ];
}
