import { nameOf } from '../../core/alert.ts';
import { ticketOf } from '../../core/button.ts';
import { decisionsOf } from '../../core/decisions.ts';
import type { Block } from '../../core/message.ts';
import type { Decision, PlanStep, RemediationRequest } from '../../core/remediation.ts';
import { plainText } from './blocks.ts';
import { decisionAction } from './buttons.ts';
import { limits } from './limits.ts';
import { decisionWords, type RequestNames } from './request-words.ts';
import { clean, cut, defang } from './text.ts';

/** The buttons of a request as it is; none when there is nothing to decide. */
export function requestButtons(request: RemediationRequest, names: RequestNames): readonly Block[] {
  const elements = decisionsOf(request).map((decision) => button(decision, request, names));
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

const styles: Readonly<Partial<Record<Decision, 'primary' | 'danger'>>> = { approve: 'primary', deny: 'danger' };

function button(decision: Decision, request: RemediationRequest, names: RequestNames): object {
  const confirm = decision === 'look-again' ? undefined : confirmOf(decision, request, names);
  return {
    type: 'button',
    action_id: decisionAction(decision),
    value: ticketOf(request.id),
    text: plainText(decisionWords[decision], limits.buttonText),
    ...(styles[decision] && { style: styles[decision] }),
    ...(confirm && { confirm }),
  };
}

/** The dialog before a press counts: it names the effect and where. */
function confirmOf(decision: Decision, request: RemediationRequest, names: RequestNames): object {
  const [question, text, yes] = wordsOf(decision, request, names);
  return {
    title: plainText(question, limits.confirmTitle),
    text: plainText(defang(text), limits.confirmText),
    confirm: plainText(yes, limits.confirmButton),
    deny: plainText('Go back', limits.confirmButton),
    ...(styles[decision] && { style: styles[decision] }),
  };
}

function wordsOf(
  decision: Decision,
  request: RemediationRequest,
  names: RequestNames,
): readonly [question: string, text: string, yes: string] {
  const { resource, plan, undoes } = request;
  const title = names.title ?? 'Remediation';
  const what = undoes === undefined ? title : `Take back “${title}”`;
  const account = names.accountName ? `${names.accountName} (${resource.accountId})` : resource.accountId;
  const where = `${cut(clean(nameOf(resource)), 70)} in ${cut(clean(`${account}, ${resource.region}`), 70)}`;
  const steps = stepsAsText(plan?.steps ?? []);
  switch (decision) {
    case 'approve':
      return [`${what}?`, `You approve: ${cut(steps, 140)}. On ${where}.`, 'Approve'];
    case 'deny':
      return ['Deny it?', `Nothing is done to ${where}. Your name stands in the thread.`, 'Deny'];
    case 'cancel':
      return ['Cancel it?', `Nothing is done to ${where}.`, 'Cancel it'];
    case 'undo':
      return ['Take it back?', `This will: ${cut(stepsAsText(plan?.back ?? []), 140)}. On ${where}.`, 'Take it back'];
    default:
      return [
        'Try again?',
        `A new request, with a plan made anew: ${cut(plan ? steps : what, 120)}. On ${where}.`,
        'Try again',
      ];
  }
}

function stepsAsText(steps: readonly PlanStep[]): string {
  return steps.map(({ what, on }) => `${clean(what)} on ${clean(on)}`).join('; ') || 'the plan';
}
