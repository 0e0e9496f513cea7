import { createListCompliance } from '../aws/compliance-changes.ts';
import { createDeadLetters } from '../aws/dead-letters.ts';
import { createListFindings } from '../aws/findings.ts';
import { createTellOnCall } from '../aws/oncall.ts';
import { createStrayLetters, withStrays } from '../aws/stray-letters.ts';
import { once } from '../core/once.ts';
import type { SweepWorld } from '../flows/sweep/world.ts';
import { sweep } from '../flows/sweep.ts';
import { readEnvironment } from '../settings.ts';
import { composeBot } from './compose.ts';

const compose = once(async (): Promise<SweepWorld> => {
  const bot = await composeBot('sweep');
  const { allQueues } = readEnvironment(['queues', 'allQueues']);
  return {
    ...bot,
    sources: { listComplianceSince: createListCompliance(bot), listFindingsSince: createListFindings(bot) },
    deadLetters: withStrays(
      createDeadLetters({ clients: bot.clients, urls: allQueues.split(',').filter((url) => url !== '') }),
      createStrayLetters({
        ...bot,
        cannotAsk: (queue, why) => bot.log.warn('Dead letters could not be counted', { queue, why }),
      }),
    ),
    tellOnCall: createTellOnCall(bot),
  };
});

/** Each minute: drives what was left behind, and asks AWS what is true now. */
export async function handler(_event: unknown, _context: unknown): Promise<void> {
  await sweep(await compose());
}
