import type { RegionState, State } from './state.ts';

/** A copy that changes to the other do not reach: shelves are copied, what stands on them is never changed. */
export function copyOf(state: State): State {
  return {
    ids: state.ids,
    accounts: mapped(state.accounts, (account) => ({
      ...account,
      roles: { ...account.roles },
      regions: mapped(account.regions, copyOfRegion),
    })),
    buckets: { ...state.buckets },
    arrived: [...state.arrived],
  };
}

function copyOfRegion(here: RegionState): RegionState {
  return {
    ...here,
    trails: { ...here.trails },
    recorders: { ...here.recorders },
    channels: { ...here.channels },
    authorizations: { ...here.authorizations },
    configRules: { ...here.configRules },
    remediations: { ...here.remediations },
    aggregators: { ...here.aggregators },
    configTags: { ...here.configTags },
    buses: { ...here.buses },
    schedules: { ...here.schedules },
    functions: { ...here.functions },
    queues: { ...here.queues },
    topics: { ...here.topics },
    keys: { ...here.keys },
    keyAliases: { ...here.keyAliases },
  };
}

function mapped<Thing>(things: Readonly<Record<string, Thing>>, copy: (thing: Thing) => Thing): Record<string, Thing> {
  return Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, copy(thing)]));
}
