import type { HomeAct } from './home.ts';
import type { LookKind } from './look.ts';
import type { MuteChoice } from './mute-choice.ts';
import type { Decision } from './remediation.ts';

/** Who asked from where, as Slack's signed request said it; `threadTs` is the root of the thread that a button was pressed in. */
export type Asker = Readonly<{
  teamId: string;
  userId: string;
  channelId: string;
  responseUrl?: string;
  threadTs?: string;
}>;

/**
 * What the front door hands over on the jobs topic, as JSON. `key` is the hash of the request's signature, so that a
 * replay or a redelivery meets the job that is there. `askedAt` is in ms and freezes what "the last 2 hours" means.
 */
export type Job =
  | Readonly<{ kind: 'lookup' | 'search'; key: string; askedAt: number; asker: Asker; command: string; text: string }>
  /** A button of an alert that only looks. */
  | Readonly<{
      kind: 'lookup' | 'search';
      key: string;
      askedAt: number;
      asker: Asker;
      button: LookKind;
      /** The value of the button, an alert's id if it is ours, and the message that it was pressed on. */
      alertId: string;
      messageTs: string;
      /** What the form of a mute says. */
      mute?: MuteChoice | undefined;
    }>
  | Readonly<{
      kind: 'remediation';
      key: string;
      askedAt: number;
      asker: Asker;
      /** The opaque value of the button and the message that it was pressed on. */
      offer: string;
      messageTs: string;
    }>
  /** A button of a request's own message: what a person decides on it. */
  | Readonly<{
      kind: 'remediation';
      key: string;
      askedAt: number;
      asker: Asker;
      decision: Decision;
      /** The opaque value of the button (`ticketOf` the request). */
      ticket: string;
      messageTs: string;
    }>
  /** A button of an answer. Its value is opaque: `core/follow-up.ts`, or the key of the search's job. */
  | Readonly<{
      kind: 'lookup' | 'search' | 'remediation';
      key: string;
      askedAt: number;
      asker: Asker;
      press: PressKind;
      value: string;
      messageTs: string;
      /** The name that a form asked for, by which a search is kept. */
      name?: string | undefined;
    }>
  /** App Home: it was opened, or a button was pressed there; `channelId` is the person's own id, for there is no channel. */
  | Readonly<{
      kind: 'lookup' | 'search';
      key: string;
      askedAt: number;
      asker: Asker;
      home: HomeAct;
      /** The opaque value of the button. */
      value?: string | undefined;
      /** What Slack showed then (views.publish): another one by now is not to be written over by what is older. */
      hash?: string | undefined;
    }>
  /** `/aws-remediate` */
  | Readonly<{ kind: 'remediation'; key: string; askedAt: number; asker: Asker; command: string; text: string }>;

/**
 * What is pressed on an answer: another question that it leads to, the end of a search, which way a large one goes on, that the
 * log files of its hits are held against CloudTrail's digests, and that it is kept by a name.
 */
export const pressKinds = ['ask', 'cancel', 'direct', 'athena', 'verify', 'save'] as const;
export type PressKind = (typeof pressKinds)[number];

/** The slash commands by name, with the queue that answers them: all that the front door knows of them. */
export const commandKinds = {
  '/aws-resource': 'lookup',
  '/aws-help': 'lookup',
  '/aws-trail': 'search',
  '/aws-compliance': 'lookup',
  '/aws-alerts': 'lookup',
  '/aws-remediate': 'remediation',
} as const satisfies Readonly<Record<string, Job['kind']>>;
export type CommandName = keyof typeof commandKinds;
