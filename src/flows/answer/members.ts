import { mayInvestigate } from '../../core/access.ts';
import { userError } from '../../core/errors.ts';
import type { Job } from '../../core/job.ts';
import type { DigestRow, Member, People, Store } from '../../core/ports.ts';
import type { Reply, ReplyItem } from '../../core/reply.ts';
import type { Settings } from '../../core/settings.ts';
import { compareSeverity } from '../../core/severity.ts';
import { howToAcknowledge, shortId } from '../../core/short-id.ts';
import { counted } from '../../core/text/phrase.ts';
import { isOnOurMessage } from '../press.ts';

type Press = Pick<Extract<Job, { button: string }>, 'asker' | 'alertId' | 'messageTs'>;

type World = Readonly<{
  store: Pick<Store, 'findDigest' | 'listMembers' | 'listSlots'>;
  settings: Settings;
  people: People;
}>;

/** The alerts of a digest, the worst open ones first, for whoever pressed its button. Throws what keeps them from it. */
export async function listDigest(press: Press, { store, settings, people }: World): Promise<Reply> {
  const { asker, alertId: id } = press;
  if (asker.teamId !== settings.slack.team) throw userError('OTHER_WORKSPACE');
  const digest = /^[\w-]{1,100}$/.test(id) ? await store.findDigest(id) : undefined;
  if (!digest || !isOnOurMessage(press, await store.listSlots(`DIGEST#${id}`))) throw userError('STALE_BUTTON');
  if (!(await mayInvestigate(settings, asker, people))) throw userError('NOT_ALLOWED', { what: 'look into alerts' });
  return digestReply(digest, await store.listMembers(id));
}

function digestReply(digest: DigestRow, members: readonly Member[]): Reply {
  const sorted = [...members].sort(
    (a, b) =>
      Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
      compareSeverity(b.severity, a.severity) ||
      (a.occurredAt < b.occurredAt ? 1 : -1),
  );
  const since = new Date(digest.openedAt).toISOString().slice(11, 16);
  return {
    title: `The ${counted(members.length, 'alert')} of the digest since ${since} UTC, the worst that are open first`,
    sections: [
      { kind: 'list', items: sorted.map(itemOf) },
      ...(sorted.some(({ status }) => status === 'open') ? [{ kind: 'text' as const, text: howToAcknowledge }] : []),
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
