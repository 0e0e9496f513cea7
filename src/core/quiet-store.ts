import type { Mute } from './mute.ts';
import type { AlertState } from './rows.ts';

/** What people said of alerts, what is open, and who is to be called. Every write is one conditional put or update of one item. */
export type QuietStore = Readonly<{
  /** Somebody looks after it, rev + 1; undefined when it is not open, or somebody does already. */
  acknowledgeAlert(alertId: string, by: string): Promise<AlertState | undefined>;
  /** Somebody was called for its opening at `since` (source time, ms): rev + 1, unless that is known. */
  noteCalled(alertId: string, since: number): Promise<AlertState | undefined>;
  /** Rev + 1, so that its messages are made anew: what they say depends on more than the alert. */
  renewAlert(alertId: string): Promise<AlertState | undefined>;
  /** What is open, the latest first, up to `limit`; what came in this moment may not be among them. */
  listOpenAlerts(limit: number): Promise<readonly AlertState[]>;
  /** At that time (ms) the sweep looks whether anybody acknowledged it; once for an opening (`since`), whenever it is said. */
  wantEscalation(alertId: string, when: Readonly<{ since: number; at: number }>): Promise<void>;

  /** What people want to hear nothing of now. */
  listMutes(): Promise<readonly Mute[]>;
  putMute(mute: Mute): Promise<void>;
  /** The mute of an id, also one that is over since a few days. */
  findMute(id: string): Promise<Mute | undefined>;
  /** Ends it now, and returns it as it was; undefined when there was none of that id, or it was over. */
  liftMute(id: string): Promise<Mute | undefined>;
}>;
