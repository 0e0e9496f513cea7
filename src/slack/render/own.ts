import type { Message } from '../../core/message.ts';
import type { AlertState } from '../../core/ports.ts';
import { isUserId, joined, type Line, moment, paragraph, person, quote, say } from './blocks.ts';
import { titleNow } from './life.ts';
import { withinLimits } from './limits.ts';
import { severitySymbols } from './symbols.ts';
import { defang, isKnown, spoken } from './text.ts';

/** What a remediation of ours did, in one line: for whom (`own`), what, where and when. Nothing can be pressed. */
export function renderOwn(state: Pick<AlertState, 'alert' | 'status' | 'resolution'>, own: string): Message {
  const { alert } = state;
  const { accountName, accountId, region, severity, occurredAt } = alert;
  const title = titleNow(state).replace(/^Noroshi /, '');
  const at = moment(Date.parse(occurredAt));
  const place = [accountName ?? accountId, region].filter(isKnown).map((part): Line => [quote(part, 80)]);
  const where = joined(place, ', ');
  return withinLimits({
    text: `${severitySymbols[severity]} Noroshi did this itself: ${spoken(title)}`,
    blocks: paragraph([
      joined(
        [
          [say(`${severitySymbols[severity]} `), ...forWhom(own), say(': '), quote(defang(title), 600)],
          where.length > 0 ? [say('in '), ...where] : [],
          at ? [at] : [],
        ],
        ' · ',
      ),
    ]),
  });
}

function forWhom(own: string): Line {
  if (isUserId(own)) return [say('Noroshi did this for '), person(own)];
  return [say(own === 'auto' ? 'Noroshi did this by itself, as a policy says' : 'Noroshi did this')];
}
