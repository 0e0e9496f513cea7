import type { Resource } from '../resource.ts';
import type { Severity } from '../severity.ts';

/** A finding of Security Hub in our one shape, from whichever of its two formats (ASFF or OCSF) it came in. */
export type HubFinding = Readonly<{
  /** Mostly an ARN; unique over all products. */
  id: string;
  title: string;
  description?: string;
  accountId: string;
  region: string;
  /** Who found it: `Security Hub`, `GuardDuty`, `Inspector`, … */
  product: string;
  severity: Severity;
  /** `passed`, `resolved`, `suppressed` and `archived` are over. */
  status: 'open' | 'passed' | 'resolved' | 'suppressed' | 'archived';
  /** A check that found something wrong, in contrast to something that happened. */
  isFailedCheck: boolean;
  /** `S3.1`, where it is the check of a control. */
  control?: string;
  resources: readonly Resource[];
  updatedAt?: string;
  firstSeenAt?: string;
  lastSeenAt?: string;
  types: readonly string[];
  reason?: string;
  advice?: string;
  /** As the finding has it; not fit to be shown before it was looked at. */
  adviceUrl?: string;
  /** Vulnerabilities by their CVE. */
  vulnerabilities: readonly string[];
  /** The finding of another service that this is a copy of. */
  original?: HubOriginal;
}>;

export type HubOriginal =
  | Readonly<{ kind: 'guardduty-finding'; findingId: string }>
  /** `resourceId` is AWS Config's own id, where it is not the one in the ARN (those of IAM). */
  | Readonly<{ kind: 'config-compliance-change'; rule: string; resourceId?: string }>;

/** GuardDuty's own id of a finding, from its ARN (`…:detector/ID/finding/ID`). */
export function guardDutyIdIn(id: string): string | undefined {
  return /^arn:aws[a-z-]*:guardduty:[^:]*:[^:]*:detector\/[^/]+\/finding\/([^/]+)$/.exec(id)?.[1];
}

const labels: Readonly<Record<string, Severity>> = {
  INFORMATIONAL: 'info',
  LOW: 'low',
  MEDIUM: 'medium',
  HIGH: 'high',
  CRITICAL: 'critical',
  FATAL: 'critical',
};

/** The severity of a label in any case; nothing for others. */
export function severityOfLabel(label: string | undefined): Severity | undefined {
  const upper = label?.toUpperCase() ?? '';
  return Object.hasOwn(labels, upper) ? labels[upper] : undefined;
}
