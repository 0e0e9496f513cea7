import type { Ask } from '../../../infra/rollout/ask.ts';
import type { StepId } from '../../../infra/rollout/item.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { State } from '../../../src/playground/estate/state.ts';

/** Where something is planted, once everything is set up. */
export type Planted = Readonly<{
  settings: Settings;
  /** A listed account, and the security account. */
  member: string;
  security: string;
  /** The estate as it is, for what no call of a rollout can plant: replace what stands under a name. */
  state(): State;
}>;

/** Something that somebody changed behind our back, and the row that must say so. */
export type Drift = Readonly<{
  step: StepId;
  what: string;
  /** Changes it, with an administrator's identity, by the calls that the rollout itself knows. */
  plant(ask: (accountId: string, region: string) => Ask, planted: Planted): Promise<void>;
  /** What the row calls it. */
  object: RegExp;
  accountId: 'member' | 'security';
  /** The state of the row; `different` where nothing is said. */
  state?: 'missing' | 'different' | 'foreign';
  /** Part of its reason. */
  reason?: RegExp;
  /** It is written with --allow-weaken only. */
  weakens?: true;
  /** Rows of other objects that must change with it: what stood on what was taken away. */
  also?: RegExp;
}>;
