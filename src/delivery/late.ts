import { isFileSlot } from '../core/reply.ts';
import { isUrgentEdit } from './fold.ts';
import type { Ready } from './next.ts';
import { doubtful, type SendParts, type Sent } from './send.ts';

/** A call whose end the sender did not wait for: `sent` is there as soon as it has ended. */
export type Late = { readonly ready: Ready; readonly ended: Promise<void>; sent?: Sent; isOvertaken?: true };

export type LateParts = SendParts &
  Readonly<{
    /** Real time, in ms, that passes by itself. Without it each call is waited for. */
    timer?: (ms: number) => Promise<unknown>;
  }>;

/** Slack answers within some tenths of a second: after so long what is critical does not wait for one call any more, in ms. */
const patience = 600;
const mostLate = 2;

/**
 * Waits for a call, but not for long: the sender goes on with what else is queued, and hears of its end in `late`. Few
 * calls at a time are left behind like that. An urgent edit is taken to be in doubt and made again.
 */
export async function waitFor(
  going: Promise<Sent>,
  ready: Ready,
  { late, parts }: Readonly<{ late: Late[]; parts: LateParts }>,
): Promise<Sent | undefined> {
  const { store, now, timer } = parts;
  const isShort = ready.kind === 'send' && !isFileSlot(ready.slot.name);
  if (!timer || !isShort || late.length >= mostLate) return going;
  const first = await Promise.race([going, timer(patience).then(() => undefined)]);
  if (first) return first;
  const one: Late = {
    ready,
    ended: going
      .catch((error: unknown): Sent => {
        parts.log.error('A message that was left behind could not be sent', { error: String(error) });
        return { kind: 'next' };
      })
      .then((sent) => {
        one.sent = sent;
      }),
  };
  late.push(one);
  if (isUrgentEdit(ready.slot)) {
    const slot = await store.findSlot(ready.slot);
    if (slot?.state === 'sending') await store.changeSlot(slot, doubtful(slot, now()));
  }
  return undefined;
}

/** Slack has answered another call meanwhile: that these got no answer does not mean that it is down. */
export function overtake(late: readonly Late[]): void {
  for (const one of late) one.isOvertaken = true;
}

/** A call that has ended meanwhile, taken out of `late`. */
export function endedOf(late: Late[]): Readonly<{ ready: Ready; sent: Sent }> | undefined {
  const at = late.findIndex(({ sent }) => sent);
  const [one] = at < 0 ? [] : late.splice(at, 1);
  if (!one?.sent) return undefined;
  const { ready, sent, isOvertaken } = one;
  return { ready, sent: isOvertaken && sent.kind === 'doubt' ? { kind: 'next' } : sent };
}
