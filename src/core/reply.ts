import type { Fact, Link } from './alert.ts';
import type { CommandName } from './job.ts';

/** The answer to a query, free of Slack's words; `slack/render/reply.ts` shows it. Every string may be hostile. */
export type Reply = Readonly<{
  /** One sentence that answers the question. */
  title: string;
  /** The sign before the title; a magnifier, where there is none. Ours alone, never what an event says. */
  mark?: string;
  sections: readonly ReplySection[];
  /** The whole result, attached: the same in several forms, or in parts. No two are of one ending (`.json`). */
  files?: readonly ReplyFile[];
}>;

/** A file that an answer comes with. */
export type ReplyFile = Readonly<{ name: string; title: string; content: string }>;

/** The files of an answer by the slots that show them, in its thread: `file` is the first, others bear their ending. */
export function filesBySlot({ files = [] }: Pick<Reply, 'files'>): ReadonlyMap<string, ReplyFile> {
  return new Map(files.map((file, place) => [place === 0 ? 'file' : `file-${file.name.split('.').at(-1)}`, file]));
}

/** Whether a slot shows a file. */
export function isFileSlot(name: string): boolean {
  return /^file(?:-|$)/.test(name);
}

/**
 * Another question that an answer leads to: a button that asks it as if whoever presses had typed it, with their own rights.
 * `confirm` is asked before the press counts.
 */
export type FollowUp = Readonly<{ label: string; command: CommandName; text: string; confirm?: string }>;

export type ReplySection =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'facts'; facts: readonly Fact[] }>
  | Readonly<{ kind: 'list'; items: readonly ReplyItem[] }>
  /** Somebody of ours, mentioned where it is a Slack user's id; never what an event says. */
  | Readonly<{ kind: 'person'; label: string; id: string }>
  | Readonly<{ kind: 'code'; text: string }>
  | Readonly<{ kind: 'links'; links: readonly Link[] }>
  /** A row of buttons, each another question, or what else can be done with this answer. */
  | Readonly<{ kind: 'asks'; asks: readonly FollowUp[]; presses?: readonly ReplyPress[] }>;

/** A button about the answer itself, whose value is the key of its job; `keeps` is the search that `save` keeps by a name. */
type ReplyPress = Readonly<{ press: 'save'; label: string; keeps: string }>;

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
