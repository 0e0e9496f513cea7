import { createAggregateCompliance } from '../aws/aggregate-compliance.ts';
import { createFind } from '../aws/find-resources.ts';
import { createLoadHistory } from '../aws/history.ts';
import { createMembers } from '../aws/member.ts';
import { createListVerdicts } from '../aws/verdicts.ts';
import type { LookUps } from '../core/look-ups.ts';
import { type Bot, searchOf } from './search.ts';

/** A person waits longer than an alert does, in ms. */
const timeoutMs = 8_000;

/** What people look up of resources, under the roles that only read. */
export function lookUpsOf(bot: Bot): LookUps {
  const members = createMembers(bot);
  const parts = { clients: bot.clients, settings: bot.settings, timeoutMs };
  return {
    ...createFind(parts),
    ...createAggregateCompliance(parts),
    loadHistory: createLoadHistory({ members }),
    listVerdicts: createListVerdicts({ members }),
    searchIn: (place) => searchOf(bot, place),
  };
}
