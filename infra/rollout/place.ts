import type { Settings } from '../../src/core/settings.ts';
import type { Group } from '../definitions/groups.ts';
import type { Ask } from './ask.ts';
import type { Item } from './item.ts';

/** An account in one of its regions, with all that a step may know and ask there. */
export type Place = Readonly<{
  settings: Settings;
  accountId: string;
  region: string;
  /** It is listed in the settings; the security account may be as well. */
  isMember: boolean;
  isSecurity: boolean;
  /** The one region in which what has no region is set up and recorded (`rollout.globalRegion`). */
  isGlobal: boolean;
  /** The regions of the account that are set up, sorted: those of the settings that it has enabled. */
  regions: readonly string[];
  /** Every region that any account is set up in, sorted: where the security account must be ready. */
  everyRegion: readonly string[];
  /** Regions that the home bus cannot be reached from: they have a bus of their own. */
  relays: readonly string[];
  /** The group of a member: which bus, queue and alias are its. */
  group?: Group;
  /** Asks AWS here. */
  ask: Ask;
  /** Asks AWS in another region of the same account. */
  askIn(region: string): Ask;
  /** The ARN of the key of the logs (`findLogKey`), asked of the security account once in a run; none, where there is no such key. */
  logKey?(): Promise<string | undefined>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits so many milliseconds: IAM and others need a moment until what was made is there. */
  pause(ms: number): Promise<void>;
}>;

/** A kind of thing that is set up: what of it belongs to a place (nothing, where it does not). Looks at nothing yet. */
export type Step = (place: Place) => readonly Item[];
