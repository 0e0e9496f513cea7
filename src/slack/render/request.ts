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
export function renderRequest(request: RemediationRequest, accountName?: string): Message {
  const { state, steps, reason, startedAt, endedAt } = request;
  return withinLimits({
    text: fallback(request),
    blocks: [
      ...paragraph([
        [say(states[state], { bold: true })],
        asked(request, accountName),
        isKnown(reason) ? labelled('Why', [quote(defang(reason), 600)]) : [],
        labelled('Started', startedAt === undefined ? [] : [moment(startedAt) ?? say('')]),
        labelled('Ended', endedAt === undefined ? [] : [moment(endedAt) ?? say('')]),
      ]),
      ...bulletsUpTo('Steps', steps.map(step), 15),
    ],
  });
}

function asked(request: RemediationRequest, accountName: string | undefined): Line {
  const { requestedBy, resource, attempt } = request;
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  const account = isKnown(accountName) ? `${accountName} (${resource.accountId})` : resource.accountId;
  return [
    person(requestedBy),
    say(' asked for '),
    ...inWords(request),
    say(' on '),
    ...resourceLine(resource),
    say(` in `),
    quote(`${account}, ${resource.region}`, 160),
    say(again),
  ];
}

/** `the remediation of the rule restricted-ssh`; what a person reads, not how the change is called in the settings. */
function inWords({ rule }: RemediationRequest): Line {
  return isKnown(rule)
    ? [say('the remediation of the rule '), quote(defang(rule), 150, { bold: true })]
    : [say('the remediation')];
}

function step({ name, state, error }: StepState): Line {
  const why: Line = isKnown(error) ? [say(' — '), quote(defang(error), 400)] : [];
  return [say(stepMarks[state]), quote(clean(name) === '' ? 'step' : defang(name), 100), ...why];
}

function fallback({ state, rule, resource, requestedBy, reason }: RemediationRequest): string {
  const what = isKnown(rule) ? `the remediation of the rule ${spoken(rule, 150)}` : 'the remediation';
  const by = isUserId(requestedBy) ? `, asked for by <@${requestedBy}>` : '';
  const why = isKnown(reason) ? `: ${spoken(reason, 300)}` : '';
  return `${states[state]}: ${what} on ${spokenBeforeColon(resource.name ?? resource.id, 150)}${by}${why}`;
}
