import type { Settings } from '../../src/core/settings.ts';
import { globalRegionOf } from '../definitions/recording.ts';
import { type StepId, stepIds } from './item.ts';

/** A part of a run: some steps in one account and region, as a member or as the security account. */
export type Stop = Readonly<{
  accountId: string;
  region: string;
  as: 'member' | 'security';
  steps: readonly StepId[];
}>;

/**
 * The stops of a run in waves; a wave begins when the one before has ended. The security account comes first, since members
 * deliver into it; then what has no region in each account, then its regions; the list of accounts that Config gathers comes
 * last, when they have all agreed.
 */
export type Waves = Readonly<{
  first: readonly Stop[];
  accounts: readonly Readonly<{ accountId: string; global: readonly Stop[]; regions: readonly Stop[] }>[];
  last: readonly Stop[];
}>;

const ofSecurity: readonly StepId[] = ['relay', 'destination', 'config-rules'];
/** The recording of what has no region goes first as well: moving it here from elsewhere loses nothing that way. */
const globally: readonly StepId[] = ['role', 'recorder', 'channel', 'recording'];
const ofMember = stepIds.filter((step) => !['role', 'aggregator', 'relay'].includes(step));

/** Puts the stops of these accounts in order. `only` leaves other steps out; `members` maps an account to its regions. */
export function wavesOf(
  settings: Settings,
  {
    members,
    everyRegion,
    hasSecurity,
    only,
  }: Readonly<{
    members: ReadonlyMap<string, readonly string[]>;
    /** Where the security account must be ready. */
    everyRegion: readonly string[];
    hasSecurity: boolean;
    only: (stop: Readonly<{ accountId: string; region: string; step: StepId }>) => boolean;
  }>,
): Waves {
  const { account, region: home } = settings.security;
  const global = globalRegionOf(settings);
  const stop = ({ steps, ...at }: Stop): readonly Stop[] => {
    const wanted = steps.filter((step) => only({ ...at, step }));
    return wanted.length > 0 ? [{ ...at, steps: wanted }] : [];
  };
  const security = (region: string, steps: readonly StepId[]) =>
    hasSecurity ? stop({ accountId: account, region, as: 'security', steps }) : [];
  return {
    first: everyRegion.flatMap((region) => security(region, ofSecurity)),
    accounts: [...members].map(([accountId, regions]) => ({
      accountId,
      global: regions.includes(global) ? stop({ accountId, region: global, as: 'member', steps: globally }) : [],
      regions: [...regions]
        .sort((a, b) => Number(b === global) - Number(a === global))
        .flatMap((region) => {
          const steps = region === global ? ofMember.filter((step) => !globally.includes(step)) : ofMember;
          return stop({ accountId, region, as: 'member', steps });
        }),
    })),
    last: security(home, ['aggregator']),
  };
}
