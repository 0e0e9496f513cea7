import { exactWords } from '../items/asked-resource.ts';
import type { FollowUp } from '../reply.ts';
import type { Resource } from '../resource.ts';
import { findAccount, type Settings } from '../settings.ts';
import { clipped } from '../text/phrase.ts';
import { escapeSlack } from '../text/slack-text.ts';
import type { HitGroup } from './hit-groups.ts';
import type { Hit } from './hits.ts';
import { frozen, textOf } from './plan-search.ts';
import { isGivenId } from './search-notes.ts';
import type { SearchPlan } from './search-plan.ts';
import type { TrailField } from './trail-query.ts';

/** What a search may hold in one field; a name that is longer is asked for by its beginning. */
const longestValue = 300;

/** The next questions about a hit: all of the same actor, resource and address in the same time, and who changed the thing. */
export function asksAbout(hit: Hit, plan: SearchPlan, settings: Settings): readonly FollowUp[] {
  const { actor, who, on, ip, resource } = hit;
  const wanted = wordIn(plan);
  const same = wanted !== undefined && isGivenId(wanted) ? wanted : on;
  return [
    ...(actor === undefined ? [] : [searchFor(`Same actor: ${who}`, { field: 'user', value: actor }, plan)]),
    ...(same === undefined ? [] : [searchFor(`Same resource: ${same}`, { field: 'resource', value: same }, plan)]),
    ...(ip === undefined ? [] : [searchFor(`Same address: ${ip}`, { field: 'ip', value: ip }, plan)]),
    ...(resource && same === on && findAccount(settings, resource.accountId) ? historyOf(resource) : []),
  ];
}

/** Whether a record is about the very thing that was looked for by a word: the others only name it. */
export function isOn({ on, resource }: Hit, plan: SearchPlan): boolean {
  const wanted = wordIn(plan);
  return wanted !== undefined && [on, resource?.id, resource?.arn].includes(wanted);
}

/** The one word that was looked for. */
function wordIn({ query: { where } }: SearchPlan): string | undefined {
  return where?.kind === 'term' ? where.text : undefined;
}

/** What narrows a search to one of its groups. */
export function askForGroup(
  { hits: [hit], term }: HitGroup,
  by: 'actor' | 'event',
  plan: SearchPlan,
): FollowUp | undefined {
  if (by === 'event') return hit && searchFor('Only these', { field: 'event', value: hit.what, within: true }, plan);
  return term === undefined ? undefined : searchFor('Only these', { field: 'user', value: term, within: true }, plan);
}

type Wanted = Readonly<{ field: TrailField; value: string; within?: true }>;

/** The same time; `within` what was asked for, else all of it. */
function searchFor(label: string, { field, value, within }: Wanted, { query, zone, asked }: SearchPlan): FollowUp {
  const term = fieldText(field, value);
  const text = textOf({
    query: within && asked !== undefined ? `(${asked}) ${term}` : term,
    ...frozen(query),
    ...(zone !== 'UTC' && { zone }),
    ...(query.ignoreCase && { 'ignore-case': 'yes' }),
  });
  return { label: clipped(label, 75), command: '/aws-trail', text: escapeSlack(text) };
}

/** `field:value`, in quotes that the language reads as they are. */
export function fieldText(field: TrailField, value: string): string {
  const held = value.length > longestValue ? clipped(value, longestValue).slice(0, -1) : value;
  return /^[\w.:/+=@,*-]+$/.test(held) ? `${field}:${held}` : `${field}:"${held.replace(/["\\]/g, '\\$&')}"`;
}

/** Nothing where it has no name that can be typed. */
function historyOf(resource: Resource): readonly FollowUp[] {
  const words = exactWords(resource);
  return words === undefined
    ? []
    : [{ label: 'Who changed it', command: '/aws-resource', text: escapeSlack(`${words} history`) }];
}
