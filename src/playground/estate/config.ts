import { aggregationActions } from './config-aggregation.ts';
import { channelActions } from './config-channel.ts';
import { recorderActions } from './config-recorder.ts';
import { remediationActions } from './config-remediations.ts';
import { ruleActions } from './config-rules.ts';
import type { Actions, Parts } from './parts.ts';

/** AWS Config: what it records and where to, who may gather it, rules and what puts right what they find. */
export function makeConfig(parts: Parts): Actions {
  return {
    ...recorderActions(parts),
    ...channelActions(parts),
    ...aggregationActions(parts),
    ...ruleActions(parts),
    ...remediationActions(parts),
  };
}
