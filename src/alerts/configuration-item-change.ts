import * as z from 'zod/mini';
import type { Fact, Sentence } from '../core/alert.ts';
import { normalizeItem } from '../core/items/configuration-item.ts';
import { describeItem } from '../core/items/fetched-item.ts';
import { changesInDiff, mostItemChanges } from '../core/items/item-changes.ts';
import type { ConfigurationItem } from '../core/ports.ts';
import { readList, readText, text } from '../core/text/lenient.ts';
import { counted, listed, oneLine } from '../core/text/phrase.ts';
import { type AlertDraft, defineAlert } from './define.ts';

/** The parts of a notification that are used ("Example configuration item change notifications"). */
const Notification = z.object({
  configurationItem: z.record(z.string(), z.unknown()),
  configurationItemDiff: z.catch(
    z.optional(z.object({ changeType: text, changedProperties: z.optional(z.unknown()) })),
    undefined,
  ),
});
type Diff = z.infer<typeof Notification>['configurationItemDiff'];

/** AWS Config recorded that a resource was created, changed or deleted. */
export const configurationItemChange = defineAlert({
  id: 'configuration-item-change',
  pattern: {
    source: ['aws.config'],
    'detail-type': ['Config Configuration Item Change'],
    detail: { messageType: ['ConfigurationItemChangeNotification'] },
  },
  matches: ({ detailType, detail }) =>
    detailType === 'Config Configuration Item Change' &&
    detail['messageType'] !== 'OversizedConfigurationItemChangeNotification',
  schema: Notification,
  toAlert(event): AlertDraft | undefined {
    const { configurationItem, configurationItemDiff: diff } = event.detail;
    const item = normalizeItem(configurationItem, {
      accountId: event.account,
      region: regionIn(configurationItem) ?? event.region,
    });
    if (!item || !readText(item.resource.id)) return undefined;
    const { resource, capturedAt, stateId } = item;
    const { accountId, region, type, id } = resource;
    const happened = whatHappened(item, diff);
    const changes = happened === 'changed' ? changesInDiff(diff?.changedProperties) : [];
    const captured = Date.parse(capturedAt) > 0 ? capturedAt : undefined;
    const fingerprint = [accountId, region, type, id, stateId ?? captured ?? event.id];
    const cause = readText(readList(configurationItem['relatedEvents'])[0]);
    return {
      sentence: sentenceOf(
        happened,
        changes.map(({ field }) => field),
      ),
      severity: happened === 'deleted' ? 'low' : 'info',
      accountId,
      region,
      resources: [resource],
      fingerprint,
      eventKey: fingerprint.join('/'),
      ...(captured ? { occurredAt: captured } : {}),
      ...(changes.length > 0 ? { changes: changes.slice(0, mostItemChanges) } : {}),
      facts: [...(happened === 'deleted' ? [] : describeItem(item)), ...furtherFacts(item, changes.length)],
      ...(cause ? { cloudTrailEventId: cause } : {}),
    };
  },
});

/** The oldest form of an item tells its zone, and no region. */
function regionIn(item: Readonly<Record<string, unknown>>): string | undefined {
  return /^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$/.exec(readText(item['availabilityZone']) ?? '')?.[1];
}

type Happened = 'created' | 'changed' | 'deleted' | 'recorded';

const byChangeType = new Map<string, Happened>([
  ['CREATE', 'created'],
  ['UPDATE', 'changed'],
  ['DELETE', 'deleted'],
]);

/** A resource that was found for the first time comes as created too. */
function whatHappened({ status }: ConfigurationItem, diff: Diff): Happened {
  if (status.startsWith('ResourceDeleted')) return 'deleted';
  return byChangeType.get(diff?.changeType ?? '') ?? (status === 'ResourceDiscovered' ? 'created' : 'recorded');
}

/** `web (sg-…) was changed: description and inbound rules`. */
function sentenceOf(happened: Happened, fields: readonly string[]): Sentence {
  if (happened === 'recorded') return ['AWS Config recorded ', { resource: 0 }];
  const shown = fields.length > 3 ? [...fields.slice(0, 2), `${fields.length - 2} other things`] : fields;
  const what = shown.length > 0 ? `: ${listed(shown.map((field) => oneLine(field, 80)))}` : '';
  return [{ resource: 0 }, ` was ${happened}${what}`];
}

function furtherFacts({ status, relationships }: ConfigurationItem, changes: number): readonly Fact[] {
  const related = relationships.flatMap(({ relation, id, name }) => {
    const what = name ?? id;
    return what ? [[relation.toLowerCase(), what].filter(Boolean).join(' ')] : [];
  });
  const values: readonly [string, string | undefined][] = [
    ['Relations', related.slice(0, 8).join('\n')],
    [
      'More',
      changes > mostItemChanges ? `${counted(changes - mostItemChanges, 'further change')} in the timeline` : undefined,
    ],
    ['Recording', status.endsWith('NotRecorded') ? 'AWS Config does not record this type here' : undefined],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
