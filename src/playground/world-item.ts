import type { Resource } from '../core/resource.ts';

/** One resource as AWS Config recorded it last; times in ms. */
export type WorldItem = Readonly<{
  resource: Resource;
  status: 'OK' | 'ResourceDiscovered' | 'ResourceDeleted';
  stateId: string;
  createdAt: number;
  capturedAt: number;
  availabilityZone: string;
  tags: Readonly<Record<string, string>>;
  configuration: Readonly<Record<string, unknown>>;
  relationships: readonly Readonly<{ type: string; id: string; relation: string }>[];
  /** What AWS Config records beside the configuration, as S3's block on public access. */
  supplementary?: Readonly<Record<string, unknown>>;
  /** What the service itself knows and AWS Config does not record, as a user's access keys. */
  unrecorded?: Readonly<Record<string, unknown>>;
}>;

/** A Config rule in one account and region, with its remediation where it has one. */
export type WorldRule = Readonly<{
  accountId: string;
  region: string;
  name: string;
  arn: string;
  resourceType: string;
  /** A rule that a function of ours judges, by its id, with the parameters that it was deployed with. */
  custom?: Readonly<{ id: string; parameters: Readonly<Record<string, string>> }>;
  remediation?: Readonly<{
    id: string;
    arn: string;
    document: string;
    parameter: string;
    steps: readonly string[];
    /** Parameters of the document beside the resource. */
    values?: Readonly<Record<string, string>>;
  }>;
}>;

/** What a rule says of a resource; `region` is the rule's. Times in ms. */
export type WorldEvaluation = Readonly<{
  accountId: string;
  region: string;
  rule: string;
  type: string;
  id: string;
  compliance: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';
  annotation?: string;
  recordedAt: number;
  /** The time that the evaluation was put with, where a function put it. */
  orderedAt?: number;
}>;

/** The id (`sgr-…`) and the tags of one rule of a security group. */
export type RuleMark = Readonly<{ id: string; tags: Readonly<Record<string, string>> }>;
