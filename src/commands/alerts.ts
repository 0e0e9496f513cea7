import type { Reply } from '../core/reply.ts';
import { findNearest } from '../core/text/nearest.ts';
import { oneLine } from '../core/text/phrase.ts';
import { type Asked, refuse } from './alerts/asked.ts';
import { showAudit } from './alerts/audit.ts';
import { mute, showMutes, unmute } from './alerts/mutes.ts';
import { acknowledge, showOpen } from './alerts/open.ts';
import { showStorm } from './alerts/storm.ts';
import { type CommandContext, defineCommand } from './define.ts';

/** Each thing that can be done here, by the word that asks for it. */
const doings: Readonly<Record<string, (asked: Asked, ctx: CommandContext) => Promise<Reply>>> = {
  ...{ list: showOpen, ack: acknowledge, mute, mutes: showMutes, unmute, audit: showAudit, storm: showStorm },
};

/** What is open and who looks after it, what is muted, what became of alerts, and who did it. */
export const alerts = defineCommand({
  id: 'alerts',
  summary:
    'See what is open, and say that you look after it; mute what you expect for a while, and lift it; see who asked for which change, and what came out',
  usage:
    '[list] [account:NAME severity:high …] | ack ID | mute CONDITION … for:2h because:"WHY" | mutes | unmute ID | audit [REQUEST, RESOURCE or PERSON] [since:TIME]',
  example: 'list severity:critical,high',
  args: {
    what: {
      ...{ kind: 'texts', positional: true, hint: 'list | ack | mute | mutes | unmute | audit' },
      help: 'what to do: see the open alerts, say that you look after one, mute some, see and lift what is muted, or read the audit trail (behind it, if wanted, a request, a resource, an account or a person)',
    },
    for: { kind: 'text', hint: 'TIME', help: 'how long a mute lasts: 30m, 2h, 3d; 30 days at most' },
    because: { kind: 'text', hint: 'WHY', help: 'why it is muted: everybody sees it' },
    kind: {
      kind: 'text',
      hint: 'KIND',
      help: 'a kind of alert, such as config-compliance-change; several with commas',
    },
    severity: { kind: 'text', hint: 'SEVERITY', help: 'info, low, medium, high or critical; several with commas' },
    account: { kind: 'text', hint: 'NAME', help: 'an account by its name or number; * stands for anything' },
    region: { kind: 'text', hint: 'REGION', help: 'a region' },
    rule: { kind: 'text', hint: 'RULE', help: 'a Config rule' },
    finding: { kind: 'text', hint: 'TYPE', help: "a type of GuardDuty's findings" },
    actor: { kind: 'text', hint: 'WHO', help: 'who did it, by name or ARN' },
    resource: { kind: 'text', hint: 'RESOURCE', help: 'a resource by id, name or ARN' },
    tag: { kind: 'text', hint: 'KEY=VALUE', help: 'a tag of the resource' },
    since: {
      kind: 'time',
      hint: 'TIME',
      help: 'how far back the audit trail is read: 30m, 2h, 3d, or a date; a week, unless given',
    },
    page: { ...{ kind: 'number', default: 1, min: 1, max: 1000, hint: 'N' }, help: 'which page of a long list' },
  },
  permissions: ['s3:GetObject', 's3:ListBucket'],
  async run({ what, since, for: span, because, page, ...condition }, ctx) {
    const [word = 'list', ...words] = what;
    const name = word.toLowerCase();
    const doing = Object.hasOwn(doings, name) ? doings[name] : undefined;
    if (!doing) throw unknownDoing(word);
    return doing({ words, since, span, because, condition, page }, ctx);
  },
});

function unknownDoing(word: string): Error {
  const names = Object.keys(doings);
  const near = findNearest(word, names);
  const advice = near ? `did you mean “${near}”?` : `there is ${names.join(', ')}.`;
  return refuse(`“${oneLine(word, 60)}” is nothing to be done here; ${advice}`);
}
