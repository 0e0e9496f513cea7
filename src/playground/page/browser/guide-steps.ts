import type { Message, Workspace } from '../wire.ts';
import { findAlert } from './deeds-seen.ts';
import type { Action } from './reduce.ts';
import type { State } from './state.ts';

/** One thing to try; `help` does the tedious part of it, never the deed itself. */
export type Step = Readonly<{
  title: string;
  says: string;
  isDone: boolean;
  help?: Readonly<{ label: string; actions: readonly Action[] }> | undefined;
}>;

const group = 'sg-0a1b2c3d4e5f60718';

/** What a person tries in the first minute, and how far that is. */
export function guideSteps(state: State, workspace: Workspace): readonly Step[] {
  const { deeds, messages } = state;
  const all = Object.values(messages).flat();
  const alert = findAlert(all);
  const isTold = all.some(({ alertId, text }) => alertId !== undefined && text.includes(group));
  const isHere = (channel: string | undefined) => channel === state.channel;
  const own = workspace.channels.find(({ dm }) => dm === state.user);
  const type = (text: string): Step['help'] => ({ label: 'Type it for me', actions: [{ kind: 'suggest', text }] });
  const isAnswered = deeds.includes('read-result') || (deeds.includes('searched') && isHere(own?.id));
  return [
    {
      title: 'Look it up',
      says: isTold
        ? 'Somebody opened a security group to the world. What is it? Ask, then press Enter.'
        : 'An alert is on its way …',
      isDone: deeds.includes('looked-up'),
      help: isTold ? type('/aws-resource payments-bastion') : undefined,
    },
    {
      title: 'Who did it?',
      says: deeds.includes('searched')
        ? 'The answer came in your direct messages, because this channel is not private.'
        : 'Search the CloudTrail logs of all accounts for the call.',
      isDone: isAnswered,
      help: deeds.includes('searched')
        ? own && { label: 'Go there', actions: [{ kind: 'go', channel: own.id }] }
        : type(`/aws-trail ${group} event:AuthorizeSecurityGroupIngress since:6h`),
    },
    {
      title: 'Remediate',
      says: isHere(alert?.channel)
        ? 'payments-batch-3 runs from an image that nobody approved. Press Remediate on its alert.'
        : 'In #security, an instance runs from an image that nobody approved.',
      isDone: deeds.includes('remediated') || deeds.includes('resolved'),
      help: alert && !isHere(alert.channel) ? goTo(alert) : undefined,
    },
    {
      title: 'Open the thread',
      says: 'Each step of the remediation is in the thread of the alert.',
      isDone: deeds.includes('opened-thread'),
      help: alert && {
        label: 'Open it',
        actions: [{ kind: 'go', channel: alert.channel, thread: alert.ts }, opened(alert)],
      },
    },
    {
      title: 'Resolved',
      says: 'AWS Config looks again, and the alert resolves itself. A few seconds …',
      isDone: deeds.includes('resolved'),
    },
  ];
}

function goTo({ channel, ts }: Message): Step['help'] {
  return { label: 'Go to #security', actions: [{ kind: 'go', channel, target: ts }] };
}

function opened({ channel, ts }: Message): Action {
  return { kind: 'open', pane: { kind: 'thread', channel, ts } };
}
