import type { Alert } from '../../core/alert.ts';
import type { AlertState, SendToQueue } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import { isViolation } from '../../core/violation.ts';
import { type Choice, choicesFor } from '../../remediations/index.ts';

/** What the policies do about an alert by themselves, as the settings are now. */
export function automaticChoices(alert: Alert, settings: Settings): readonly Choice[] {
  return isViolation(alert) ? choicesFor(alert, settings).filter(({ mode }) => mode === 'auto') : [];
}

/**
 * Hands an opening over to whoever may change things, where a policy says `auto`. Told twice it is one transition, since its
 * source time tells it from the next.
 */
export async function handOver(
  { alert, newest: { sourceAt } }: AlertState,
  { settings, sendToQueue }: Readonly<{ settings: Settings; sendToQueue: SendToQueue }>,
): Promise<void> {
  if (automaticChoices(alert, settings).length === 0) return;
  await sendToQueue('remediations', { auto: alert.id, sourceAt });
}
