import type { StepId } from '../item.ts';
import type { Step } from '../place.ts';
import { aggregator } from './aggregator.ts';
import { authorization } from './authorization.ts';
import { channel } from './channel.ts';
import { configRules } from './config-rules.ts';
import { destination } from './destination.ts';
import { detector } from './detector.ts';
import { forwarding } from './forwarding.ts';
import { recorder } from './recorder.ts';
import { recording } from './recording.ts';
import { relay } from './relay.ts';
import { role } from './role.ts';
import { trail } from './trail.ts';

/** Every step by its id. */
export const steps: Readonly<Record<StepId, Step>> = {
  role,
  trail,
  recorder,
  channel,
  recording,
  authorization,
  detector,
  destination,
  forwarding,
  'config-rules': configRules,
  aggregator,
  relay,
};
