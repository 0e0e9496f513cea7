import type { Settings } from '../../src/core/settings.ts';
import { globalRegionOf } from '../definitions/recording.ts';
import { NoWayIn } from './identity.ts';
import type { Row } from './item.ts';
import type { Patient } from './patience.ts';
import { reasonOf } from './reason.ts';
import type { Open, Opened } from './sessions.ts';

/** An account that is open, with the regions that are to be set up in it, sorted; `problems` are regions that cannot be. */
export type Surveyed = Readonly<{ opened: Opened; regions: readonly string[]; problems: readonly Row[] }>;

type World = Readonly<{ settings: Settings; open: Open; patient: Patient }>;

/**
 * Opens an account and asks which of the wanted regions it has enabled. EC2 API Reference, DescribeRegions; asked in us-east-1,
 * which nobody can turn off. What cannot be opened is a row. Throws `NoWayIn`.
 */
export async function survey(accountId: string, { settings, open, patient }: World): Promise<Surveyed | Row> {
  try {
    const opened = await open(accountId);
    const { Regions = [] } = await regionsOf(opened, { settings, patient });
    const states = new Map(Regions.map(({ RegionName = '', OptInStatus = '' }) => [RegionName, OptInStatus]));
    const isEnabled = (region: string) => states.has(region) && states.get(region) !== 'not-opted-in';
    const wanted = wantedRegions(settings) ?? [...states.keys()].filter(isEnabled);
    const problems = wanted
      .filter((region) => !isEnabled(region))
      .map((region) => closed(accountId, region, states.get(region)));
    return { opened, regions: wanted.filter(isEnabled).toSorted(), problems };
  } catch (error) {
    if (error instanceof NoWayIn) throw error;
    return { accountId, region: 'global', step: 'role', object: 'account', state: 'error', reason: reasonOf(error) };
  }
}

/** An organisation may deny all that is done in us-east-1: then the home region is asked. */
async function regionsOf({ accountId, ask }: Opened, { settings, patient }: Pick<World, 'settings' | 'patient'>) {
  const askIn = (region: string) =>
    patient(ask(region), { accountId, region })('ec2:DescribeRegions', { AllRegions: true });
  return askIn('us-east-1').catch((error: unknown) =>
    askIn(settings.security.region).catch(() => {
      throw error;
    }),
  );
}

/** The regions that the settings name, with those that cannot be left out; none when they say `enabled`. */
function wantedRegions(settings: Settings): readonly string[] | undefined {
  if (settings.regions === 'enabled') return undefined;
  return [...new Set([...settings.regions, globalRegionOf(settings)])];
}

function closed(accountId: string, region: string, status: string | undefined): Row {
  const why =
    status === undefined
      ? `There is no region ${region} for this account: correct it in the settings.`
      : `${region} is not enabled in this account: enable it there, or take it out of the settings.`;
  return { accountId, region, step: 'recorder', object: 'region', state: 'error', reason: why };
}
