import { isNamed } from '../../core/aws-error.ts';
import type { Evaluation } from '../../core/items/evaluation.ts';

/** Docs: AWS Config API Reference, PutEvaluations, `Evaluations`. */
const mostPerCall = 100;
const attempts = 4;

/** The rule was deleted or the token has run out: nothing that is asked again will be heard. */
const final = ['NoSuchConfigRuleException', 'InvalidResultTokenException'];

/**
 * Puts evaluations in batches of 100, and again those that AWS Config did not take (it answers 200 and names them), a little
 * later each time. Returns the name of the error when nobody waits for them any more; throws when some were never taken.
 */
export async function putAll(
  evaluations: readonly Evaluation[],
  {
    put,
    sleep,
  }: { put: (batch: readonly Evaluation[]) => Promise<readonly Evaluation[]>; sleep: (ms: number) => Promise<void> },
): Promise<string | undefined> {
  let left = evaluations;
  for (let attempt = 0; attempt < attempts && left.length > 0; attempt += 1) {
    if (attempt > 0) await sleep(200 * 2 ** attempt);
    const failed: Evaluation[] = [];
    for (let at = 0; at < left.length; at += mostPerCall) {
      try {
        failed.push(...(await put(left.slice(at, at + mostPerCall))));
      } catch (error) {
        const refused = final.find((name) => isNamed(error, name));
        if (refused) return refused;
        throw error;
      }
    }
    left = failed;
  }
  if (left.length > 0) throw new Error(`AWS Config did not take ${left.length} of ${evaluations.length} evaluations`);
  return undefined;
}
