import type { DeadLetters, Log, Now, Results, SendToQueue, Sources, Store } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';

/** What the sweep works with. */
export type SweepWorld = Readonly<{
  store: Store;
  settings: Settings;
  results: Results;
  sendToQueue: SendToQueue;
  now: Now;
  log: Log;
  sources: Sources;
  deadLetters: DeadLetters;
  tellOnCall: (message: string) => Promise<void>;
}>;
