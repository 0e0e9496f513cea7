import { ruleDefinitions } from '../../definitions/config-rules.ts';
import { groupsOf } from '../../definitions/groups.ts';
import type { Item } from '../item.ts';
import type { Place, Step } from '../place.ts';
import { groupAlias, groupPermissions } from './config-rules/invocations.ts';
import { leftovers } from './config-rules/leftovers.ts';
import { remediationOf } from './config-rules/remediation.ts';
import { configRule } from './config-rules/rule.ts';

/** In members the rules of the settings with what puts right what they find; in the security account, who may invoke ours. */
export const configRules: Step = (place) => [...inMember(place), ...inSecurity(place)];

/** Rules of what has no region stand only where that is recorded. */
function inMember(place: Place): readonly Item[] {
  const { settings, accountId, group } = place;
  if (!place.isMember || !group) return [];
  const here = ruleDefinitions(settings, accountId).filter(({ isGlobal }) => !isGlobal || place.isGlobal);
  return [
    ...here.flatMap((definition) => [configRule(place, group, definition), remediationOf(place, definition)]),
    leftovers(
      place,
      here.map(({ name }) => name),
    ),
  ];
}

/** The function itself comes with the region's stack: it is a bundle. */
function inSecurity(place: Place): readonly Item[] {
  const { settings } = place;
  if (!place.isSecurity || settings.configRules.every(({ custom }) => custom === undefined)) return [];
  return groupsOf(settings).flatMap((group) => [groupAlias(place, group), groupPermissions(place, group)]);
}
