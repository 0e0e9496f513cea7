import { nameOf } from '../../core/alert.ts';
import { timelineLink } from '../../core/console-links.ts';
import { userError } from '../../core/errors.ts';
import { exactWords } from '../../core/items/asked-resource.ts';
import { changesOfItem } from '../../core/items/item-changes.ts';
import { readable } from '../../core/items/item-difference.ts';
import type { ConfigurationItem } from '../../core/ports.ts';
import type { Reply, ReplyItem, ReplySection } from '../../core/reply.ts';
import type { Resource } from '../../core/resource.ts';
import { isObject } from '../../core/text/lenient.ts';
import { maskAt, maskJson } from '../../core/text/mask.ts';
import { listed } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';

/** So many states are shown; one more tells what the oldest of them changed. */
const mostStates = 8;
const mostTold = 4;

type Asked = Readonly<{ isGone: boolean; until?: number }>;

/** The states of a resource that AWS Config recorded, newest first, each with what it changed and a button that compares. */
export async function showHistory(resource: Resource, { isGone, until }: Asked, ctx: CommandContext): Promise<Reply> {
  const at = until === undefined ? undefined : new Date(until).toISOString();
  const items = await ctx.lookUps.loadHistory(resource, mostStates + 1, at);
  if (items.length === 0) {
    const where = `what AWS Config recorded${at === undefined ? '' : ` until ${at}`}`;
    throw userError('NOT_FOUND', { what: nameOf(resource), where });
  }
  const named = { ...resource, ...items.find(({ resource: { name } }) => name !== undefined)?.resource };
  const shown = items.slice(0, mostStates);
  const gone = isGone || shown[0]?.status.startsWith('ResourceDeleted') ? ', which is there no more' : '';
  const url = timelineLink(named);
  return {
    title: `${shown.length === 1 ? 'The only state' : `The last ${shown.length} states`} of ${nameOf(named)} that AWS Config recorded${gone}`,
    sections: [
      { kind: 'list', items: shown.map((item, place) => itemOf(item, items[place + 1], resource)) },
      ...(url ? [{ kind: 'links' as const, links: [{ label: 'Config timeline', url }] }] : []),
      ...asksOf(resource, items, isGone),
    ],
  };
}

function itemOf(item: ConfigurationItem, before: ConfigurationItem | undefined, resource: Resource): ReplyItem {
  const changes = before ? changesOfItem(masked(before), masked(item)) : [];
  const told = changes
    .slice(0, mostTold)
    .map(({ field, before: was, after }) => `${field}: ${was ?? 'none'} → ${after ?? 'none'}`);
  const left = changes.length - told.length;
  const meta = `${told.join('; ')}${left > 0 ? `; and ${left} more` : ''}`;
  const at = Date.parse(item.capturedAt);
  const words = exactWords(resource);
  return {
    lead: leadOf(item, before),
    body:
      changes.length === 0 ? bodyWithout(item, before) : listed(changes.slice(0, mostTold).map(({ field }) => field)),
    ...(meta && { meta }),
    ...(at > 0 && { at }),
    ...(before &&
      words !== undefined &&
      item.capturedAt > before.capturedAt && {
        ask: { label: 'Compare', command: '/aws-resource', text: `${words} ${timesOf(before, item)}` },
      }),
  };
}

function timesOf(before: ConfigurationItem, after: ConfigurationItem): string {
  return `from:${before.capturedAt} to:${after.capturedAt}`;
}

/** Docs: AWS Config, ConfigurationItem, configurationItemStatus. */
function leadOf({ status }: ConfigurationItem, before: ConfigurationItem | undefined): string {
  if (status.startsWith('ResourceDeleted')) return 'Deleted';
  if (status === 'ResourceDiscovered' || !before) return before ? 'Created' : 'Recorded';
  return 'Changed';
}

function bodyWithout({ status }: ConfigurationItem, before: ConfigurationItem | undefined): string {
  if (status.startsWith('ResourceDeleted')) return 'it is gone';
  return before ? 'in small things, which the comparison shows' : 'what came before is not shown';
}

/** What is secret stays so, whatever became of it. */
function masked(item: ConfigurationItem): ConfigurationItem {
  const supplementary = maskJson(item.supplementary);
  return {
    ...item,
    configuration: maskJson(readable(item.configuration)),
    ...(isObject(supplementary) && { supplementary }),
    tags: Object.fromEntries(Object.entries(item.tags).map(([key, value]) => [key, `${maskAt([key], value)}`])),
  };
}

/** The oldest that is shown beside the newest; what is older; the resource as it is. */
function asksOf(resource: Resource, items: readonly ConfigurationItem[], isGone: boolean): readonly ReplySection[] {
  const words = exactWords(resource);
  const [newest] = items;
  const oldest = items.at(-1);
  if (words === undefined || !newest || !oldest) return [];
  const command = '/aws-resource' as const;
  const asks = [
    ...(items.length > 2 && newest.capturedAt > oldest.capturedAt
      ? [{ label: 'Oldest shown with newest', command, text: `${words} ${timesOf(oldest, newest)}` }]
      : []),
    ...(items.length > mostStates
      ? [{ label: 'Older', command, text: `${words} history to:${oldest.capturedAt}` }]
      : []),
    ...(isGone ? [] : [{ label: 'As it is now', command, text: words }]),
  ];
  return asks.length > 0 ? [{ kind: 'asks', asks }] : [];
}
