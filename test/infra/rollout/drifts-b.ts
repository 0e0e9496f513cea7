import type { Drift } from './drift.ts';
import { driftsOfAggregator } from './drifts-of-aggregator.ts';
import { driftsOfConfigRules } from './drifts-of-config-rules.ts';
import { driftsOfForwarding } from './drifts-of-forwarding.ts';
import { driftsOfRelay } from './drifts-of-relay.ts';

/** What may be changed behind our back of what members forward and find, and of where that arrives. */
export const driftsB: readonly Drift[] = [
  ...driftsOfForwarding,
  ...driftsOfConfigRules,
  ...driftsOfAggregator,
  ...driftsOfRelay,
];
