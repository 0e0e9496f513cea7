import * as z from 'zod/mini';
import type { Fact } from '../core/alert.ts';
import { normalizeItem } from '../core/items/configuration-item.ts';
import { anything, maybe, readText, text } from '../core/text/lenient.ts';
import { type AlertDraft, defineAlert } from './define.ts';

/** The parts of a notification that are used ("Example oversized configuration item change notification"). */
const Oversized = z.object({
  configurationItemSummary: anything,
  s3DeliverySummary: maybe(z.object({ s3BucketLocation: text, errorCode: text, errorMessage: text })),
});
type Delivery = z.infer<typeof Oversized>['s3DeliverySummary'];

/**
 * AWS Config recorded a change whose item is larger than an event may be: it tells that something changed, and not what.
 * The item itself is asked for when the alert is enriched.
 */
export const configOversizedItem = defineAlert({
  id: 'config-oversized-item',
  pattern: {
    source: ['aws.config'],
    'detail-type': ['Config Configuration Item Change'],
    detail: { messageType: ['OversizedConfigurationItemChangeNotification'] },
  },
  matches: ({ detailType, detail }) =>
    detailType === 'Config Configuration Item Change' &&
    detail['messageType'] === 'OversizedConfigurationItemChangeNotification',
  schema: Oversized,
  toAlert(event): AlertDraft | undefined {
    const { configurationItemSummary: summary, s3DeliverySummary } = event.detail;
    const item = normalizeItem(summary, { accountId: event.account, region: event.region });
    if (!item || !readText(item.resource.id)) return undefined;
    const { resource, capturedAt, stateId, status } = item;
    const { accountId, region, type, id } = resource;
    const captured = Date.parse(capturedAt) > 0 ? capturedAt : undefined;
    const change = status.startsWith('ResourceDeleted') ? 'DELETE' : (readText(summary?.['changeType']) ?? '');
    const fingerprint = [accountId, region, type, id, captured ?? stateId ?? event.id];
    return {
      sentence: [{ resource: 0 }, ` ${verbs.get(change) ?? 'was recorded'}; its item is too large for an event`],
      severity: change === 'DELETE' ? 'low' : 'info',
      accountId,
      region,
      resources: [resource],
      fingerprint,
      eventKey: fingerprint.join('/'),
      ...(captured ? { occurredAt: captured } : {}),
      facts: factsOf(s3DeliverySummary),
    };
  },
});

const verbs = new Map([
  ['CREATE', 'was created'],
  ['UPDATE', 'was changed'],
  ['DELETE', 'was deleted'],
]);

/** Where Config put the item, or why it could not. */
function factsOf(delivery: Delivery): readonly Fact[] {
  const error = [delivery?.errorCode, delivery?.errorMessage].filter(Boolean).join(': ');
  const values: readonly [string, string | undefined][] = [
    ['Item in S3', error ? undefined : delivery?.s3BucketLocation],
    ['Delivery to S3 failed', error],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
