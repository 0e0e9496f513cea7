import type { Json } from '../../src/core/json.ts';

/** The steps, in the order in which an account is set up; what they need of the security account goes first (`order.ts`). */
export const stepIds = [
  'role',
  'trail',
  'recorder',
  'channel',
  'recording',
  'authorization',
  'detector',
  'destination',
  'forwarding',
  'config-rules',
  'aggregator',
  'relay',
] as const;
export type StepId = (typeof stepIds)[number];

/**
 * What is there, held against what should be. `before` and `after` are normalised (lists sorted, policies parsed, what a
 * service fills in left out), so that equal states are equal JSON. `foreign` is not ours and stays as it is. `weakens` says
 * in a sentence what logging or recording would be lost: that is not written unless whoever runs it allows it.
 */
export type Look =
  | Readonly<{ state: 'same'; before: Json; reason?: string }>
  | Readonly<{ state: 'missing'; after: Json; reason?: string }>
  | Readonly<{ state: 'different'; before: Json; after: Json; reason?: string; weakens?: string }>
  | Readonly<{ state: 'foreign'; before: Json; reason: string }>;

/** What must be written: only these two are. */
export type Lack = Extract<Look, { state: 'missing' | 'different' }>;

/** One thing that a step keeps as the settings want it. Every function may run twice, and throws what AWS answers. */
export type Item = Readonly<{
  step: StepId;
  /** What it is called in a report: `role noroshi-read`, `rule noroshi-1`. Unique within step, account and region. */
  object: string;
  accountId: string;
  /** `global` where AWS has none. */
  region: string;
  /** Reads and compares; changes nothing. */
  look(): Promise<Look>;
  /** Makes it as `after` says. Found half made by a run that was cut, it goes on from there. */
  write(lack: Lack): Promise<void>;
  /** What is unwell though everything is set as it should be (delivery statuses and the like), in a sentence. */
  check?(): Promise<string | undefined>;
  /** Takes away what we made; `kept` with a reason when it stays for good (logging, somebody else's). */
  remove(): Promise<'removed' | 'absent' | Readonly<{ kept: string }>>;
}>;

/** A line of what a run reports; scripts read it (`--json`). */
export type Row = Readonly<{
  accountId: string;
  region: string;
  step: StepId;
  object: string;
  state: 'same' | 'missing' | 'different' | 'foreign' | 'error' | 'done';
  before?: Json;
  after?: Json;
  reason?: string;
}>;
