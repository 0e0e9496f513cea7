import type { Message } from '../../core/message.ts';
import type { RemediationRequest, RequestState, StepState } from '../../core/remediation.ts';
import { isUserId, type Line, labelled, moment, paragraph, person, quote, say } from './blocks.ts';
import { withinLimits } from './limits.ts';
import { bulletsUpTo, resourceLine } from './parts.ts';
import { clean, defang, isKnown, spoken, spokenBeforeColon } from './text.ts';

/** Each state of a request as a person reads it. */
const states: Readonly<Record<RequestState, string>> = {
  requested: '⏳ Asked for, and about to start',
  approved: '⏳ Approved, and about to start',
  starting: '⏳ Starting',
  running: '⏳ Running',
  refused: '⛔ Refused; nothing was done',
  applied: '✅ Done: it was applied',
  'already-compliant': '✅ Nothing to do: it is compliant already',
  'resource-gone': '✅ Nothing to do: the resource is gone',
  failed: '❌ Failed',
  unconfirmed: '❓ Not confirmed: AWS did not say how it ended, so please look',
};

const stepMarks: Readonly<Record<StepState['state'], string>> = {
  pending: '○ waiting: ',
  running: '▶ running: ',
  done: '✔ done: ',
  failed: '✖ failed: ',
};

/** A remediation's message in the alert's thread: who asked for what, how far it is, its steps, and how it ended. */
export function renderRequest(request: RemediationRequest): Message {
  const { state, steps, reason, startedAt, endedAt } = request;
  return withinLimits({
    text: fallback(request),
    blocks: [
      ...paragraph([
        [say(states[state], { bold: true })],
        asked(request),
        isKnown(reason) ? labelled('Why', [quote(defang(reason), 600)]) : [],
        labelled('Started', startedAt === undefined ? [] : [moment(startedAt) ?? say('')]),
        labelled('Ended', endedAt === undefined ? [] : [moment(endedAt) ?? say('')]),
      ]),
      ...bulletsUpTo('Steps', steps.map(step), 15),
    ],
  });
}

function asked({ requestedBy, remediation, resource, attempt }: RemediationRequest): Line {
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  return [
    person(requestedBy),
    say(' asked for '),
    quote(remediation, 80, { bold: true }),
    say(' on '),
    ...resourceLine(resource),
    say(` in `),
    quote(`${resource.accountId}, ${resource.region}`, 80),
    say(again),
  ];
}

function step({ name, state, error }: StepState): Line {
  const why: Line = isKnown(error) ? [say(' — '), quote(defang(error), 400)] : [];
  return [say(stepMarks[state]), quote(clean(name) === '' ? 'step' : defang(name), 100), ...why];
}

function fallback({ state, remediation, resource, requestedBy, reason }: RemediationRequest): string {
  const by = isUserId(requestedBy) ? `, asked for by <@${requestedBy}>` : '';
  const why = isKnown(reason) ? `: ${spoken(reason, 300)}` : '';
  return `${states[state]}: ${spoken(remediation, 80)} on ${spokenBeforeColon(resource.name ?? resource.id, 150)}${by}${why}`;
}
