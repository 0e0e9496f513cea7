import { type Fact, nameOf } from '../core/alert.ts';
import { consoleLinks } from '../core/console-links.ts';
import { userError } from '../core/errors.ts';
import { factsOf } from '../core/items/resource-facts.ts';
import type { ConfigurationItem } from '../core/ports.ts';
import type { Reply } from '../core/reply.ts';
import type { Resource } from '../core/resource.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import { oneLine } from '../core/text/phrase.ts';
import { defineCommand } from './define.ts';

const mostListed = 20;
const mostTags = 15;

/** Looks a resource up in every account and region that the aggregator covers. */
export const resource = defineCommand({
  id: 'resource',
  summary: 'Look up a resource in every account and region',
  example: 'i-0123456789abcdef0',
  args: {
    what: { kind: 'text', positional: true, required: true, hint: 'WHAT', help: 'an id, ARN, name or Name tag' },
  },
  permissions: ['config:SelectAggregateResourceConfig', 'config:GetAggregateResourceConfig'],
  async run({ what }, { aggregator, settings }) {
    const found = await aggregator.findResources(what, mostListed + 1);
    const [first] = found;
    if (!first) throw userError('NOT_FOUND', { what: `“${oneLine(what, 200)}”`, where: 'AWS Config' });
    if (found.length > 1) return listOf(what, found, settings);
    return cardOf(first, await aggregator.findItem(first), settings);
  },
});

/** Everything about one resource; `item` is missing when it is recorded but its item cannot be had. */
function cardOf(found: Resource, item: ConfigurationItem | undefined, settings: Settings): Reply {
  const named = { ...found, ...item?.resource };
  const tags = Object.entries(item?.tags ?? {}).filter(([key]) => key !== 'Name');
  const facts: readonly Fact[] = [
    ...(named.name && named.name !== named.id ? [{ label: 'Name', value: named.name }] : []),
    { label: 'Id', value: named.id },
    { label: 'Type', value: named.type },
    { label: 'Account', value: accountOf(named, settings) },
    { label: 'Region', value: named.region },
    ...(item ? factsOf(item) : [{ label: 'Details', unavailable: 'AWS Config holds no configuration of it' }]),
    ...(item && item.status !== 'OK' && item.status !== 'ResourceDiscovered'
      ? [{ label: 'Config status', value: item.status }]
      : []),
    ...(item?.createdAt ? [{ label: 'Created', value: item.createdAt }] : []),
    ...(item ? [{ label: 'As of', value: item.capturedAt }] : []),
  ];
  const shown = tags.slice(0, mostTags).map(([key, value]) => ({ label: `Tag ${key}`, value: value || '(empty)' }));
  const links = consoleLinks({ accountId: named.accountId, region: named.region, resource: named });
  return {
    title: nameOf(named),
    sections: [
      { kind: 'facts', facts },
      ...(shown.length > 0 ? [{ kind: 'facts' as const, facts: shown }] : []),
      ...(tags.length > mostTags ? [{ kind: 'text' as const, text: `… and ${tags.length - mostTags} more tags` }] : []),
      ...(links.length > 0 ? [{ kind: 'links' as const, links }] : []),
    ],
  };
}

function listOf(what: string, found: readonly Resource[], settings: Settings): Reply {
  const count = found.length > mostListed ? `More than ${mostListed}` : `${found.length}`;
  return {
    title: `${count} resources are called “${oneLine(what, 200)}”`,
    sections: [
      {
        kind: 'list',
        items: found.slice(0, mostListed).map((one) => ({
          lead: nameOf(one),
          body: `${one.type} in ${accountOf(one, settings)}, ${one.region}`,
          meta: `/aws-resource ${one.arn ?? one.id}`,
        })),
      },
      { kind: 'text', text: 'Ask again with the ARN or id of the one that you mean.' },
    ],
  };
}

function accountOf({ accountId }: Resource, settings: Settings): string {
  const account = findAccount(settings, accountId);
  if (!account) return `${accountId} (not in the settings)`;
  return account.environment
    ? `${account.name} (${accountId}, ${account.environment})`
    : `${account.name} (${accountId})`;
}
