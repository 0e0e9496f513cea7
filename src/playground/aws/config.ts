import type { Settings } from '../../core/settings.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { aggregateActions } from './config-aggregate.ts';
import { evaluationActions } from './config-evaluations.ts';
import { memberActions } from './config-member.ts';
import { recorderActions } from './config-recorder.ts';
import { remediationActions } from './config-remediation.ts';
import { ruleActions } from './config-rules.ts';
import type { CustomRules } from './custom-rules.ts';
import type { BridgeEvent } from './event-shapes.ts';
import { defineModel, type Model } from './model.ts';
import type { Runs } from './remediation-runs.ts';

/** AWS Config: the aggregator, the reads in a member, remediation, and what the functions of custom rules say. */
export function makeConfig(parts: {
  settings: Settings;
  world: World;
  runs: Runs;
  now: () => number;
  durationMs: number;
  custom: CustomRules;
  random: Random;
  emit: (event: BridgeEvent) => unknown;
}): Model {
  return defineModel(
    {
      ...aggregateActions(parts),
      ...memberActions(parts.world),
      ...ruleActions(parts),
      ...remediationActions(parts),
      ...evaluationActions(parts),
      ...recorderActions(parts),
    },
    { invalid: 'ValidationException', unknownAction: 'UnknownOperationException' },
  );
}
