import { userError } from '../../core/errors.ts';
import type { Member } from '../../core/ports.ts';
import type { Reply, ReplyItem } from '../../core/reply.ts';
import { compareSeverity } from '../../core/severity.ts';
import { howToAcknowledge, shortId } from '../../core/short-id.ts';
import { counted, utc } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';
import { type Asked, refuse } from './asked.ts';
import { pagedList, pageOf, whichOf } from './paged.ts';

/** The alerts of a storm's message, the worst open ones first, a page at a time. */
export async function showStorm({ words, page: asked }: Asked, { quiet }: CommandContext): Promise<Reply> {
  const [id = '', ...more] = words;
  if (more.length > 0 || !/^[\w-]{1,100}$/.test(id)) {
    throw refuse("Press “Show the alerts” on the storm's message: it knows its id.", '/aws-alerts list');
  }
  const storm = await quiet.findStorm(id);
  if (!storm) throw userError('NOT_FOUND', { what: `The storm ${id}`, where: 'what we remember' });
  const sorted = storm.members.toSorted(
    (a, b) =>
      Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
      compareSeverity(b.severity, a.severity) ||
      (a.occurredAt < b.occurredAt ? 1 : -1),
  );
  const { page, items } = pageOf(sorted, asked);
  const all = sorted.length;
  return {
    title: `The ${counted(all, 'alert')} of the storm since ${utc(storm.openedAt)}, the worst that are open first${whichOf(page, all)}`,
    sections: [
      ...pagedList(items.map(itemOf), { page, all, text: `storm ${id}` }),
      ...(items.some(({ status }) => status === 'open') ? [{ kind: 'text' as const, text: howToAcknowledge }] : []),
    ],
  };
}

function itemOf(member: Member): ReplyItem {
  const { alertId, title, severity, status, accountName, accountId, occurredAt, acknowledged } = member;
  const at = Date.parse(occurredAt);
  const isOpen = status === 'open';
  const seen = isOpen && acknowledged !== undefined;
  return {
    lead: title,
    body: [
      ...[`${severity}, ${nowOf(member)}, in ${accountName ?? accountId}`],
      ...(isOpen && !seen ? [`id ${shortId(alertId)}`] : []),
      ...(seen ? ['acknowledged'] : []),
    ].join(', '),
    ...(at > 0 && { at }),
    ...(seen && { person: acknowledged }),
  };
}

function nowOf({ status, moved, back }: Member): string {
  if (moved) return 'has a message of its own';
  return back === undefined ? status : `came back, ${status} now`;
}
