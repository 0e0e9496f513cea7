import type { Settings } from '../core/settings.ts';
import { laterRemediations } from './cross-checks.ts';

/** Keys of the file whose capability does not exist yet. A line leaves this table when its capability comes. */
const laterKeys = ['oncall', 'storm', 'sweep', 'configRules', 'exempt', 'caps', 'rollout'] as const;

/** Paths that are there in the file and do nothing yet, each once, with the value where only the value is ahead of its time. */
export function findNotInUse(data: unknown, settings: Settings): readonly string[] {
  const written = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  const { bot, trail, routes, access, remediations } = settings;
  const later: readonly string[] = laterRemediations;
  return [
    ...(bot.network ? ['bot.network'] : []),
    ...(trail.athena ? ['trail.athena'] : []),
    ...(routes.some(({ escalate }) => escalate) ? ['routes[].escalate'] : []),
    ...(access.approve.length > 0 ? ['access.approve'] : []),
    ...new Set(remediations.filter(({ mode }) => mode !== 'click').map(({ mode }) => `remediations[].mode: ${mode}`)),
    ...(remediations.some(({ dryRun }) => dryRun) ? ['remediations[].dryRun'] : []),
    ...new Set(remediations.filter(({ use }) => later.includes(use)).map(({ use }) => `remediations[].use: ${use}`)),
    ...laterKeys.filter((key) => written.includes(key)),
  ];
}
