import type { Settings } from '../core/settings.ts';

/** Keys of the file whose capability does not exist yet. A line leaves this table when its capability comes. */
const laterKeys = ['configRules', 'rollout'] as const;

/** Paths that are there in the file and do nothing yet, each once, with the value where only the value is ahead of its time. */
export function findNotInUse(data: unknown, settings: Settings): readonly string[] {
  const written = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  const { bot } = settings;
  return [...(bot.network ? ['bot.network'] : []), ...laterKeys.filter((key) => written.includes(key))];
}
