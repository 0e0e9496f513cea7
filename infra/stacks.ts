import type { App, Stack } from 'aws-cdk-lib';
import type { Settings } from '../src/core/settings.ts';
import { addBotStack } from './bot-stack.ts';
import { groupsOf } from './definitions/groups.ts';
import { globalRegionOf } from './definitions/recording.ts';
import { addMemberStack } from './member-stack.ts';
import { addInvocationStacks, addRegionStack } from './region-stack.ts';
import { addSecurityStack } from './security-stack.ts';
import { addSubscriptionStack } from './subscription.ts';

/** Every stack of an installation, in the order in which they are deployed. */
export type Stacks = Readonly<{
  security: Stack;
  regions: readonly Stack[];
  bot: Stack;
  subscriptions: readonly Stack[];
  members: readonly Stack[];
}>;

/** Thrown when the settings describe what these stacks cannot make; the message says what to do. */
export class NotDeployable extends Error {
  override readonly name = 'NotDeployable';
}

/**
 * Makes the stacks of the settings. `relays` are the regions that the home bus cannot be reached from. Throws NotDeployable
 * or TooLarge with one line that says what to do.
 */
export function addStacks(app: App, settings: Settings, relays: readonly string[] = []): Stacks {
  const regions = regionsOf(settings);
  const { security: home, bot: place } = settings;
  const inSecurity = (region: string) => ({ env: { account: home.account, region } });
  const security = addSecurityStack(app, settings, { ...inSecurity(home.region), regions });
  const perRegion = regions.flatMap((region) => {
    const isRelay = relays.includes(region) && region !== home.region;
    const own = addRegionStack(app, settings, { ...inSecurity(region), region, isRelay });
    own.addStackDependency(security);
    const invocations = addInvocationStacks(app, settings, { ...inSecurity(region), region });
    for (const stack of invocations) stack.addStackDependency(own);
    return [own, ...invocations];
  });
  const alertRegions = [home.region, ...relays.filter((region) => region !== home.region)];
  const bot = addBotStack(app, settings, { env: { account: place.account, region: place.region }, alertRegions });
  for (const stack of [security, ...perRegion]) bot.addStackDependency(stack);
  const subscriptions = alertRegions
    .filter((region) => region !== place.region)
    .map((region) => addSubscriptionStack(app, settings, region));
  for (const stack of subscriptions) stack.addStackDependency(bot);
  const members = groupsOf(settings).map((group) => addMemberStack(app, settings, { group, regions, relays }));
  return { security, regions: perRegion, bot, subscriptions, members };
}

/** The listed regions; the one that records what has no region is always among them. */
function regionsOf(settings: Settings): readonly string[] {
  const { regions, rules } = settings;
  if (regions === 'enabled') {
    throw new NotDeployable(
      'Stacks are made for regions by name, and the settings say `regions: enabled`. Write the list into the file: npm run noroshi -- regions --write',
    );
  }
  if (rules.credentials === 'execution-role') {
    throw new NotDeployable(
      "The recorder of these stacks works under AWS Config's own role, which nobody can assume. Take out `rules.credentials: execution-role`, or say evaluate-role.",
    );
  }
  return [...new Set([...regions, globalRegionOf(settings), settings.security.region])];
}
