import * as z from 'zod/mini';
import type { Alert } from '../../core/alert.ts';
import type { Now, SendToQueue, Store } from '../../core/ports.ts';
import { showAlert } from '../../delivery/show-alert.ts';
import { type EnrichWorld, enrichAlerts } from './enrich.ts';

const id = z.string().check(z.regex(/^[\w-]{1,100}$/));
const Again = z.object({ enrich: z.array(id).check(z.maxLength(100)), attempt: z.number() });

/** "Ask once more what AWS Config knows of those alerts": what the alerts' queue brings back to us. */
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

/** Has alerts looked at again later, together, where that is worth it; the `attempt`th look is the next (from 1). */
export async function enrichLater(alertIds: readonly string[], attempt: number, { sendToQueue }: World): Promise<void> {
  const at = looksAfter[attempt - 1];
  if (at === undefined || alertIds.length === 0) return;
  await sendToQueue('alerts', { enrich: [...new Set(alertIds)], attempt }, at - (looksAfter[attempt - 2] ?? 0));
}

/**
 * Asks again, for all of them at once, edits their messages with what is known now, routes them anew by their tags, and goes
 * on while there are looks left. Running twice is harmless.
 */
async function enrichAgain({ enrich: ids, attempt }: EnrichAgain, world: World): Promise<void> {
  const found = await Promise.all(ids.map((alertId) => world.store.findAlert(alertId)));
  const alerts = found.flatMap((state): readonly Alert[] => (state?.opened === undefined ? [] : [state.alert]));
  if (alerts.length === 0) return;
  const enriched = await enrichAlerts(alerts, world, { isLast: attempt >= looksAfter.length });
  for (const { alert } of enriched) {
    await world.store.addFacts(alert);
    // Shown also when nothing is new: a crash may have come between the two.
    const latest = await world.store.findAlert(alert.id);
    if (latest) await showAlert(latest, world);
  }
  const incomplete = enriched.filter(({ isIncomplete }) => isIncomplete);
  await enrichLater(
    incomplete.map(({ alert }) => alert.id),
    attempt + 1,
    world,
  );
}

/** One question asks for so many alerts. */
const together = 25;

/**
 * The further looks that a batch of messages asks for, few questions for all of them. Answers with the ids of the messages
 * whose look failed and must come again.
 */
export async function enrichTogether(
  messages: readonly Readonly<{ messageId: string; again: EnrichAgain }>[],
  world: World,
): Promise<readonly Readonly<{ messageId: string; error: unknown }>[]> {
  const groups: { attempt: number; enrich: string[]; messageIds: string[] }[] = [];
  for (const { messageId, again } of messages) {
    const { attempt, enrich } = again;
    const known = groups.find((group) => group.attempt === attempt && group.enrich.length + enrich.length <= together);
    if (known) {
      known.enrich.push(...enrich);
      known.messageIds.push(messageId);
    } else groups.push({ attempt, enrich: [...enrich], messageIds: [messageId] });
  }
  const failed = await Promise.all(
    groups.map(async ({ attempt, enrich, messageIds }) => {
      try {
        await enrichAgain({ attempt, enrich: [...new Set(enrich)] }, world);
        return [];
      } catch (error) {
        return messageIds.map((messageId) => ({ messageId, error }));
      }
    }),
  );
  return failed.flat();
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
