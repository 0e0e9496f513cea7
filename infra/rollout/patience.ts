import { answerOf, isNotOfAws } from './answer-of.ts';
import type { Ask, OutputOf } from './ask.ts';

/** One call as it ended; `attempts` counts from 1, `requestId` where AWS gave one. */
export type Call = Readonly<{ name: string; attempts: number; requestId?: string; error?: string }>;

export type Clock = Readonly<{ now(): number; pause(ms: number): Promise<void>; random(): number }>;

/** Who asks: paces hold for an account's service in a region, and for CloudTrail in all of them. */
type Asker = Readonly<{ accountId: string; region: string; onCall?: (call: Call) => void }>;

/** Makes an `Ask` patient for an account and region. */
export type Patient = (ask: Ask, asker: Asker) => Ask;

type Pace = { gap: number; nextAt: number; last: Promise<void> };

/** AWS CloudTrail, "Quotas": calls that change a trail are taken once a second in an account. */
const trailGap = 1_000;
const slowest = 2_000;
/** Who does not answer at all costs a time-out at each try; what failed to the end somewhere is tried once again elsewhere. */
const tries = { throttled: 10, transient: 5, silent: 3, hopeless: 2 } as const;

/**
 * Asks again what was throttled or failed for a moment, later and later (full jitter), and slows down what AWS slows down:
 * each throttle doubles the distance between two calls, each answer shortens it again.
 */
export function createPatience({ now, pause, random }: Clock): Patient {
  const paces = new Map<string, Pace>();
  /** Operations that failed to the end, until one of them is answered: nobody waits for the same in every place. */
  const hopeless = new Set<string>();

  /** Waits until it is this call's turn: the next one's is counted from when this one is really made. */
  async function turn(pace: Pace, least: number): Promise<void> {
    if (pace.gap === 0 && least === 0) return;
    const before = pace.last;
    pace.last = (async () => {
      await before;
      if (pace.nextAt > now()) await pause(pace.nextAt - now());
      pace.nextAt = now() + Math.max(pace.gap, least);
    })();
    await pace.last;
  }

  return (ask, { accountId, region, onCall }) =>
    async (name, input) => {
      const [service = ''] = name.split(':');
      const isTrail = service === 'cloudtrail' && isWrite(name);
      const key = isTrail ? `${accountId} trail` : `${accountId} ${region} ${service}`;
      const pace = paces.get(key) ?? { gap: 0, nextAt: 0, last: Promise.resolve() };
      paces.set(key, pace);
      const failed = { throttled: 0, transient: 0, silent: 0 };
      for (let attempts = 1; ; attempts++) {
        await turn(pace, isTrail ? trailGap : 0);
        try {
          const output = await ask(name, input);
          pace.gap = pace.gap < 20 ? 0 : pace.gap * 0.8;
          hopeless.delete(name);
          onCall?.({ name, attempts, ...requestIdOf(output) });
          return output;
        } catch (error) {
          const kind = troubleOf(error);
          const isHopeless = kind !== 'throttled' && hopeless.has(name);
          if (kind === undefined || ++failed[kind] >= (isHopeless ? tries.hopeless : tries[kind])) {
            if (kind !== undefined && kind !== 'throttled') hopeless.add(name);
            onCall?.({ name, attempts, error: error instanceof Error ? error.name : 'Error', ...requestIdOf(error) });
            throw error;
          }
          if (kind === 'throttled') pace.gap = Math.min(slowest, Math.max(50, pace.gap * 2));
          await pause(Math.ceil(random() * Math.min(20_000, 250 * 2 ** attempts)));
        }
      }
    };
}

/** Whether a call changes something. */
export function isWrite(name: string): boolean {
  return !/^\w+:(Get|Describe|List|Assume|Receive)/.test(name);
}

/** Lets what reads through; what would change something never leaves, and is answered with nothing. */
export function readsAlone(ask: Ask): Ask {
  // Every field of an answer may be left out, so that an empty one is an answer of any call.
  return (name, input) => (isWrite(name) ? Promise.resolve({} as OutputOf<typeof name>) : ask(name, input));
}

/** Docs: AWS SDKs and Tools Reference Guide, "Retry behavior". What a server does not know stays unknown. */
export function troubleOf(error: unknown): 'throttled' | 'transient' | 'silent' | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name } = error;
  if (/Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|PriorRequestNotComplete/.test(name)) return 'throttled';
  if (/^(Internal|ServiceUnavailable|ServiceInternal|KMSInternal|RequestTimeout)/.test(name)) return 'transient';
  const { status, code } = answerOf(error);
  if (name === 'TimeoutError' || ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(code ?? ''))
    return 'silent';
  if (isNotOfAws(error)) return undefined;
  return status !== undefined && status >= 500 && status !== 501 ? 'transient' : undefined;
}

function requestIdOf(from: unknown): { requestId?: string } {
  const { requestId } = answerOf(from);
  return requestId === undefined ? {} : { requestId };
}
