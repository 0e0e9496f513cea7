import { athenaOf } from './athena.ts';
import { type Bot, estimateOf, type Place, searchOf } from './search.ts';
import { verifyOf } from './verify.ts';

/** All that searches work with: the log files, Athena, what either would take, and the digests. */
export function searchesOf(bot: Bot) {
  return {
    ...{ search: searchOf(bot), searchIn: (place: Place) => searchOf(bot, place), estimate: estimateOf(bot) },
    ...{ openAthena: () => athenaOf(bot), verify: verifyOf(bot) },
  };
}
