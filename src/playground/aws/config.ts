import type { Settings } from '../../core/settings.ts';
import type { World } from '../world.ts';
import { aggregateActions } from './config-aggregate.ts';
import { memberActions } from './config-member.ts';
import { remediationActions } from './config-remediation.ts';
import { defineModel, type Model } from './model.ts';
import type { Runs } from './remediation-runs.ts';

/** AWS Config: the aggregator, the reads in a member, and remediation. */
export function makeConfig(parts: {
  settings: Settings;
  world: World;
  runs: Runs;
  now: () => number;
  durationMs: number;
}): Model {
  return defineModel(
    { ...aggregateActions(parts), ...memberActions(parts.world), ...remediationActions(parts) },
    { invalid: 'ValidationException', unknownAction: 'UnknownOperationException' },
  );
}
