import type { ConfigurationItem as ApiItem } from '@aws-sdk/client-config-service';
import type { ConfigurationItem } from '../core/ports.ts';
import type { Resource } from '../core/resource.ts';

/**
 * A configuration item as Config's API returns it, in our one shape. `fallback` is the resource that was asked for: it
 * fills what the item leaves out. Docs: AWS Config API Reference, ConfigurationItem (`configuration` is a JSON string).
 */
export function normalizeItem(item: ApiItem, fallback: Resource): ConfigurationItem {
  const tags = item.tags ?? {};
  const name = tags['Name'] || item.resourceName || fallback.name;
  const arn = item.arn ?? fallback.arn;
  return {
    resource: {
      type: item.resourceType ?? fallback.type,
      id: item.resourceId ?? fallback.id,
      accountId: item.accountId ?? fallback.accountId,
      region: item.awsRegion ?? fallback.region,
      ...(name && { name }),
      ...(arn && { arn }),
    },
    status: item.configurationItemStatus ?? 'OK',
    capturedAt: (item.configurationItemCaptureTime ?? new Date(0)).toISOString(),
    ...(item.resourceCreationTime && { createdAt: item.resourceCreationTime.toISOString() }),
    ...(item.availabilityZone && { availabilityZone: item.availabilityZone }),
    tags,
    relationships: (item.relationships ?? []).map((r) => ({
      type: r.resourceType ?? '',
      relation: r.relationshipName ?? '',
      ...(r.resourceId && { id: r.resourceId }),
      ...(r.resourceName && { name: r.resourceName }),
    })),
    configuration: readJson(item.configuration),
    supplementary: Object.fromEntries(
      Object.entries(item.supplementaryConfiguration ?? {}).map(([key, value]) => [key, readJson(value) ?? value]),
    ),
  };
}

/** Parsed, and parsed again where a string holds JSON; `null` when there is none or it cannot be read. */
function readJson(text: string | undefined): unknown {
  if (!text) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' && /^\s*[[{]/.test(value) ? JSON.parse(value) : value;
  } catch {
    return null;
  }
}
