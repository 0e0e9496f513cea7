import type { HomeView } from './home.ts';
import type { Asker } from './job.ts';
import type { Message } from './message.ts';

/** What became of a call that Slack did not do; docs.slack.dev/apis/web-api/rate-limits and each method's errors. */
export type SlackTrouble =
  | Readonly<{ kind: 'limited'; retryAfterMs: number }>
  /** No answer, or a server's error: it may or may not be there. */
  | Readonly<{ kind: 'unclear'; why: string }>
  /** The content was refused (`invalid_blocks`, too long). */
  | Readonly<{ kind: 'invalid'; error: string }>
  /** The channel cannot be posted to (`channel_not_found`, `is_archived`, …), or the message cannot be edited. */
  | Readonly<{ kind: 'refused'; error: string }>
  /** The token is no good: as an outage. */
  | Readonly<{ kind: 'unauthorized'; error: string }>;

/** What became of a call that writes to Slack. */
export type PostOutcome = Readonly<{ kind: 'ok'; ts: string }> | SlackTrouble;

/** A message of ours as Slack has it: where it is, and which rev of the slot it shows. */
export type Copy = Readonly<{ ts: string; rev: number }>;

/** One page of a conversation: the copies of a slot that it holds, oldest first, and where the next page begins. */
export type CopiesPage = Readonly<{ kind: 'ok'; copies: readonly Copy[]; cursor?: string }> | SlackTrouble;

/** Everything that we ask of Slack's Web API. `slot` and `rev` go into the message's metadata. */
export type Slack = Readonly<{
  post(to: { channel: string; threadTs?: string; slot: string; rev: number }, message: Message): Promise<PostOutcome>;
  update(at: { channel: string; ts: string; slot: string; rev: number }, message: Message): Promise<PostOutcome>;
  /** Takes one message of ours away; one that is gone is fine. */
  remove(at: { channel: string; ts: string }): Promise<PostOutcome>;
  /** Gives Slack a file that nobody sees yet; its id. */
  prepareFile(file: { name: string; content: string }): Promise<Readonly<{ kind: 'ok'; file: string }> | SlackTrouble>;
  /** Shows it in a channel or thread; `ts` is empty when Slack has not made its message yet. */
  shareFile(to: { channel: string; threadTs?: string }, file: { id: string; title: string }): Promise<PostOutcome>;
  /** The message that shows a file in a channel, or that there is none. */
  findFile(channel: string, file: string): Promise<Readonly<{ kind: 'ok'; ts?: string }> | SlackTrouble>;
  /**
   * The messages of a slot in a channel, or in the thread of `threadTs`, from `oldest` (ms) on; or just the one at `ts`. A
   * page at a time: go on with `cursor`.
   */
  findCopies(
    at: { channel: string; slot: string; cursor?: string } & (
      | { threadTs?: string; oldest: number }
      | { threadTs?: string; ts: string }
    ),
  ): Promise<CopiesPage>;
  /** Direct message channel with a user. Throws `userError('REFUSED')` when there is none to be had. */
  openDirect(userId: string): Promise<string>;
  /** True for private channels, group and direct messages that the bot can post to. */
  isPrivate(channel: string): Promise<boolean>;
  /** Whether people of other organisations read along, or may; also of a channel that we cannot look into. */
  isShared(channel: string): Promise<boolean>;
  /** Slack's link to a message; undefined when there is none to be had. */
  findPermalink(at: { channel: string; ts: string }): Promise<string | undefined>;
  /**
   * Shows somebody's App Home. With the `hash` of what was shown before, Slack refuses it (`hash_conflict`) when something
   * else was shown meanwhile.
   */
  publishHome(to: { userId: string; hash?: string }, view: HomeView): Promise<Readonly<{ kind: 'ok' }> | SlackTrouble>;
  /** An answer that only the asker sees: by the response URL where there is a usable one, else as an ephemeral message, else directly. */
  answer(asker: Asker, message: Message): Promise<void>;
}>;
