import { nameOf } from '../../core/alert.ts';
import { timelineLink } from '../../core/console-links.ts';
import { changesOfItem } from '../../core/items/item-changes.ts';
import type { ConfigurationItem } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import type { Resource } from '../../core/resource.ts';
import { counted, listed } from '../../core/text/phrase.ts';

/** So many changes are shown; one item more tells what the oldest of them changed. */
export const mostChanges = 5;
const mostTold = 4;

/** The last changes of a resource that AWS Config recorded, newest first; `items` come newest first. */
export function historyReply(resource: Resource, items: readonly ConfigurationItem[]): Reply {
  const shown = items.slice(0, mostChanges);
  const url = timelineLink(resource);
  const title =
    shown.length === 0
      ? `AWS Config holds no history of ${nameOf(resource)}`
      : `The last ${counted(shown.length, 'state')} of ${nameOf(resource)} that AWS Config recorded`;
  return {
    title,
    sections: [
      ...(shown.length > 0
        ? [{ kind: 'list' as const, items: shown.map((item, at) => itemOf(item, items[at + 1])) }]
        : []),
      ...(url ? [{ kind: 'links' as const, links: [{ label: 'Config timeline', url }] }] : []),
    ],
  };
}

function itemOf(item: ConfigurationItem, before: ConfigurationItem | undefined) {
  const changes = before ? changesOfItem(before, item) : [];
  const told = changes
    .slice(0, mostTold)
    .map(({ field, before: was, after }) => `${field}: ${was ?? 'none'} → ${after ?? 'none'}`);
  const left = changes.length - told.length;
  const meta = `${told.join('; ')}${left > 0 ? `; and ${left} more` : ''}`;
  const at = Date.parse(item.capturedAt);
  return {
    lead: leadOf(item, before),
    body:
      changes.length === 0 ? bodyWithout(item, before) : listed(changes.slice(0, mostTold).map(({ field }) => field)),
    ...(meta && { meta }),
    ...(at > 0 && { at }),
  };
}

/** Docs: AWS Config, ConfigurationItem, configurationItemStatus. */
function leadOf({ status }: ConfigurationItem, before: ConfigurationItem | undefined): string {
  if (status.startsWith('ResourceDeleted')) return 'Deleted';
  if (status === 'ResourceDiscovered' || !before) return before ? 'Created' : 'Recorded';
  return 'Changed';
}

function bodyWithout({ status }: ConfigurationItem, before: ConfigurationItem | undefined): string {
  if (status.startsWith('ResourceDeleted')) return 'it is gone';
  return before ? 'in nothing but what it is connected with' : 'what came before is not shown';
}
