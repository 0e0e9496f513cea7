import type { Item } from '../../item.ts';
import { held } from '../../looks.ts';
import { everyPage } from '../../pages.ts';
import type { Place } from '../../place.ts';
import { deleteRule } from './rule.ts';

/** Rules that we made and that the settings do not have any more, or not in this region. Ours say so where they are described. */
export function leftovers(place: Place, wanted: readonly string[]): Item {
  const { ask, accountId, region } = place;
  const find = async () => {
    const rules = await everyPage(async (NextToken) => {
      const page = await ask('config:DescribeConfigRules', { ...(NextToken && { NextToken }) });
      return { list: page.ConfigRules, next: page.NextToken };
    });
    return rules
      .filter(({ Description, CreatedBy }) => Description?.startsWith('Noroshi: ') && !CreatedBy)
      .map(({ ConfigRuleName = '' }) => ConfigRuleName)
      .filter((name) => !wanted.includes(name))
      .toSorted();
  };
  const takeAway = async () => {
    const names = await find();
    for (const name of names) await deleteRule(place, name);
    return names.length > 0;
  };
  return {
    ...{ step: 'config-rules', object: 'rules that are not wanted any more', accountId, region },
    look: async () => held(await find(), [], { reason: 'The settings do not have them any more, or not here.' }),
    write: async () => void (await takeAway()),
    remove: async () => ((await takeAway()) ? 'removed' : 'absent'),
  };
}
