import type { AuditEntry } from '../core/audit.ts';
import { userError } from '../core/errors.ts';
import type { Reply } from '../core/reply.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import { findNearest } from '../core/text/nearest.ts';
import { oneLine } from '../core/text/phrase.ts';
import { type CommandContext, defineCommand } from './define.ts';

const week = 7 * 86_400_000;
const mostListed = 20;
const example = '/aws-alerts audit since:2d';

/** What stands behind the word for what is to be done. */
type Asked = Readonly<{ words: readonly string[]; since: number | undefined }>;

/** Each thing that can be done here, by the word that asks for it. */
const doings: Readonly<Record<string, (asked: Asked, ctx: CommandContext) => Promise<Reply>>> = { audit: showAudit };

/** What became of alerts, and who did it. */
export const alerts = defineCommand({
  id: 'alerts',
  summary: 'See who asked for which change, who approved it, what was called and what came out',
  usage: 'audit [REQUEST, RESOURCE or PERSON] [since:TIME]',
  example: 'audit since:2d',
  args: {
    what: {
      ...{ kind: 'texts', positional: true, required: true, hint: 'audit' },
      help: 'the audit trail; behind it, if wanted, a request, a resource, an account or a person that it is to be about',
    },
    since: { kind: 'time', hint: 'TIME', help: 'how far back: 30m, 2h, 3d, or a date; a week, unless given' },
  },
  permissions: ['s3:GetObject', 's3:ListBucket'],
  async run({ what, since }, ctx) {
    const [word = '', ...words] = what;
    const name = word.toLowerCase();
    const doing = Object.hasOwn(doings, name) ? doings[name] : undefined;
    if (!doing) throw unknownDoing(word);
    return doing({ words, since }, ctx);
  },
});

function unknownDoing(word: string): Error {
  const names = Object.keys(doings);
  const near = findNearest(word, names);
  const advice = near ? `did you mean “${near}”?` : `there is ${names.join(', ')}.`;
  return userError('BAD_ARGUMENT', {
    problem: `“${oneLine(word, 60)}” is nothing to be done here; ${advice}`,
    example,
  });
}

/** The newest entries of the audit trail, newest first. */
async function showAudit({ words, since }: Asked, { readAudit, settings, askedAt }: CommandContext): Promise<Reply> {
  const term = words.join(' ');
  const from = since ?? askedAt - week;
  const { entries, more } = await readAudit({ since: from, limit: mostListed, ...(term !== '' && { term }) });
  const about = term === '' ? '' : ` about “${oneLine(term, 120)}”`;
  const when = `${new Date(from).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (entries.length === 0) {
    const text = 'The trail tells of changes that were asked for, not of alerts. Ask further back with since:30d.';
    return { title: `Nothing was asked for or changed${about} since ${when}`, sections: [{ kind: 'text', text }] };
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
