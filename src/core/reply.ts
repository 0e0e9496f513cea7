import type { Fact, Link } from './alert.ts';
import type { FollowUp } from './follow-up.ts';

/** The answer to a query, free of Slack's words; `slack/render/reply.ts` shows it. Every string may be hostile. */
export type Reply = Readonly<{
  /** One sentence that answers the question. */
  title: string;
  /** The sign before the title; a magnifier, where there is none. Ours alone, never what an event says. */
  mark?: string;
  sections: readonly ReplySection[];
  /** The whole result, attached as a file. */
  file?: Readonly<{ name: string; title: string; content: string }>;
}>;

export type ReplySection =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'facts'; facts: readonly Fact[] }>
  | Readonly<{ kind: 'list'; items: readonly ReplyItem[] }>
  /** Somebody of ours, mentioned where it is a Slack user's id; never what an event says. */
  | Readonly<{ kind: 'person'; label: string; id: string }>
  | Readonly<{ kind: 'code'; text: string }>
  | Readonly<{ kind: 'links'; links: readonly Link[] }>
  /** A row of buttons, each another question. */
  | Readonly<{ kind: 'asks'; asks: readonly FollowUp[] }>;

/**
 * An item of a readable list: `lead` is what the eye looks for, `body` the sentence, `meta` the small print; `at` in ms since
 * 1970. `person` and `channel` are ids of ours in Slack, never what an event says.
 */
export type ReplyItem = Readonly<{
  lead: string;
  body: string;
  meta?: string;
  at?: number;
  person?: string;
  channel?: string;
  /** A button beside it. */
  ask?: FollowUp;
}>;
