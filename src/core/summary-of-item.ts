import * as z from 'zod/mini';
import type { Change, Fact } from './alert.ts';
import type { SecurityEvent } from './event.ts';
import { anyCase, isObject, maybe, readText, text } from './lenient.ts';
import { clipped } from './phrase.ts';
import type { EventSummary } from './summary.ts';

const Item = anyCase({
  resourceType: text,
  resourceId: text,
  resourceName: text,
  arn: text,
  awsAccountId: text,
  accountId: text,
  awsRegion: text,
  changeType: text,
  configurationItemStatus: text,
  configurationItemCaptureTime: text,
});

const Notification = z.object({
  messageType: text,
  configurationItem: maybe(Item),
  configurationItemSummary: maybe(Item),
  configurationItemDiff: maybe(z.object({ changeType: text, changedProperties: z.optional(z.unknown()) })),
  s3DeliverySummary: maybe(z.object({ s3BucketLocation: text })),
});

const verbs = new Map([
  ['CREATE', 'was created'],
  ['UPDATE', 'was changed'],
  ['DELETE', 'was deleted'],
]);

/** `web (sg-…) was created`, from a configuration item of AWS Config or the summary of one that was too large to be sent. */
export function summaryOfItem({ detailType, detail, account, region }: SecurityEvent): EventSummary | undefined {
  if (detailType !== 'Config Configuration Item Change') return undefined;
  const parsed = Notification.safeParse(detail);
  const item = parsed.success ? (parsed.data.configurationItem ?? parsed.data.configurationItemSummary) : undefined;
  if (!parsed.success || !item?.resourceType || !item.resourceId) return undefined;
  const { configurationItemDiff: diff, s3DeliverySummary, configurationItem } = parsed.data;
  const { resourceName, arn, configurationItemCaptureTime } = item;
  const change = diff?.changeType ?? item.changeType;
  const deleted = item.configurationItemStatus?.startsWith('ResourceDeleted');
  const place = { accountId: item.awsAccountId ?? item.accountId ?? account, region: item.awsRegion ?? region };
  const oversized = configurationItem ? '' : ', with an item too large to be sent';
  const changes = changesOf(diff?.changedProperties);
  const facts: readonly Fact[] = s3DeliverySummary?.s3BucketLocation
    ? [{ label: 'Item in S3', value: s3DeliverySummary.s3BucketLocation }]
    : [];
  return {
    sentence: [
      { resource: 0 },
      ` ${verbs.get(deleted ? 'DELETE' : (change ?? '')) ?? 'was recorded by AWS Config'}${oversized}`,
    ],
    severity: 'info',
    ...place,
    resources: [
      {
        type: item.resourceType,
        id: item.resourceId,
        ...place,
        ...(resourceName ? { name: resourceName } : {}),
        ...(arn ? { arn } : {}),
      },
    ],
    ...(configurationItemCaptureTime ? { occurredAt: configurationItemCaptureTime } : {}),
    ...(changes.length > 0 ? { changes } : {}),
    facts,
  };
}

/** AWS Config's `changedProperties`: property to previous and updated value. */
function changesOf(properties: unknown): readonly Change[] {
  if (!isObject(properties)) return [];
  return Object.entries(properties)
    .slice(0, 20)
    .flatMap(([field, one]) => {
      if (!isObject(one)) return [];
      const before = shown(one['previousValue']);
      const after = shown(one['updatedValue']);
      return before === null && after === null ? [] : [{ field, before, after }];
    });
}

function shown(value: unknown): string | null {
  const kept = withoutNulls(value);
  if (kept === undefined) return null;
  if (typeof kept === 'object' || typeof kept === 'boolean') return clipped(JSON.stringify(kept), 500);
  return readText(kept) ?? null;
}

/** AWS Config writes `null` for every property that is not set; what is left without them, or undefined for nothing. */
function withoutNulls(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, one]) => [key, withoutNulls(one)] as const);
  const kept = entries.filter(([, one]) => one !== undefined);
  if (kept.length === 0) return undefined;
  return Array.isArray(value) ? kept.map(([, one]) => one) : Object.fromEntries(kept);
}
