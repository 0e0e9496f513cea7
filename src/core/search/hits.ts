import type { Place } from '../arn.ts';
import { parseCidr } from '../cidr.ts';
import { actorIn, CloudTrailRecord, failureOf } from '../cloudtrail/cloudtrail-record.ts';
import { textsAt } from '../cloudtrail/fields.ts';
import { requestedResources } from '../cloudtrail/requested-resources.ts';
import { parseInstant } from '../instant.ts';
import type { Resource } from '../resource.ts';
import { findAccount, type Settings } from '../settings.ts';
import { isObject, readText } from '../text/lenient.ts';
import { maskLine } from '../text/mask.ts';
import { oneLine } from '../text/phrase.ts';

/** What a record says of who did what, keys and tokens masked; every text may be hostile. */
export type Hit = Readonly<{
  /** As the record writes it, and in ms where that can be read. */
  time: string;
  at?: number;
  /** CloudTrail's `userIdentity.type`, and who it was for people. */
  kind: string;
  who: string;
  /** By what `user:` finds everything of the same actor. */
  actor?: string;
  service: string;
  what: string;
  on?: string;
  /** What it was done to, where AWS Config knows such a thing. */
  resource?: Resource;
  from?: string;
  /** `from`, where it is an address and no service's name. */
  ip?: string;
  agent?: string;
  error?: string;
  errorMessage?: string;
  /** How the sentence of a failed call ends; empty when it went through. */
  failure: string;
  account: string;
  accountName?: string;
  region: string;
  readOnly?: boolean;
  id?: string;
  /** The log file that holds it. */
  key?: string;
}>;

/** A record with all of it masked, as a line, and what is shown of it. */
export type MaskedRecord = Readonly<{ line: string; hit: Hit | undefined }>;

/** Records as they stand in the log, for people: nothing of them leaves otherwise. */
export function maskRecord(
  record: string,
  { settings, key }: Readonly<{ settings: Settings; key?: string | undefined }>,
): MaskedRecord {
  const line = maskLine(record);
  const hit = hitIn(line, settings);
  return { line, hit: hit && { ...hit, ...(key && { key }) } };
}

/** Undefined for what is no record. `line` is masked already. */
function hitIn(line: string, settings: Settings): Hit | undefined {
  const read = CloudTrailRecord.safeParse(readJson(line));
  if (!read.success) return undefined;
  const record = read.data;
  const { eventName, eventSource = '', eventTime = '', recipientAccountId = '', awsRegion = '' } = record;
  const { sourceIPAddress: from, userAgent: agent, errorCode: error, errorMessage, readOnly, eventID: id } = record;
  const actor = actorIn(record);
  const found = actorTerm(record);
  const place = { accountId: recipientAccountId, region: awsRegion };
  const [resource] = [...startedIn(record, place), ...requestedResources(record, place)];
  const on = resource?.type === instance ? resource.id : (targetOf(record) ?? resource?.id);
  const at = parseInstant(eventTime);
  const accountName = findAccount(settings, recipientAccountId)?.name;
  return {
    ...{ time: eventTime, kind: actor?.type ?? 'unknown', who: actor?.name ?? 'somebody' },
    ...{ service: eventSource.replace(/\.amazonaws\.com$/, ''), what: eventName },
    ...{ account: recipientAccountId, region: awsRegion, failure: failureOf(record) },
    ...(at !== undefined && { at }),
    ...(found !== undefined && { actor: found }),
    ...(on !== undefined && { on }),
    ...(resource && recipientAccountId !== '' && { resource }),
    ...(from !== undefined && { from, ...(parseCidr(from) && !from.includes('/') && { ip: from }) }),
    ...(agent !== undefined && { agent }),
    ...(error !== undefined && { error }),
    ...(errorMessage !== undefined && { errorMessage }),
    ...(accountName !== undefined && { accountName }),
    ...(readOnly !== undefined && { readOnly }),
    ...(id !== undefined && { id }),
  };
}

const instance = 'AWS::EC2::Instance';

/** Instances are named by what started them in its answer only. */
function startedIn({ eventName, responseElements }: CloudTrailRecord, place: Place): readonly Resource[] {
  const ids = eventName === 'RunInstances' ? textsAt(responseElements, ['instancesSet'], 'instanceId') : [];
  return ids.map((id) => ({ type: instance, id, ...place }));
}

/** The longest name that is only theirs; none of somebody whose name CloudTrail hides. */
function actorTerm({ userIdentity }: CloudTrailRecord): string | undefined {
  const { arn, principalId, userName, invokedBy } = userIdentity ?? {};
  const hidden = userName?.startsWith('HIDDEN_DUE_TO') ? undefined : userName;
  return arn ?? hidden ?? invokedBy ?? principalId;
}

/** What was acted upon: the record's own resources, else the first parameter that reads like a name or an id. */
function targetOf({ resources = [], requestParameters }: CloudTrailRecord): string | undefined {
  const arn = resources.map((one) => one.ARN ?? one.arn).find((text) => text !== undefined);
  const named = findNamed(requestParameters, 0) ?? arn;
  return named && oneLine(named, 200);
}

/** The text of the first key that ends in Id, Name, Arn or Key, breadth before depth, not deeper than EC2's nested items. */
function findNamed(value: unknown, depth: number): string | undefined {
  if (depth > 4) return undefined;
  if (Array.isArray(value)) return findNamed(value[0], depth + 1);
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  const direct = entries.find(([key, one]) => /(?:id|name|arn|key)$/i.test(key) && typeof one === 'string');
  if (direct) return readText(direct[1]);
  for (const [, one] of entries) {
    const found = findNamed(one, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
