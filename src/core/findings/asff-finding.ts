import * as z from 'zod/mini';
import type { SecurityEvent } from '../events/event.ts';
import type { Severity } from '../severity.ts';
import { anything, isObject, list, maybe, number, readText, someText, text } from '../text/lenient.ts';
import { resourceOfHub } from './asff-types.ts';
import { guardDutyIdIn, type HubFinding, type HubOriginal, severityOfLabel } from './hub-finding.ts';

/** The fields of a finding in the AWS Security Finding Format that are used ("ASFF syntax"). */
const Asff = z.object({
  Id: someText,
  Title: someText,
  Description: text,
  ProductArn: text,
  ProductName: text,
  AwsAccountId: text,
  Region: text,
  UpdatedAt: text,
  FirstObservedAt: text,
  LastObservedAt: text,
  RecordState: text,
  WorkflowState: text,
  Types: list(someText),
  Severity: maybe(z.object({ Label: text, Normalized: number, Product: number })),
  Workflow: maybe(z.object({ Status: text })),
  Compliance: maybe(
    z.object({ Status: text, SecurityControlId: text, StatusReasons: list(z.object({ Description: text })) }),
  ),
  Remediation: maybe(z.object({ Recommendation: maybe(z.object({ Text: text, Url: text })) })),
  ProductFields: anything,
  Resources: list(z.object({ Id: text, Type: text, Region: text, Tags: anything, Details: anything })),
  Vulnerabilities: list(z.object({ Id: text })),
});
type Asff = z.infer<typeof Asff>;

/** A finding of Security Hub's own format (ASFF) in our shape; undefined for anything else. */
export function readAsff(value: unknown, event: Pick<SecurityEvent, 'account' | 'region'>): HubFinding | undefined {
  const parsed = Asff.safeParse(value);
  if (!parsed.success) return undefined;
  const finding = parsed.data;
  const { Id, Title, Description, Types, UpdatedAt, FirstObservedAt, LastObservedAt, Compliance, Remediation } =
    finding;
  const place = { accountId: finding.AwsAccountId ?? event.account, region: finding.Region ?? event.region };
  const control = Compliance?.SecurityControlId ?? field(finding, 'ControlId');
  const { Text: advice, Url: adviceUrl } = Remediation?.Recommendation ?? {};
  const original = originalOf(finding);
  const reason = Compliance?.StatusReasons?.find((one) => one.Description)?.Description;
  return {
    id: Id,
    title: Title,
    ...place,
    product: productOf(finding),
    severity: severityOf(finding.Severity),
    status: statusOf(finding),
    isFailedCheck: Compliance?.Status === 'FAILED' || Compliance?.Status === 'WARNING',
    resources: (finding.Resources ?? []).flatMap((one) =>
      resourceOfHub({ type: one.Type, id: one.Id, region: one.Region, name: nameIn(one.Tags, one.Details) }, place),
    ),
    types: Types ?? [],
    vulnerabilities: (finding.Vulnerabilities ?? []).flatMap((one) => one.Id ?? []),
    ...(Description ? { description: Description } : {}),
    ...(control ? { control } : {}),
    ...(UpdatedAt ? { updatedAt: UpdatedAt } : {}),
    ...(FirstObservedAt ? { firstSeenAt: FirstObservedAt } : {}),
    ...(LastObservedAt ? { lastSeenAt: LastObservedAt } : {}),
    ...(reason ? { reason } : {}),
    ...(advice ? { advice } : {}),
    ...(adviceUrl ? { adviceUrl } : {}),
    ...(original ? { original } : {}),
  };
}

function field({ ProductFields }: Asff, name: string): string | undefined {
  return ProductFields && Object.hasOwn(ProductFields, name) ? readText(ProductFields[name]) : undefined;
}

/** Label, else the normalised number from 0 to 100, else the product's own from 0 to 10 ("Severity" in ASFF). */
function severityOf(severity: Asff['Severity']): Severity {
  const { Label, Normalized, Product } = severity ?? {};
  const number = Normalized ?? (Product === undefined ? undefined : Product * (Product <= 10 ? 10 : 1));
  return severityOfLabel(Label) ?? (number === undefined ? 'medium' : ofNumber(number));
}

function ofNumber(normalized: number): Severity {
  if (normalized >= 90) return 'critical';
  if (normalized >= 70) return 'high';
  if (normalized >= 40) return 'medium';
  return normalized >= 1 ? 'low' : 'info';
}

function statusOf({ RecordState, Workflow, Compliance }: Asff): HubFinding['status'] {
  if (Compliance?.Status === 'PASSED') return 'passed';
  if (RecordState === 'ARCHIVED') return 'archived';
  if (Workflow?.Status === 'RESOLVED') return 'resolved';
  return Workflow?.Status === 'SUPPRESSED' ? 'suppressed' : 'open';
}

/** `aws/guardduty` in the ARN of the product, where no name is given. */
function productOf(finding: Asff): string {
  const named = finding.ProductName ?? field(finding, 'aws/securityhub/ProductName');
  return named ?? finding.ProductArn?.split('/').at(-1) ?? 'Security Hub';
}

/** GuardDuty's findings and Config's verdicts reach us by themselves too; a control of Security Hub is judged by a rule. */
function originalOf(finding: Asff): HubOriginal | undefined {
  const findingId = guardDutyIdIn(finding.Id);
  if (findingId) return { kind: 'guardduty-finding', findingId };
  const behind = field(finding, 'RelatedAWSResources:0/type') === 'AWS::Config::ConfigRule';
  const arn = field(finding, 'aws/config/ConfigRuleArn');
  const rule =
    field(finding, 'aws/config/ConfigRuleName') ??
    (behind ? field(finding, 'RelatedAWSResources:0/name') : undefined) ??
    // Config gives its findings the name of the rule for a title.
    (arn ? finding.Title : undefined);
  const resourceId = configIdIn(finding.Resources?.[0]?.Details);
  return rule ? { kind: 'config-compliance-change', rule, ...(resourceId ? { resourceId } : {}) } : undefined;
}

/** AWS Config knows IAM's users, roles, groups and policies by their unique ids (`AIDA…`), not by their names. */
function configIdIn(details: unknown): string | undefined {
  const about = isObject(details) ? Object.values(details).find(isObject) : undefined;
  return readText(about?.['UserId'] ?? about?.['RoleId'] ?? about?.['PolicyId']);
}

/** The Name tag, else what the service calls it: Security Hub writes both beside the ARN. */
function nameIn(tags: unknown, details: unknown): string | undefined {
  const tag = isObject(tags) ? readText(tags['Name']) : undefined;
  const about = isObject(details) ? Object.values(details).find(isObject) : undefined;
  return tag ?? (about ? readText(about['GroupName'] ?? about['Name']) : undefined);
}
