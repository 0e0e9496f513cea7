import { z } from 'zod';
import type { WorldEvaluation, WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import type { Caller } from './identity.ts';

/** The fields that all lists of AWS Config take to be read in pages. */
export const paging = { Limit: z.number().int().min(0).max(100).optional(), NextToken: z.string().optional() };

/** One page of a list, with the token of the next. `Limit` 0 means the default, as AWS Config has it. */
export function pageOf<T>(
  list: readonly T[],
  { Limit, NextToken }: { Limit?: number | undefined; NextToken?: string | undefined },
  standard = 25,
): { page: readonly T[]; NextToken?: string } {
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64url').toString());
  if (!Number.isInteger(start))
    throw new AwsError('InvalidNextTokenException', 'The specified next token is not valid.');
  const end = start + (Limit || standard);
  const page = list.slice(start, end);
  return end < list.length ? { page, NextToken: Buffer.from(String(end)).toString('base64url') } : { page };
}

/** Only what is in the caller's own account and region, which is all that a call that is no aggregate's sees. */
export function isAt(of: { accountId: string; region: string }, caller: Caller): boolean {
  return of.accountId === caller.accountId && (of.region === caller.region || of.region === 'global');
}

/** Times on the wire are seconds since 1970. */
export function toSeconds(ms: number): number {
  return ms / 1000;
}

/** A configuration item as Get…ResourceConfig and GetResourceConfigHistory give it: tags a map, `configuration` a string. */
export function toApiItem(item: WorldItem): object {
  return {
    ...toBaseItem(item),
    configurationItemMD5Hash: '',
    relatedEvents: [],
    tags: item.tags,
    relationships: item.relationships.map(({ type, id, relation }) => ({
      resourceType: type,
      resourceId: id,
      relationshipName: relation,
    })),
  };
}

/** The same without tags and relationships, which BatchGetAggregateResourceConfig leaves out. */
export function toBaseItem(item: WorldItem): object {
  const { resource, availabilityZone, configuration } = item;
  return {
    version: '1.3',
    accountId: resource.accountId,
    configurationItemCaptureTime: toSeconds(item.capturedAt),
    configurationItemStatus: item.status,
    configurationStateId: item.stateId,
    arn: resource.arn,
    resourceType: resource.type,
    resourceId: resource.id,
    ...(resource.name ? { resourceName: resource.name } : {}),
    awsRegion: resource.region,
    availabilityZone,
    resourceCreationTime: toSeconds(item.createdAt),
    configuration: JSON.stringify(configuration),
    supplementaryConfiguration: Object.fromEntries(
      Object.entries(item.supplementary ?? {}).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
  };
}

/** A row of an advanced query: tags an array, `configuration` an object, times as text. */
export function toQueryRow(item: WorldItem): object {
  const { resource, availabilityZone, configuration, relationships, tags } = item;
  return {
    version: '1.3',
    accountId: resource.accountId,
    awsRegion: resource.region,
    arn: resource.arn,
    availabilityZone,
    resourceId: resource.id,
    resourceType: resource.type,
    ...(resource.name ? { resourceName: resource.name } : {}),
    configurationItemCaptureTime: new Date(item.capturedAt).toISOString(),
    configurationItemStatus: item.status,
    configurationStateId: Number(item.stateId),
    resourceCreationTime: new Date(item.createdAt).toISOString(),
    configuration,
    supplementaryConfiguration: item.supplementary ?? {},
    tags: Object.entries(tags).map(([key, value]) => ({ key, value, tag: `${key}=${value}` })),
    relationships: relationships.map(({ type, id, relation }) => ({
      resourceType: type,
      resourceId: id,
      name: relation,
    })),
  };
}

/** One result of GetComplianceDetailsBy… and its aggregate twin. */
export function toEvaluationResult(evaluation: WorldEvaluation): object {
  const { rule, type, id, compliance, annotation, recordedAt, orderedAt = recordedAt - 2000 } = evaluation;
  return {
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: { ConfigRuleName: rule, ResourceType: type, ResourceId: id },
      OrderingTimestamp: toSeconds(orderedAt),
    },
    ComplianceType: compliance,
    ResultRecordedTime: toSeconds(recordedAt),
    ConfigRuleInvokedTime: toSeconds(recordedAt - 1000),
    ...(annotation ? { Annotation: annotation } : {}),
  };
}
