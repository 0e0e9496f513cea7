import { parseInstant } from '../instant.ts';
import type { ConfigurationItem } from '../ports.ts';
import type { Resource } from '../resource.ts';
import { isObject, readList, readText } from '../text/lenient.ts';

type Body = Readonly<Record<string, unknown>>;

/**
 * A configuration item in our one shape, from whichever of AWS's shapes it came in: an answer of Config's API (`arn`,
 * `accountId`, `relationshipName`, `configuration` as a JSON string, times as Dates), the event of a rule or of EventBridge
 * (`ARN`, `awsAccountId`, `name`, `configuration` as an object), a row of an advanced query (tags as a list), or a mixture.
 * `fallback` is what was asked for: it fills what the item leaves out. Undefined when it names no resource that Config could
 * know. Docs: AWS Config API Reference, ConfigurationItem; Developer Guide, "Example Events for AWS Config Rules".
 */
export function normalizeItem(value: unknown, fallback: Partial<Resource> = {}): ConfigurationItem | undefined {
  if (!isObject(value)) return undefined;
  const type = readText(value['resourceType']) ?? fallback.type;
  const id = idIn(value['resourceId']) ?? fallback.id;
  if (type === undefined || id === undefined || type.length > longestType || id.length > longestId) return undefined;
  const tags = tagsIn(value['tags']);
  const name = tags['Name'] || (readText(value['resourceName']) ?? fallback.name);
  const arn = readText(value['arn'] ?? value['ARN']) ?? fallback.arn;
  const createdAt = timeIn(value['resourceCreationTime']);
  const availabilityZone = readText(value['availabilityZone']);
  return {
    resource: {
      ...{ type, id },
      accountId: readText(value['awsAccountId'] ?? value['accountId']) ?? fallback.accountId ?? 'unknown',
      region: readText(value['awsRegion']) ?? fallback.region ?? 'unknown',
      ...(name && { name }),
      ...(arn && { arn }),
    },
    status: readText(value['configurationItemStatus']) ?? 'OK',
    capturedAt: timeIn(value['configurationItemCaptureTime']) ?? new Date(0).toISOString(),
    ...(createdAt && { createdAt }),
    ...(availabilityZone && { availabilityZone }),
    ...versionIn(value),
    tags,
    relationships: readList(value['relationships']).filter(isObject).map(relationshipOf),
    configuration: readJson(value['configuration']) ?? null,
    supplementary: supplementaryIn(value['supplementaryConfiguration']),
  };
}

/** Docs: AWS Config API Reference, Evaluation, `ComplianceResourceType` and `ComplianceResourceId`. */
const longestType = 256;
const longestId = 768;

/** A bucket may be called `none`: an id is any text. */
function idIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** What tells one capture of a resource from another; AWS writes 0 and an empty hash where it has none. */
function versionIn(value: Body): Pick<ConfigurationItem, 'stateId' | 'md5'> {
  const stateId = readText(value['configurationStateId']);
  const md5 = readText(value['configurationStateMd5Hash'] ?? value['configurationItemMD5Hash']);
  return { ...(stateId && stateId !== '0' && { stateId }), ...(md5 && { md5 }) };
}

function relationshipOf(one: Body): ConfigurationItem['relationships'][number] {
  const id = readText(one['resourceId']);
  const name = readText(one['resourceName']);
  return {
    type: readText(one['resourceType']) ?? '',
    relation: readText(one['relationshipName'] ?? one['name']) ?? '',
    ...(id && { id }),
    ...(name && { name }),
  };
}

/** A map in items, a list of key and value in rows of a query. */
function tagsIn(value: unknown): Readonly<Record<string, string>> {
  const pairs = Array.isArray(value)
    ? value.filter(isObject).map((one) => [one['key'] ?? one['Key'], one['value'] ?? one['Value']] as const)
    : Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(
    pairs.flatMap(([key, one]) => (typeof key === 'string' ? [[key, typeof one === 'string' ? one : '']] : [])),
  );
}

function supplementaryIn(value: unknown): ConfigurationItem['supplementary'] {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, readJson(one) ?? one]));
}

function timeIn(value: unknown): string | undefined {
  const ms = value instanceof Date ? value.getTime() : parseInstant(value);
  return ms === undefined || Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** Parsed, and parsed again where a string holds JSON; what is no string stays; undefined when it cannot be read. */
function readJson(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' && /^\s*[[{]/.test(parsed) ? JSON.parse(parsed) : (parsed ?? undefined);
  } catch {
    return undefined;
  }
}
