import * as z from 'zod/mini';
import type { Alert } from '../../core/alert.ts';
import type { Now, SendToQueue, Store } from '../../core/ports.ts';
import { showAlert } from '../../delivery/show-alert.ts';
import { type EnrichWorld, enrichAlerts } from './enrich.ts';

const Again = z.object({ enrich: z.string().check(z.regex(/^[\w-]{1,100}$/)), attempt: z.number() });

/** "Ask once more what AWS Config knows of that alert": what the alerts' queue brings back to us. */
export type EnrichAgain = z.infer<typeof Again>;

type World = EnrichWorld & Readonly<{ store: Store; sendToQueue: SendToQueue; now: Now }>;

/** From the arrival of an alert to each further look, in s: AWS Config records what is new within some minutes. */
const looksAfter = [120, 600] as const;

/** The message, or nothing for what is none: a notification never looks like one. */
export function readEnrichAgain(body: string): EnrichAgain | undefined {
  if (!body.startsWith('{"enrich":')) return undefined;
  const parsed = Again.safeParse(readJson(body));
  return parsed.success ? parsed.data : undefined;
}

/** Has an alert looked at again later, where that is worth it; the `attempt`th look is the next (from 1). */
export async function enrichLater(alert: Alert, attempt: number, { sendToQueue }: World): Promise<void> {
  const at = looksAfter[attempt - 1];
  if (at === undefined) return;
  await sendToQueue('alerts', { enrich: alert.id, attempt }, at - (looksAfter[attempt - 2] ?? 0));
}

/**
 * Asks again, edits the messages of the alert with what is known now, routes it anew by its tags, and goes on while there
 * are looks left. Running twice is harmless.
 */
export async function enrichAgain({ enrich: id, attempt }: EnrichAgain, world: World): Promise<void> {
  const state = await world.store.findAlert(id);
  if (!state || state.opened === undefined) return;
  const [enriched] = await enrichAlerts([state.alert], world, { isLast: attempt >= looksAfter.length });
  if (!enriched) return;
  const latest = await world.store.addFacts(enriched.alert);
  if (latest) await showAlert(latest, world);
  if (enriched.isIncomplete) await enrichLater(state.alert, attempt + 1, world);
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
