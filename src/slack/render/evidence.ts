import { nameOf } from '../../core/alert.ts';
import type { Message } from '../../core/message.ts';
import type { AlertState } from '../../core/ports.ts';
import { duration } from '../../core/text/duration.ts';
import { actorName, actorOrigin } from './actor.ts';
import { bullets, joined, type Line, moment, paragraph, quote, say } from './blocks.ts';
import { withinLimits } from './limits.ts';
import { defang, isKnown, spoken } from './text.ts';

/** Who caused an alert, in its thread: who, with what call, when, from where; undefined while nobody knows. */
export function renderEvidence({ alert, evidence }: AlertState): Message | undefined {
  if (!evidence) return undefined;
  const { actor, call, at, eventId, region } = evidence;
  const resource = nameOf(alert.resources[0]);
  const time = moment(at);
  const id: Line = isKnown(eventId) ? [say('CloudTrail event: '), quote(defang(eventId), 80, { code: true })] : [];
  const arn: Line = isKnown(actor.arn) ? [say('Identity: '), quote(defang(actor.arn), 200, { code: true })] : [];
  return withinLimits({
    text: `🔎 Who did it: ${spoken(actor.name, 150)} called ${spoken(call, 100)} on ${spoken(resource, 150)}`,
    blocks: [
      ...paragraph([
        [
          say('🔎 Who did it: ', { bold: true }),
          ...actorName(actor),
          say(' called '),
          quote(defang(call), 120, { bold: true }),
          say(' on '),
          quote(defang(resource), 200),
        ],
        joined(
          [[say('It came'), ...origin(actorOrigin(actor))], [say('in '), quote(region, 60)], time ? [time] : []],
          ' · ',
        ),
        [say(`This is the last call in CloudTrail that changed it${before(alert.occurredAt, at)}.`)],
      ]),
      ...bullets([], [arn, id]),
    ],
  });
}

function origin(line: Line): Line {
  return line.length > 0 ? line : [say(' from an address that the record does not name')];
}

/** How long before AWS Config saw it. */
function before(occurredAt: string, at: number): string {
  const ms = Date.parse(occurredAt) - at;
  return ms >= 1000
    ? `, ${duration(ms)} before AWS Config saw what it led to`
    : ' before AWS Config saw what it led to';
}
