import type { Message } from '../../src/core/message.ts';
import type { CopiesPage, Copy, PostOutcome, Slack, SlackTrouble } from '../../src/core/ports.ts';
import { findBlockProblem } from '../../src/playground/slack/blocks.ts';
import type { Reach } from './invocation.ts';
import type { Scheduler } from './scheduler.ts';

/** A message as Slack has it; `seenFrom` is when history shows it. */
export type Posted = {
  readonly channel: string;
  readonly ts: string;
  readonly slot: string;
  readonly threadTs?: string;
  readonly at: number;
  readonly seenFrom: number;
  /** Every rev that it showed, in order. */
  readonly revs: number[];
  message: Message;
  isGone: boolean;
};

/** Chances of what Slack does to a call that writes; between 0 and 1. */
export type SlackFaults = Readonly<{
  limited: number;
  broken: number;
  lost: number;
  lagMs: number;
  /** So many messages on a page of history. */
  page?: number;
}>;
export const noFaults: SlackFaults = { limited: 0, broken: 0, lost: 0, lagMs: 0 };

/** One try to put a message into a channel; `slots` is empty for an edit. */
type Attempt = Readonly<{ at: number; channel: string; slot: string; outcome: string; isEdit: boolean }>;

/** Slack takes one message a second in a channel, with short bursts (docs.slack.dev/apis/web-api/rate-limits). */
const mostInTenSeconds = 12;
/** Tier 3: `chat.update` and `conversations.history`, so many a minute in a workspace. */
const tier3 = 50;
/** Up to 999 may be asked for and fewer may come; newest first (docs.slack.dev/reference/methods/conversations.history). */
const pageSize = 100;
const answerMs = 150;

/** A strict Slack in simulated time: rates, pauses, sizes, lost replies, a history that lags and has pages. */
export function createSlackModel(
  parts: Readonly<{
    scheduler: Scheduler;
    reach: Reach;
    faults: () => SlackFaults;
    isDown: () => boolean;
    closed?: ReadonlySet<string>;
    isTokenGone?: () => boolean;
  }>,
) {
  const { scheduler, reach, faults, isDown, closed = new Set(), isTokenGone = () => false } = parts;
  const { now, random } = scheduler;
  const messages = new Map<string, Posted>();
  const channels = new Map<string, Posted[]>();
  const attempts: Attempt[] = [];
  const violations: string[] = [];
  const pausedUntil = new Map<string, number>();
  const recent = new Map<string, number[]>();
  const pauses: { key: string; from: number; until: number }[] = [];
  let made = 0;

  /** The answer of a 429, or nothing; `key` is what Slack counts by. */
  function limitOf(key: string, most: number, perMs: number): SlackTrouble | undefined {
    const until = pausedUntil.get(key) ?? 0;
    if (until > now()) {
      violations.push(`${key} was called ${until - now()} ms before its Retry-After`);
      return { kind: 'limited', retryAfterMs: until - now() };
    }
    const calls = (recent.get(key) ?? []).filter((at) => at > now() - perMs);
    calls.push(now());
    recent.set(key, calls);
    if (calls.length > most) return pause(key, 1 + Math.floor(random() * 5));
    return random() < faults().limited ? pause(key, 1 + Math.floor(random() * 30)) : undefined;
  }

  function pause(key: string, seconds: number): SlackTrouble {
    pausedUntil.set(key, now() + seconds * 1000);
    pauses.push({ key, from: now(), until: now() + seconds * 1000 });
    return { kind: 'limited', retryAfterMs: seconds * 1000 };
  }

  /** What goes wrong before Slack does anything. */
  async function trouble(key: string, [most, perMs]: readonly [number, number]): Promise<SlackTrouble | undefined> {
    if (isDown()) {
      await reach(`slack:${key} down`, 3000);
      return { kind: 'unclear', why: 'timeout' };
    }
    if (isTokenGone()) return { kind: 'unauthorized', error: 'token_revoked' };
    const limited = limitOf(key, most, perMs);
    if (limited) return limited;
    return random() < faults().broken ? { kind: 'unclear', why: 'HTTP 503' } : undefined;
  }

  function contentProblem({ text, blocks }: Message): SlackTrouble | undefined {
    if (text.length > 40_000 || (text === '' && blocks.length === 0)) return { kind: 'invalid', error: 'no_text' };
    const problem = blocks.length > 0 ? findBlockProblem(blocks) : undefined;
    if (!problem) return undefined;
    violations.push(`invalid blocks: ${problem.messages.join('; ')}`);
    return { kind: 'invalid', error: problem.error };
  }

  /** What was done is done; whether the answer arrives is another matter. */
  async function answered<T>(value: T, point: string): Promise<T | SlackTrouble> {
    if (random() < faults().lost) {
      await reach(`${point} lost`, 3000);
      return { kind: 'unclear', why: 'timeout' };
    }
    await reach(point, answerMs * (0.5 + random()));
    return value;
  }

  const put = (to: { channel: string; threadTs?: string; slot: string; rev: number }, message: Message): Posted => {
    made += 1;
    const at = now();
    const posted: Posted = {
      ...{ channel: to.channel, slot: to.slot, at, message, revs: [to.rev], isGone: false },
      ts: `${Math.floor(at / 1000)}.${String(made).padStart(6, '0')}`,
      ...(to.threadTs !== undefined && { threadTs: to.threadTs }),
      seenFrom: at + random() * faults().lagMs,
    };
    messages.set(`${to.channel}/${posted.ts}`, posted);
    const channel = channels.get(to.channel) ?? [];
    channels.set(to.channel, channel);
    channel.push(posted);
    return posted;
  };

  async function write(
    at: Readonly<{ channel: string; slot: string; isEdit: boolean }>,
    work: () => PostOutcome,
  ): Promise<PostOutcome> {
    await reach('slack:write', 20);
    const [key, rate] = at.isEdit
      ? ['update', [tier3, 60_000] as const]
      : [`post ${at.channel}`, [mostInTenSeconds, 10_000] as const];
    const sentAt = now();
    const refused: SlackTrouble | undefined = closed.has(at.channel)
      ? { kind: 'refused', error: 'is_archived' }
      : undefined;
    const outcome = (await trouble(key, rate)) ?? refused ?? work();
    attempts.push({ ...at, at: sentAt, outcome: outcome.kind });
    if (outcome.kind !== 'ok') {
      await reach('slack:write refused', answerMs);
      return outcome;
    }
    return answered(outcome, 'slack:write answered');
  }

  async function read(at: Parameters<Slack['findCopies']>[0]): Promise<CopiesPage> {
    await reach('slack:read', 20);
    const failed = await trouble('read', [tier3, 60_000]);
    if (failed) return failed;
    const all = (channels.get(at.channel) ?? []).filter((one) => {
      const isHere =
        'threadTs' in at && at.threadTs !== undefined ? one.threadTs === at.threadTs : one.threadTs === undefined;
      const isWanted = 'ts' in at ? one.ts === at.ts : one.at >= at.oldest;
      return isHere && isWanted && !one.isGone && one.seenFrom <= now();
    });
    const { cursor } = at;
    const newest = all.reverse().filter(({ ts }) => cursor === undefined || ts < cursor);
    const page = newest.slice(0, faults().page ?? pageSize);
    const copies = page
      .filter(({ slot }) => slot === at.slot)
      .map(({ ts, revs }): Copy => ({ ts, rev: revs.at(-1) ?? 0 }))
      .reverse();
    const last = page.at(-1);
    const answer: CopiesPage = {
      ...{ kind: 'ok', copies },
      ...(last && page.length < newest.length && { cursor: last.ts }),
    };
    await reach('slack:read answered', answerMs);
    return answer;
  }

  const slack: Slack = {
    post: (to, message) =>
      write(
        { channel: to.channel, slot: to.slot, isEdit: false },
        () => contentProblem(message) ?? { kind: 'ok', ts: put(to, message).ts },
      ),
    update: (at, message) =>
      write({ channel: at.channel, slot: at.slot, isEdit: true }, () => {
        const posted = messages.get(`${at.channel}/${at.ts}`);
        if (!posted || posted.isGone) return { kind: 'refused', error: 'message_not_found' };
        const problem = contentProblem(message);
        if (problem) return problem;
        posted.message = message;
        posted.revs.push(at.rev);
        return { kind: 'ok', ts: at.ts };
      }),
    async remove({ channel, ts }) {
      await reach('slack:remove', answerMs);
      if (random() < faults().broken) return { kind: 'unclear', why: 'HTTP 503' };
      const posted = messages.get(`${channel}/${ts}`);
      if (posted) posted.isGone = true;
      return { kind: 'ok', ts };
    },
    findCopies: read,
    openDirect: async (userId) => `D${userId}`,
    isPrivate: async () => false,
    isShared: async () => false,
    answer: async () => undefined,
    findPermalink: async () => undefined,
    publishHome: async () => ({ kind: 'ok' }),
    prepareFile: async () => ({ kind: 'ok', file: 'F1' }),
    shareFile: async () => ({ kind: 'ok', ts: '' }),
    findFile: async () => ({ kind: 'ok' }),
  };

  return {
    /** `pauses`: for how long Slack had asked us to leave a channel (`post` and its id), or all edits (`update`), alone; times in ms. */
    ...{ slack, attempts, violations, pauses },
    messages: () => [...messages.values()],
    /** Somebody takes messages away. */
    lose(which: (posted: Posted) => boolean): void {
      for (const posted of messages.values()) if (which(posted)) posted.isGone = true;
    },
  };
}
