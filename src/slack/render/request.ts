import type { Block, Message } from '../../core/message.ts';
import type { PlanStep, RemediationRequest, StepState } from '../../core/remediation.ts';
import { duration } from '../../core/text/duration.ts';
import {
  bullets,
  clock,
  isUserId,
  joined,
  type Line,
  mention,
  moment,
  paragraph,
  person,
  quote,
  say,
} from './blocks.ts';
import { withinLimits } from './limits.ts';
import { bulletsUpTo, more, resourceLine } from './parts.ts';
import { requestButtons } from './request-buttons.ts';
import { changing, planHeadings, type RequestNames, stateWords, stepMarks, verdictWords } from './request-words.ts';
import { clean, defang, isKnown, spoken, spokenBeforeColon } from './text.ts';

const mostShown = 15;

/**
 * A remediation's message in the alert's thread: what it is and how far, who asked for it on what, who has to say yes or
 * said it, the plan, its steps, the proof, and the buttons of what can be decided now. Where they were, the record stays.
 */
export function renderRequest(request: RemediationRequest, names: RequestNames = {}): Message {
  return withinLimits({
    text: fallback(request, names),
    blocks: [
      ...paragraph([
        [say(`${symbolOf(request)} `), ...inWords(names, request), say(`: ${words(request)}`, { bold: true })],
        asked(request, names),
        awaited(request, names),
        decided(request),
        because(request),
      ]),
      ...planned(request),
      ...progressed(request),
      ...paragraph([proved(request), judged(request), timed(request)]),
      ...requestButtons(request, names),
    ],
  });
}

function symbolOf({ state, undoes }: RemediationRequest): string {
  return undoes !== undefined && state === 'applied' ? '↩️' : stateWords[state][0];
}

function words({ state, undoes, attempt, takenBack }: RemediationRequest): string {
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  if (undoes !== undefined && state === 'applied') return `taken back${again}`;
  if (undoes !== undefined && state === 'already-compliant') return `nothing to take back; it is as it was${again}`;
  return `${stateWords[state][1]}${again}${takenBack ? ', and taken back since' : ''}`;
}

/** `Stop instance`, or `Take back “Stop instance”`; the remediation's name in the settings where it has no title. */
function inWords({ title }: RequestNames, { remediation, undoes }: RemediationRequest): Line {
  const what = quote(defang(title ?? remediation), 100, { bold: true });
  return undoes === undefined ? [what] : [say('Take back “', { bold: true }), what, say('”', { bold: true })];
}

/** Who asked for it, on what and where. */
function asked(request: RemediationRequest, { accountName }: RequestNames): Line {
  const { requestedBy, requestedAt, resource } = request;
  const account = isKnown(accountName) ? `${accountName} (${resource.accountId})` : resource.accountId;
  const who: Line = requestedBy === 'auto' ? byItself(request) : [say('Asked for by '), person(requestedBy)];
  const at = moment(requestedAt);
  return [
    ...who,
    say(' on '),
    ...resourceLine(resource),
    say(' in '),
    quote(`${account}, ${resource.region}`, 160),
    ...forRule(request),
    ...(at ? [say(' · '), at] : []),
  ];
}

/** The rule that it is to satisfy; where the policy asked, that is said already. */
function forRule({ rule, requestedBy }: RemediationRequest): Line {
  return isKnown(rule) && requestedBy !== 'auto' ? [say(' for the rule '), quote(defang(rule), 150)] : [];
}

/** Nobody pressed anything: the policy says so. */
function byItself({ state, rule, undoes }: RemediationRequest): Line {
  const isAhead = ['requested', 'planned', 'awaiting', 'approved', 'starting', 'running'].includes(state);
  const isDone = ['verifying', 'applied', 'failed', 'unconfirmed'].includes(state);
  const verb = isAhead ? 'does this' : isDone ? 'did this' : 'would have done this';
  const policy: Line = isKnown(rule) ? [say('the rule '), quote(defang(rule), 150)] : [say('alerts like this')];
  const what = undoes === undefined ? verb : `${verb} back`;
  return [say(`Noroshi ${what} by itself, because the policy for `), ...policy, say(' says so,')];
}

/** Whose yes is waited for, and until when. */
function awaited(request: RemediationRequest, { approvers = [] }: RequestNames): Line {
  const { state, requestedBy, expiresAt } = request;
  if (state !== 'awaiting') return [];
  const until = expiresAt === undefined ? undefined : clock(expiresAt);
  const others = approvers.filter((one) => one !== requestedBy);
  const who = joined([...others.slice(0, 5).map((one) => [mention(one)]), more(others.length - 5)], ', ');
  return [
    say('Needs the approval of '),
    ...(who.length > 0 ? who : [say('somebody under access.approve in the settings')]),
    ...(isUserId(requestedBy) ? [say(', but not of '), person(requestedBy)] : []),
    ...(until ? [say(', until '), until] : []),
    say('. Approving binds exactly this plan.'),
  ];
}

/** Who said yes or no. Where nobody but the one who asked had to, that is no news. */
function decided({ approval, requestedBy }: RemediationRequest): Line {
  if (!approval || approval.by === requestedBy) return [];
  const at = moment(approval.at);
  const word = approval.state === 'approved' ? 'Approved by ' : 'Denied by ';
  return [say(word, { bold: true }), person(approval.by), ...(at ? [say(' · '), at] : [])];
}

/** Why it ended so; of a cancelled one, who did. */
function because(request: RemediationRequest): Line {
  const { state, reason } = request;
  const [, by] = (state === 'cancelled' && /^cancelled by (\w+)$/.exec(reason ?? '')) || [];
  if (by !== undefined) return [say('Cancelled by ', { bold: true }), person(by)];
  const isNews = isKnown(reason) && !words(request).includes(reason);
  return isNews ? [say('Why: ', { bold: true }), quote(defang(reason), 600)] : [];
}

/** The plan as numbers, how it is taken back, and what to mind. */
function planned(request: RemediationRequest): readonly Block[] {
  const { plan, state, undoes, steps } = request;
  if (!plan) return [];
  const marks = isTold(request) ? steps : [];
  const lines = plan.steps.slice(0, mostShown).map((one, n) => markedStep(one, marks[n]));
  const isWorthKnowing = changing.includes(state) && plan.steps.length > 0;
  return [
    ...bullets([say(planHeadings[state], { bold: true })], lines, 'ordered'),
    ...paragraph([
      more(plan.steps.length - mostShown),
      isWorthKnowing && undoes === undefined ? takenBack(plan.back) : [],
      ...(isWorthKnowing ? plan.caveats.slice(0, 5).map(caveat) : []),
    ]),
  ];
}

/** Whether the steps are those of the plan: then one list tells both. */
function isTold({ plan, steps }: RemediationRequest): boolean {
  const names = plan?.steps.map(({ what, on }) => `${what} on ${on}`);
  return steps.length > 0 && names?.join('\n') === steps.map(({ name }) => name).join('\n');
}

/** A step of the plan with how far it is, once something has happened; a failed one says why. */
function markedStep(planned: PlanStep, step: StepState | undefined): Line {
  if (!step || step.state === 'pending') return planStep(planned);
  return [say(stepMarks[step.state]), ...planStep(planned), ...whyFailed(step)];
}

function planStep({ what, on }: PlanStep): Line {
  return [quote(defang(what), 250), say(' on '), quote(defang(on), 150, { bold: true })];
}

function takenBack(back: readonly PlanStep[]): Line {
  if (back.length === 0) return [say('Cannot be taken back.', { bold: true })];
  const shown = [...back.slice(0, 5).map(planStep), more(back.length - 5)];
  return [say('To take it back: ', { bold: true }), ...joined(shown, '; ')];
}

function caveat(text: string): Line {
  return isKnown(text) ? [say('⚠️ Mind: '), quote(defang(text), 300)] : [];
}

function progressed(request: RemediationRequest): readonly Block[] {
  return isTold(request) ? [] : bulletsUpTo('Steps', request.steps.map(step), mostShown);
}

function step(one: StepState): Line {
  const name = clean(one.name) === '' ? 'step' : defang(one.name);
  return [say(stepMarks[one.state]), quote(name, 300), ...whyFailed(one)];
}

function whyFailed({ error }: StepState): Line {
  return isKnown(error) ? [say(' — '), quote(defang(error), 400)] : [];
}

/** What the resource looked like when it was read again. */
function proved({ proof }: RemediationRequest): Line {
  if (!proof) return [];
  const at = clock(proof.at);
  return [
    say(proof.reached ? '✔ Read again' : '✖ Read again', { bold: true }),
    ...(at ? [say(' at '), at] : []),
    say(': '),
    quote(defang(proof.what.replace(/^read again, /i, '')), 400),
  ];
}

/** What the rule says by now; it may judge more than the change, or later. */
function judged({ compliance, rule, proof }: RemediationRequest): Line {
  if (!compliance) return [];
  const name: Line = isKnown(rule) ? [say('The rule '), quote(defang(rule), 150, { bold: true })] : [say('The rule')];
  if ('unavailable' in compliance) {
    return [...name, say(' was not heard: '), quote(defang(compliance.unavailable), 300)];
  }
  const { verdict, at } = compliance;
  const said = verdictWords.get(verdict);
  const late = verdict === 'NON_COMPLIANT' && proof?.reached ? ' It may judge later, or ask for more than this.' : '';
  const when = clock(at);
  return [
    ...name,
    say(', evaluated again'),
    ...(when ? [say(' at '), when] : []),
    say(', says that it '),
    said === undefined ? quote(defang(verdict), 60) : say(said, { bold: true }),
    say(`.${late}`),
  ];
}

/** When it ran; or when it ended where no other line tells. */
function timed({ state, startedAt, endedAt }: RemediationRequest): Line {
  const start = startedAt === undefined ? undefined : moment(startedAt);
  const end = endedAt === undefined ? undefined : moment(endedAt);
  if (startedAt === undefined || !start) {
    return end && ['expired', 'cancelled', 'refused'].includes(state) ? [say('Ended '), end] : [];
  }
  if (endedAt === undefined || !end) return [say('Started '), start];
  const took = endedAt - startedAt;
  return [say('Started '), start, say(' · ended '), end, ...(took < 1000 ? [] : [say(`, after ${duration(took)}`)])];
}

/** One sentence that can be read aloud. */
function fallback(request: RemediationRequest, { title }: RequestNames): string {
  const { resource, requestedBy, reason, remediation, undoes } = request;
  const what = spoken(title ?? remediation, 100);
  const by = isUserId(requestedBy) ? `, asked for by <@${requestedBy}>` : '';
  const why = isKnown(reason) ? ` — ${spoken(reason, 300)}` : '';
  const doing = undoes === undefined ? what : `Take back “${what}”`;
  return `${symbolOf(request)} ${doing} on ${spokenBeforeColon(resource.name ?? resource.id, 150)}: ${words(request)}${by}${why}`;
}
