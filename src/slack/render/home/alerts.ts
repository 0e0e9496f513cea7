import { type HomeAlert, type HomeAlerts, mostShown } from '../../../core/home.ts';
import type { Block } from '../../../core/message.ts';
import { severities } from '../../../core/severity.ts';
import { counted } from '../../../core/text/phrase.ts';
import { joined, type Line, moment, paragraph, person, quote, say } from '../blocks.ts';
import { bulletsUpTo } from '../parts.ts';
import { severitySymbols } from '../symbols.ts';
import { heading, linked } from './parts.ts';

/** How much is open and how bad, and the worst of it. */
export function alertBlocks({ counts, muted, isAll, worst }: HomeAlerts): readonly Block[] {
  const told = severities.toReversed().filter((severity) => counts[severity] > 0);
  const sums = told.map((severity): Line => [say(`${severitySymbols[severity]} ${counts[severity]} ${severity}`)]);
  const none: Line = told.length === 0 ? [say('✅ Nothing is open.')] : [];
  const hidden: Line = muted > 0 ? [say(`${counted(muted, 'more alert')} muted.`, { italic: true })] : [];
  const rest: Line = isAll ? [] : [say('More are open than were looked through.', { italic: true })];
  return [
    heading('Open alerts'),
    ...paragraph([none, joined(sums, ' · '), hidden, rest]),
    ...bulletsUpTo('The worst', worst.map(alertLine), mostShown),
  ];
}

function alertLine(alert: HomeAlert): Line {
  const { severity, title, accountName, accountId, since, acknowledged } = alert;
  const at = moment(since);
  return [
    say(`${severitySymbols[severity]} ${severity} · `),
    ...linked(title, alert),
    ...[say(' · '), quote(accountName ?? accountId, 60)],
    ...(at ? [say(' · since '), at] : []),
    ...(acknowledged === undefined ? [] : [say(' · '), person(acknowledged), say(' looks after it')]),
  ];
}
