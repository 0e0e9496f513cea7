import type { RemediationRequest } from '../../core/remediation.ts';
import type { ActWorld } from './world.ts';

/** No run of ours lasts longer, in ms: what was begun before that and has not ended was cut off. */
export const longestRun = 60_000;

/** Has the next look at a request come in 2 s at first, up to 60 s later on. Docs: Amazon SQS, delay of at most 900 s. */
export async function followSoon(
  { id, looks: n = 0 }: Pick<RemediationRequest, 'id' | 'looks'>,
  { sendToQueue }: Pick<ActWorld, 'sendToQueue'>,
  delaySeconds = Math.min(60, Math.round(2 * 1.5 ** n)),
): Promise<void> {
  await sendToQueue('remediations', { request: id, n }, delaySeconds);
}
