import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { GuardDutyClient } from '@aws-sdk/client-guardduty';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import type { Alert } from '../core/alert.ts';
import type { Json } from '../core/json.ts';
import type { Outcome, Plan, RemediationRequest, StepState } from '../core/remediation.ts';
import type { Resource } from '../core/resource.ts';
import type { RemediationPolicy } from '../core/settings.ts';

/** AWS clients of a session in the resource's own account and region. */
export type MemberClients = Readonly<{
  autoscaling(): Promise<AutoScalingClient>;
  cloudtrail(): Promise<CloudTrailClient>;
  config(): Promise<ConfigServiceClient>;
  ec2(): Promise<EC2Client>;
  guardduty(): Promise<GuardDutyClient>;
  iam(): Promise<IAMClient>;
  rds(): Promise<RDSClient>;
  s3(): Promise<S3Client>;
  ssm(): Promise<SSMClient>;
}>;

export type RemediationContext = Readonly<{
  /** A session that only looks (`permissions.read`). */
  read(): Promise<MemberClients>;
  /**
   * A session in the name of whoever asked that may do `actions`, some of `permissions.act` (`permissions.undo` in an undo),
   * to these ARNs and nothing else. `*` only where AWS knows no resource for an action.
   */
  act(actions: readonly string[], resources: readonly string[]): Promise<MemberClients>;
  /** A UUID that is the request's own, the same in every run of it: for client tokens and tags. */
  token: string;
  /** In ms. */
  now: () => number;
}>;

/** What a remediation is to be done to; `input` is what it needs to know beside the resource. */
export type Subject = Readonly<{ resource: Resource; input: Readonly<Record<string, string>> }>;

/** What is asked for, as far as a remediation needs to know. */
export type Task = Pick<RemediationRequest, 'resource' | 'rule' | 'input' | 'startedAt' | 'execution'>;

/** What is to be done; or the outcome, when there is nothing that could be done. */
export type Planned = Plan | Readonly<{ outcome: 'already-compliant' | 'resource-gone' | 'failed'; reason: string }>;

/** Done, or begun and to be followed; a failure of which we are sure says why. `execution` is that of Systems Manager. */
export type Applied = Readonly<
  | { state: 'running'; execution?: string }
  | { state: 'applied' }
  | { state: Exclude<Outcome, 'applied'>; reason: string }
>;

/** How far what was begun is: not to be seen yet, under way, or ended. */
export type Followed =
  | Readonly<{ state: 'unseen' }>
  | Readonly<{ state: 'running'; steps: readonly StepState[]; execution?: string }>
  | Readonly<{ state: 'applied' | 'failed'; steps: readonly StepState[]; execution?: string; reason?: string }>;

/** Whether the resource is as it was meant to become; `not-yet` is looked at again for some minutes. `what` is a sentence. */
export type Checked = Readonly<{ state: 'reached' | 'not-yet' | 'not-reached'; what: string }>;

/** What a command must name beside the resource: `rules=sgr-1,sgr-2`. */
type InputHelp = Readonly<{ help: string; example: string; pattern: RegExp; optional?: true }>;

/** A kind of change. The flow owns button, rights, approval, audit, proof and status, so that none can forget them. */
type Definition<Before> = Readonly<{
  id: string;
  /** The button's text, at most 30 characters: a verb and what. */
  title: string;
  /** What it does to the resource and what cannot be taken back, in one or two sentences of at most 220 characters: the confirmation says it. */
  effect: string;
  resourceTypes: 'all' | readonly string[];
  /** `second-person`: nobody does it alone, whatever the policy says. */
  approval: 'clicker' | 'second-person';
  /** IAM actions in the member account: of the role that looks, and of the role that changes, to do it and to take it back. */
  permissions: Readonly<{ read: readonly string[]; act: readonly string[]; undo?: readonly string[] }>;
  /** What a command must name; absent when the resource is all it takes. */
  inputs?: Readonly<Record<string, InputHelp>>;
  /** What of an alert it would be done to, nothing when it is not for this alert. Pure. Absent: the first resource of a type that fits. */
  subjectOf?(alert: Alert, policy: RemediationPolicy): Subject | undefined;
  /** The shape of `before`, read back from what was stored. */
  before: z.ZodMiniType<Before>;
  /** Reads only. No steps: the resource is so already. */
  plan(task: Task, ctx: RemediationContext): Promise<Planned & { before?: Before }>;
  /** Does what the plan says, to what the plan saw. Idempotent: it may be run again after a crash, with the same `before`. */
  apply(task: Task, before: Before, ctx: RemediationContext): Promise<Applied>;
  /** Reads how far it is; for what runs on after `apply`. */
  follow?(task: Task, before: Before, ctx: RemediationContext): Promise<Followed>;
  /** Reads whether it became so. Absent: `plan` once more, and no steps means yes. */
  verify?(task: Task, before: Before, ctx: RemediationContext): Promise<Checked>;
  /** Puts back what `plan` saw. Idempotent. Absent: it cannot be taken back. */
  undo?(task: Task, before: Before, ctx: RemediationContext): Promise<Applied>;
  /** Reads whether it was put back. Absent: `plan` once more, and an equal `before` means yes. */
  verifyUndo?(task: Task, before: Before, ctx: RemediationContext): Promise<Checked>;
}>;

/** A remediation as the flow uses it: what was stored as JSON goes in. */
export type Remediation = Definition<Json>;

/** Defines a remediation; `before` is parsed with its schema wherever it comes back from the store. Throws ZodError there. */
export function defineRemediation<Before extends Json>(definition: Definition<Before>): Remediation {
  const { before: schema, apply, follow, verify, undo, verifyUndo, ...rest } = definition;
  const read = (stored: Json): Before => z.parse(schema, stored);
  return {
    ...rest,
    before: z.json() as z.ZodMiniType<Json>,
    apply: (task, before, ctx) => apply(task, read(before), ctx),
    ...(follow && { follow: (task, before, ctx) => follow(task, read(before), ctx) }),
    ...(verify && { verify: (task, before, ctx) => verify(task, read(before), ctx) }),
    ...(undo && { undo: (task, before, ctx) => undo(task, read(before), ctx) }),
    ...(verifyUndo && { verifyUndo: (task, before, ctx) => verifyUndo(task, read(before), ctx) }),
  };
}
