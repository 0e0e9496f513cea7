import * as z from 'zod/mini';
import type { Fact, Sentence } from './alert.ts';
import { resourceOfArn } from './arn.ts';
import type { SecurityEvent } from './event.ts';
import { flag, isObject, list, maybe, readText, someText, text } from './lenient.ts';
import { listed, oneLine } from './phrase.ts';
import type { Resource } from './resource.ts';
import { withResources } from './sentence.ts';
import type { Severity } from './severity.ts';
import type { EventSummary } from './summary.ts';

/** What IAM Access Analyzer or Security Hub found, said in a sentence. */
export function summaryOfFinding(event: SecurityEvent): EventSummary | undefined {
  if (event.detailType.startsWith('Access Analyzer Finding')) return ofAccessAnalyzer(event);
  if (event.detailType.startsWith('Security Hub Findings')) return ofSecurityHub(event);
  return undefined;
}

const AnalyzerFinding = z.object({
  id: text,
  resource: text,
  resourceType: text,
  status: text,
  accountId: text,
  region: text,
  updatedAt: text,
  isPublic: flag,
  isDeleted: flag,
  principal: z.optional(z.unknown()),
  action: list(someText),
});

function ofAccessAnalyzer(event: SecurityEvent): EventSummary | undefined {
  const parsed = AnalyzerFinding.safeParse(event.detail);
  if (!parsed.success || !parsed.data.resource) return undefined;
  const { id, resource: arn, resourceType, status, isPublic, principal, updatedAt, action } = parsed.data;
  const place = { accountId: parsed.data.accountId ?? event.account, region: parsed.data.region ?? event.region };
  const resource = resourceOfArn(arn, place) ?? { type: resourceType ?? 'AWS::::Account', id: arn, ...place };
  const isOver = parsed.data.isDeleted === true || status === 'RESOLVED' || status === 'ARCHIVED';
  const principals = isObject(principal) ? Object.values(principal).flatMap((one) => readText(one) ?? []) : [];
  const whom = isPublic ? 'everyone' : listed(principals.map((one) => (one === '*' ? 'everyone' : one))) || 'others';
  const facts: readonly Fact[] = action?.length ? [{ label: 'Allowed actions', value: action.join(', ') }] : [];
  return {
    sentence: isOver
      ? ['Access Analyzer: ', { resource: 0 }, ` is no longer open to ${whom}`]
      : ['Access Analyzer: ', { resource: 0 }, ` is open to ${whom}`],
    severity: isOver ? 'info' : isPublic ? 'high' : 'medium',
    state: isOver ? 'resolved' : 'open',
    ...place,
    resources: [resource],
    ...(id ? { fingerprint: [id], eventKey: [id, status, updatedAt].join('/') } : {}),
    ...(updatedAt ? { occurredAt: updatedAt } : {}),
    facts,
  };
}

const HubFinding = z.object({
  Id: text,
  Title: text,
  Description: text,
  AwsAccountId: text,
  Region: text,
  UpdatedAt: text,
  ProductName: text,
  RecordState: text,
  Severity: maybe(z.object({ Label: text })),
  Workflow: maybe(z.object({ Status: text })),
  Compliance: maybe(z.object({ Status: text })),
  Resources: list(z.object({ Id: text, Type: text, Region: text })),
});
type HubFinding = z.infer<typeof HubFinding>;

const labels = new Map<string, Severity>([
  ['INFORMATIONAL', 'info'],
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
  ['CRITICAL', 'critical'],
]);

function ofSecurityHub(event: SecurityEvent): EventSummary | undefined {
  const parsed = z.object({ findings: list(HubFinding) }).safeParse(event.detail);
  const finding = parsed.success ? parsed.data.findings?.[0] : undefined;
  if (!finding?.Title) return undefined;
  const place = { accountId: finding.AwsAccountId ?? event.account, region: finding.Region ?? event.region };
  const resources = (finding.Resources ?? []).flatMap(({ Id }) => hubResource(Id, place));
  const isOver = isSettled(finding);
  const title = oneLine(finding.Title);
  const pieces = withResources(title, resources);
  const isNamed = resources.length === 0 || pieces.some((piece) => typeof piece !== 'string');
  const about: Sentence = isNamed ? [] : [' — ', { resource: 0 }];
  return {
    sentence: ['Security Hub: ', ...pieces, ...about],
    severity: labels.get(finding.Severity?.Label ?? '') ?? 'medium',
    state: isOver ? 'resolved' : 'open',
    ...place,
    resources,
    ...(finding.Id ? { fingerprint: [finding.Id], eventKey: [finding.Id, finding.UpdatedAt].join('/') } : {}),
    ...(finding.UpdatedAt ? { occurredAt: finding.UpdatedAt } : {}),
    facts: finding.Description ? [{ label: 'What Security Hub says', value: finding.Description }] : [],
  };
}

function hubResource(id: string | undefined, place: { accountId: string; region: string }): readonly Resource[] {
  const resource = id === undefined ? undefined : resourceOfArn(id, place);
  return resource ? [resource] : [];
}

function isSettled({ RecordState, Workflow, Compliance }: HubFinding): boolean {
  return RecordState === 'ARCHIVED' || Workflow?.Status === 'RESOLVED' || Compliance?.Status === 'PASSED';
}
