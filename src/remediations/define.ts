import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { Outcome, Plan, RemediationRequest, StepState } from '../core/remediation.ts';

/** AWS clients of a session in the resource's own account and region. */
export type MemberClients = Readonly<{ config(): Promise<ConfigServiceClient> }>;

export type RemediationContext = Readonly<{
  /** A session that only looks (`permissions.read`). */
  read(): Promise<MemberClients>;
  /** A session that may do `permissions.act` to these ARNs, in the name of whoever asked, and nothing else. */
  act(resources: readonly string[]): Promise<MemberClients>;
}>;

/** What is to be done; or the outcome, when there is nothing to do. */
export type Planned = Plan | Readonly<{ outcome: Exclude<Outcome, 'applied'>; reason: string }>;

/** Done, or begun and to be followed; a failure of which we are sure says why. */
export type Applied = Readonly<{ state: 'running' } | { state: Outcome; reason?: string }>;

/** How far what was begun is: not to be seen yet, under way, or ended. */
export type Followed =
  | Readonly<{ state: 'unseen' }>
  | Readonly<{ state: 'running'; steps: readonly StepState[] }>
  | Readonly<{ state: 'applied' | 'failed'; steps: readonly StepState[]; reason?: string }>;

/** A kind of change. The flow owns button, rights, approval and status, so that none can forget them. */
export type Remediation = Readonly<{
  id: string;
  /** The button's text. */
  title: string;
  resourceTypes: 'all' | readonly string[];
  /** Whose yes it takes before anything is changed. */
  approval: 'clicker' | 'second-person';
  /** IAM actions in the member account: of the role that looks, and of the role that changes. */
  permissions: Readonly<{ read: readonly string[]; act: readonly string[] }>;
  /** Reads only. No steps: it is compliant already. */
  plan(request: RemediationRequest, ctx: RemediationContext): Promise<Planned>;
  /** Idempotent: it may be run again after a crash. */
  apply(request: RemediationRequest, ctx: RemediationContext): Promise<Applied>;
  /** Reads how far it is; for what runs on after `apply`. */
  follow?(request: RemediationRequest, ctx: RemediationContext): Promise<Followed>;
}>;

/** Defines a remediation. */
export function defineRemediation(definition: Remediation): Remediation {
  return definition;
}
