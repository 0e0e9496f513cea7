import type { FollowUp, Reply, ReplyItem, ReplySection } from '../reply.ts';
import type { Settings } from '../settings.ts';
import { counted, oneLine } from '../text/phrase.ts';
import { redactText } from '../text/redact.ts';
import { describeGroup, groupHits } from './hit-groups.ts';
import { type Hit, type MaskedRecord, maskRecord } from './hits.ts';
import { hitsCsv } from './hits-csv.ts';
import { askForGroup, asksAbout, isOn } from './search-asks.ts';
import { isCut, namesNote, notesOf } from './search-notes.ts';
import type { SearchEnd, SearchPlan } from './search-plan.ts';

/** So many are told one by one; of more the newest few, below what they have in common. */
const mostListed = 15;
const newestListed = 5;
const mostGroups = 6;

/** With what an answer is told: the settings, and the key of the job that keeps it. */
type Telling = Readonly<{ settings: Settings; jobKey: string }>;

/**
 * The answer of a search that has ended: what was found, what to know of it, what it leads to, and all of it as files. Keys
 * and tokens are masked in whatever leaves.
 */
export function searchReply(plan: SearchPlan, end: SearchEnd, { settings }: Telling): Reply {
  const masked = end.records.map((record, at) => maskRecord(record, { settings, key: end.keys?.[at] }));
  const title = titleOf(plan, end);
  const hits = masked.flatMap(({ hit }) => hit ?? []);
  const isMany = masked.length > mostListed && hits.length > 0;
  const listed = masked.slice(0, isMany ? newestListed : mostListed);
  const found = hits.find((hit) => isOn(hit, plan));
  const about = found ?? hits[0];
  const named = found ? [] : [namesNote(plan, end.summary.matches)].filter(Boolean);
  const asks = about ? asksAbout(about, plan, settings) : [];
  return {
    title,
    sections: [
      ...(plan.asked === undefined
        ? []
        : [{ kind: 'text', text: `Searched for: ${oneLine(redactText(plan.asked), 300)}` } as const]),
      ...(isMany && hits.length < end.summary.matches
        ? [{ kind: 'text', text: `Of the newest ${hits.length}:` } as const]
        : []),
      ...(isMany ? groupSections(hits, plan) : []),
      ...(isMany ? [{ kind: 'text', text: 'The newest:' } as const] : []),
      ...(listed.length > 0 ? [{ kind: 'list', items: listed.map(itemOf) } as const] : []),
      ...cancelledBy(end),
      { kind: 'text', text: [...notesOf(plan, end, listed.length), ...named].join('\n') },
      ...asksSection(asks, plan),
    ],
    ...(masked.length > 0 && { files: filesOf(title, masked, hits) }),
  };
}

function titleOf({ query, zone }: SearchPlan, end: SearchEnd): string {
  const { matches } = end.summary;
  const when = `between ${minuteOf(query.since, zone)} and ${minuteOf(query.until, zone)} ${zone}`;
  if (matches === 0) return `Nothing was found ${when}`;
  return `${isCut(end, query.limit) ? 'The newest ' : ''}${counted(matches, 'record')} found ${when}`;
}

function cancelledBy({ cancelledBy: id }: SearchEnd): readonly ReplySection[] {
  return id === undefined ? [] : [{ kind: 'person', label: 'Cancelled by', id }];
}

/** Each group in a sentence, with what narrows the search to it. */
function groupSections(hits: readonly Hit[], plan: SearchPlan): readonly ReplySection[] {
  const { by, groups } = groupHits(hits);
  const left = groups.length - mostGroups;
  const items = groups.slice(0, mostGroups).map((group): ReplyItem => {
    const ask = groups.length > 1 ? askForGroup(group, by, plan) : undefined;
    return { lead: group.name, body: describeGroup(group, by, plan.zone), ...(ask && { ask }) };
  });
  const more = left > 0 ? [{ kind: 'text', text: `… and ${left} more ${by}s, in the files` } as const] : [];
  return [{ kind: 'list', items }, ...more];
}

function asksSection(asks: readonly FollowUp[], { typed, saveAs }: SearchPlan): readonly ReplySection[] {
  const presses = saveAs === undefined ? [{ press: 'save', label: 'Save …', keeps: typed } as const] : [];
  return asks.length + presses.length > 0 ? [{ kind: 'asks', asks, presses }] : [];
}

function filesOf(title: string, masked: readonly MaskedRecord[], hits: readonly Hit[]) {
  const lines = masked.map(({ line }) => line);
  return [
    { name: 'cloudtrail.ndjson', title, content: `${lines.join('\n')}\n` },
    { name: 'cloudtrail.csv', title: `${title}, for a spreadsheet`, content: hitsCsv(hits) },
  ];
}

/** Who, what, on what, from where, in which account, and what AWS answered. */
function itemOf({ hit, line }: MaskedRecord): ReplyItem {
  if (!hit) return { lead: 'A record', body: oneLine(line, 200) };
  const { who, what, on, from, at } = hit;
  const where = [from && `from ${from}`, [hit.accountName ?? hit.account, hit.region].filter(Boolean).join(' ')];
  return {
    lead: who,
    body: oneLine(`${what}${on === undefined ? '' : ` on ${on}`}${hit.failure}`, 400),
    meta: oneLine(where.filter(Boolean).join(' · '), 300),
    ...(at !== undefined && { at }),
  };
}

/** `2026-11-20 16:40`, as clocks of that zone show it. */
function minuteOf(ms: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(ms);
}
