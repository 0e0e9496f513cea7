import { accountCalled } from '../core/account-called.ts';
import { UserError, userError } from '../core/errors.ts';
import { exactlyNamed, readAsked } from '../core/items/asked-resource.ts';
import type { ResourceQuery } from '../core/look-ups.ts';
import type { Reply } from '../core/reply.ts';
import type { Resource } from '../core/resource.ts';
import { findNearest } from '../core/text/nearest.ts';
import { oneLine } from '../core/text/phrase.ts';
import { type CommandContext, defineCommand } from './define.ts';
import { showCard } from './resource/card.ts';
import { choose, mostListed, suggest } from './resource/choose.ts';
import { compare } from './resource/compare.ts';
import { sendFile } from './resource/file.ts';
import { showHistory } from './resource/history.ts';

const example = '/aws-resource i-0123456789abcdef0';

/** Looks a resource up in every account and region that the aggregator covers: how it is, how it changed, who changed it. */
export const resource = defineCommand({
  id: 'resource',
  summary: 'Look up a resource in every account and region: what it is, how it changed, and who changed it',
  usage: 'WHAT [history] [from:TIME to:TIME] [tag:KEY=VALUE] [account:NAME] [region:REGION] [type:TYPE] [file:yes]',
  example: 'i-0123456789abcdef0',
  args: {
    what: {
      ...{ kind: 'texts', positional: true, hint: 'WHAT' },
      help: 'an id, ARN, name, Name tag, IP address or DNS name; `history` behind it shows how it changed',
    },
    tag: { kind: 'text', hint: 'KEY=VALUE', help: 'a tag instead of a name, or its key alone' },
    from: { kind: 'time', hint: 'TIME', help: 'compares how it was then (2h, yesterday, 2026-11-20T16:40) …' },
    to: { kind: 'time', hint: 'TIME', help: '… with how it was then; now, unless given' },
    account: { kind: 'text', hint: 'NAME', help: 'the account, by name or number' },
    region: { kind: 'text', hint: 'REGION', help: 'the region' },
    type: { kind: 'text', hint: 'TYPE', help: 'the type as AWS Config calls it, such as AWS::EC2::Instance' },
    file: { kind: 'text', hint: 'yes', help: 'sends everything that AWS Config holds of it as a file' },
  },
  permissions: [
    ...['config:SelectAggregateResourceConfig', 'config:GetAggregateResourceConfig'],
    ...['config:GetComplianceDetailsByResource', 'config:GetResourceConfigHistory'],
  ],
  async run(typed, ctx) {
    const { query, text } = queryOf(typed, ctx);
    const doing = doingOf(typed);
    const named = exactlyNamed(text, query);
    const found = await findOne({ query, text, doing, named }, ctx);
    if ('sections' in found) return found;
    const { resource: one, isGone } = found;
    if (doing === 'compare') return compare(one, { from: typed.from ?? 0, to: typed.to ?? ctx.askedAt }, ctx);
    if (doing === 'history' || isGone) return showHistory(one, { isGone, ...(typed.to && { until: typed.to }) }, ctx);
    return doing === 'file' ? sendFile(one, ctx) : showCard(one, ctx);
  },
});

type Doing = 'card' | 'history' | 'compare' | 'file';

type Typed = Readonly<
  { what: readonly string[]; from: number | undefined; to: number | undefined } & Record<
    'tag' | 'account' | 'region' | 'type' | 'file',
    string | undefined
  >
>;

function doingOf({ from, to, file, ...typed }: Typed): Doing {
  const isHistory = asksHistory(typed);
  if (from !== undefined && to !== undefined && from >= to) {
    throw bad('It must be from an earlier to a later time.', `${example} from:2d to:1h`);
  }
  if (from !== undefined) return 'compare';
  if (isHistory) return 'history';
  if (to !== undefined) throw bad('to: stands with from: or behind history.', `${example} from:2d to:1h`);
  if (file === undefined) return 'card';
  if (/^yes$/i.test(file)) return 'file';
  throw bad(`“${oneLine(file, 40)}” is not yes.`, `${example} file:yes`);
}

/** `history` alone may be a name. */
function asksHistory({ what, tag }: Pick<Typed, 'what' | 'tag'>): boolean {
  return what.at(-1)?.toLowerCase() === 'history' && (what.length > 1 || tag !== undefined);
}

function queryOf(typed: Typed, { settings }: CommandContext): { query: ResourceQuery; text: string } {
  const words = asksHistory(typed) ? typed.what.slice(0, -1) : typed.what;
  const text = words.join(' ');
  const { tag, account, region, type } = typed;
  if (tag !== undefined && text !== '') throw bad('A tag or a name, not both.', '/aws-resource tag:team=payments');
  if (tag === undefined && text === '') {
    throw bad('WHAT is missing: an id, ARN, name, Name tag, tag:KEY=VALUE, IP address or DNS name.', example);
  }
  const asked = tag === undefined ? readAsked(text) : { named: tagOf(tag) };
  const query = {
    ...asked,
    ...(account !== undefined && { accountId: accountCalled(account, settings).id }),
    ...(region !== undefined && { region }),
    ...(type !== undefined && { type }),
  };
  return { query, text: text || `tag ${tag}` };
}

function tagOf(tag: string): ResourceQuery['named'] {
  const [key = '', ...rest] = tag.split('=');
  if (key === '') throw bad('A tag is written KEY=VALUE.', '/aws-resource tag:team=payments');
  return { by: 'tag', key, ...(rest.length > 0 && { value: rest.join('=') }) };
}

type Wanted = Readonly<{ query: ResourceQuery; text: string; doing: Doing; named: Resource | undefined }>;

/** The one that is meant, or what there is to choose from. One that AWS Config knows no more is known by its history. */
async function findOne(
  { query, text, doing, named }: Wanted,
  ctx: CommandContext,
): Promise<Readonly<{ resource: Resource; isGone: boolean }> | Reply> {
  const there = await ctx.lookUps.find(query, mostListed + 1);
  const found = there.length > 0 ? there : await findElsewhere(query, ctx);
  const [first] = found;
  if (first && found.length === 1) return { resource: first, isGone: false };
  if (first)
    return choose(found, { text, by: query.named.by, behind: doing === 'card' ? '' : wordsBehind(doing) }, ctx);
  if (named && (await hasHistory(named, ctx))) return { resource: named, isGone: true };
  const near = query.named.by === 'tag' || query.named.by === 'address' ? [] : await nearOf(text, query, ctx);
  if (near.length > 0) return suggest(near, text, ctx);
  throw userError('NOT_FOUND', { what: `“${oneLine(text, 200)}”`, where: whereOf(query) });
}

/** Events and AWS Config do not agree on the region of what is one for all regions. */
async function findElsewhere(query: ResourceQuery, { lookUps }: CommandContext): Promise<readonly Resource[]> {
  const { region, ...anywhere } = query;
  const isEverywhere = /^AWS::(?:IAM|S3|CloudFront|Route53)::/.test(query.type ?? '');
  return region !== undefined && isEverywhere ? lookUps.find(anywhere, mostListed + 1) : [];
}

/** A comparison is typed again with its times. */
function wordsBehind(doing: Exclude<Doing, 'card'>): string {
  return doing === 'file' ? ' file:yes' : ' history';
}

async function hasHistory(named: Resource, { lookUps }: CommandContext): Promise<boolean> {
  try {
    return (await lookUps.loadHistory(named, 1)).length > 0;
  } catch (error) {
    // An ARN may be of anybody's account: then there is nothing to be found.
    if (error instanceof UserError && error.code === 'UNKNOWN_ACCOUNT') return false;
    throw error;
  }
}

/** What was most likely meant comes first. */
async function nearOf(text: string, query: ResourceQuery, { lookUps }: CommandContext): Promise<readonly Resource[]> {
  const { accountId, region, type } = query;
  const like = (await lookUps.findLike(text)).filter(
    (one) =>
      (accountId === undefined || one.accountId === accountId) &&
      (region === undefined || one.region === region) &&
      (type === undefined || one.type === type),
  );
  const nearest = findNearest(
    text,
    like.flatMap(({ id, name }) => [name ?? id, id]),
  );
  const isMeant = ({ id, name }: Resource): boolean => nearest !== undefined && [id, name].includes(nearest);
  const begins = ({ id, name = '' }: Resource): boolean => id.startsWith(text) || name.startsWith(text);
  return [...like.filter(isMeant), ...like.filter((one) => !isMeant(one) && begins(one))].slice(0, 8);
}

function whereOf({ accountId, region, type }: ResourceQuery): string {
  const where = [type, accountId, region].filter((one) => one !== undefined);
  return where.length === 0 ? 'AWS Config' : `AWS Config (${oneLine(where.join(', '), 120)})`;
}

function bad(problem: string, works: string): Error {
  return userError('BAD_ARGUMENT', { problem, example: works });
}
