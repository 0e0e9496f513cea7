import { muteButtonId } from '../../core/button.ts';
import type { HomeAct } from '../../core/home.ts';
import type { PressKind } from '../../core/job.ts';
import type { Look, LookKind } from '../../core/look.ts';
import type { Block } from '../../core/message.ts';
import type { Decision, Offer } from '../../core/remediation.ts';
import { plainText } from './blocks.ts';
import { limits } from './limits.ts';

/** The action id of a decision on a request: what Slack tells us of a press. */
export function decisionAction(decision: Decision): string {
  return `request_${decision}`;
}

/** A button about an answer itself. Its value is the key of the job, opaque to everybody else. */
export function pressButton(press: PressKind, label: string, jobKey: string): Block {
  const text = plainText(label, limits.buttonText);
  return { type: 'button', action_id: `search_${press}`, value: jobKey, text };
}

/** The action id of a button in App Home. */
export function homeAction(act: HomeAct | 'search'): string {
  return `home_${act}`;
}

const lookWords: Readonly<Record<LookKind, string>> = {
  who: 'Who did it',
  deeds: 'What else did they do',
  configuration: 'Configuration',
  history: 'History',
  members: 'Show the alerts',
  acknowledge: 'Acknowledge',
  mute: 'Mute …',
};

const mostOffers = 5;

/**
 * The rows of buttons: the remediations, then what only looks, and last what is said of the alert. Each of several
 * remediations has a row of its own, for an action id must be unique within its block
 * (docs.slack.dev/reference/block-kit/blocks/actions-block). One button at most is primary: the first that changes something.
 */
export function buttonRows({ offers, looks }: { offers: readonly Offer[]; looks: readonly Look[] }): readonly Block[] {
  const shown = offers.slice(0, mostOffers).filter(({ id }) => isOpaque(id));
  const primary = shown.find(({ dryRun }) => !dryRun);
  const remedies = shown.map((offer) => offerButton(offer, offer === primary));
  const isSaid = ({ what }: Look): boolean => what === 'acknowledge' || what === 'mute';
  const looking = looks.filter((one) => !isSaid(one)).flatMap(lookButton);
  const rows = remedies.length === 1 ? [[...remedies, ...looking]] : [...remedies.map((one) => [one]), looking];
  return [...rows, looks.filter(isSaid).flatMap(lookButton)]
    .filter((elements) => elements.length > 0)
    .map((elements) => ({ type: 'actions', elements }));
}

function offerButton(offer: Offer, isPrimary: boolean): object {
  const confirm = {
    title: plainText(`${offer.title}?`, limits.confirmTitle),
    text: plainText(offer.confirm, limits.confirmText),
    confirm: plainText(offer.title, limits.confirmButton),
    deny: plainText('Cancel', limits.confirmButton),
  };
  const text = plainText(offer.title, limits.buttonText);
  const style = isPrimary ? { style: 'primary' } : {};
  return { type: 'button', action_id: 'remediate', value: offer.id, ...style, text, confirm };
}

function lookButton({ what, alertId, choices }: Look): readonly object[] {
  const value = choices ? muteButtonId(alertId, choices) : alertId;
  if (!isOpaque(value)) return [];
  const text = plainText(lookWords[what], limits.buttonText);
  return [{ type: 'button', action_id: what, value, text }];
}

/** Ids are ours; whatever is not plain is none. */
function isOpaque(id: string): boolean {
  return /^[!-~]{1,255}$/.test(id);
}
