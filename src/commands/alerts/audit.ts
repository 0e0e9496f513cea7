import type { AuditEntry } from '../../core/audit.ts';
import type { Reply } from '../../core/reply.ts';
import { findAccount, type Settings } from '../../core/settings.ts';
import { oneLine, utc } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';
import { type Asked, refuse } from './asked.ts';

const week = 7 * 86_400_000;
const mostListed = 20;

/** The newest entries of the audit trail, newest first. */
export async function showAudit(
  { words, since, condition }: Asked,
  { readAudit, settings, askedAt }: CommandContext,
): Promise<Reply> {
  const [stray] = Object.entries(condition).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  if (stray)
    throw refuse(`${stray.name}: is for list and mute; write the name alone: audit ${oneLine(stray.value, 60)}.`);
  const term = words.join(' ');
  const from = since ?? askedAt - week;
  const { entries, more } = await readAudit({ since: from, limit: mostListed, ...(term !== '' && { term }) });
  const about = term === '' ? '' : ` about “${oneLine(term, 120)}”`;
  const when = utc(from);
  if (entries.length === 0) {
    const text =
      'The trail tells of remediations, not of alerts and mutes: /aws-alerts mutes shows what is muted and by whom. Ask further back with since:30d.';
    return { title: `No remediation was asked for${about} since ${when}`, sections: [{ kind: 'text', text }] };
  }
  const rest = `There is more: name a request, resource or person, or say since: with a shorter time.`;
  return {
    title: `What was asked for, decided and done${about} since ${when}`,
    sections: [
      { kind: 'list', items: entries.map((entry) => itemOf(entry, settings)) },
      ...(more ? [{ kind: 'text' as const, text: rest }] : []),
    ],
  };
}

const leads: Readonly<Record<AuditEntry['kind'], string>> = {
  request: 'Asked',
  refusal: 'Refused',
  plan: 'Planned',
  decision: 'Decided',
  intent: 'About to act',
  call: 'Called',
  outcome: 'Came out',
  switch: 'Switched',
};

function itemOf({ kind, what, by, at, resource, accountId, requestId }: AuditEntry, settings: Settings) {
  const account = accountId === undefined ? undefined : (findAccount(settings, accountId)?.name ?? accountId);
  const meta = [`by ${by}`, resource, account, requestId].filter((part) => part !== undefined).join(' · ');
  return { lead: leads[kind], body: what, meta, at };
}
