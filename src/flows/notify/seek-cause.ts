import * as z from 'zod/mini';
import { isCallOn, nameInCalls, regionsOfCalls } from '../../core/cloudtrail/calls-on.ts';
import { causeWithin, type Evidence, newestOf } from '../../core/evidence.ts';
import type { Resource } from '../../core/resource.ts';
import type { SearchTrail } from '../../core/search/trail-query.ts';
import { findAccount } from '../../core/settings.ts';
import { type CauseWorld, evidenceIn, tellCause, unexplained } from './cause.ts';

const Seek = z.object({ evidence: z.string().check(z.regex(/^[\w-]{1,100}$/)), attempt: z.number() });

/** "Look in the logs for who caused that alert": what the searches' queue brings back to us. */
export type SeekCause = z.infer<typeof Seek>;

export type SeekWorld = CauseWorld &
  Readonly<{
    /** A search of the logs of one account and some regions, under the log reader's role. */
    searchIn: (place: { accountId: string; regions: readonly string[] }) => SearchTrail;
    /** Aborted shortly before this run must end. */
    stop: AbortSignal;
  }>;

const attempts = 2;
/** SQS's longest delay, in s. */
const again = 900;
/** One look may take so long: nobody waits for it, but others wait behind it, in ms. */
const patience = 60_000;

/** The message, or nothing for what is none. */
export function readSeekCause(body: unknown): SeekCause | undefined {
  const parsed = Seek.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Looks in the log bucket for the last call before AWS Config saw the change that names the resource, and tells the alert's
 * thread. Looks once more a quarter of an hour later where nothing was found, and then leaves it to a person's search.
 */
export async function seekCause({ evidence: alertId, attempt }: SeekCause, world: SeekWorld): Promise<void> {
  const state = await world.store.findAlert(alertId);
  const resource = state && !state.evidence ? unexplained(state.alert) : undefined;
  if (!state || !resource || !findAccount(world.settings, resource.accountId)) return;
  const cause = await search(resource, Date.parse(state.alert.occurredAt), world);
  world.log.info('Looked in the logs for who caused an alert', { alert: alertId, attempt, found: cause !== undefined });
  if (cause) return tellCause(alertId, cause, world);
  if (attempt < attempts) await world.sendToQueue('searches', { evidence: alertId, attempt: attempt + 1 }, again);
}

async function search(resource: Resource, seenAt: number, world: SeekWorld): Promise<Evidence | undefined> {
  const { limits } = world.settings.trail;
  const tooMuch = new AbortController();
  const { accountId } = resource;
  const { records } = await world.searchIn({ accountId, regions: regionsOfCalls(resource) })(
    {
      terms: [nameInCalls(resource)],
      since: seenAt - causeWithin,
      until: seenAt + 60_000,
      limit: limits.records,
      budgetMs: Math.min(patience, limits.seconds * 1000),
    },
    {
      signal: AbortSignal.any([world.stop, tooMuch.signal]),
      onProgress: ({ objects }) => objects > limits.objects && tooMuch.abort(),
    },
  );
  const found = records.flatMap((line) => {
    const record: unknown = JSON.parse(line);
    const evidence = isCallOn(record, resource) ? evidenceIn(record) : undefined;
    return evidence?.accountId === accountId ? [evidence] : [];
  });
  return newestOf(found);
}
