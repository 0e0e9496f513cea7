import type { Alert } from './alert.ts';
import { resourceKey } from './resource.ts';

/** What a call did to a resource, as far as it takes to tell whether another one took it back. */
export type Deed = Readonly<
  Pick<Alert, 'kind' | 'call' | 'changes' | 'resources' | 'ids' | 'undoes' | 'sourceAt' | 'title'>
>;

/**
 * The calls that take back what others opened: by the one that takes back. A call that sets a value takes back its own earlier
 * self where what it says now is harmless (`undoes`). What is not here closes nothing.
 */
const takenBackBy: Readonly<Record<string, readonly string[]>> = {
  'ec2:RevokeSecurityGroupIngress': ['ec2:AuthorizeSecurityGroupIngress'],
  'ec2:RevokeSecurityGroupEgress': ['ec2:AuthorizeSecurityGroupEgress'],
  'ec2:DeleteSecurityGroup': [
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:AuthorizeSecurityGroupEgress',
    'ec2:ModifySecurityGroupRules',
    'ec2:CreateSecurityGroup',
  ],
  'cloudtrail:StartLogging': ['cloudtrail:StopLogging'],
  'config:StartConfigurationRecorder': ['config:StopConfigurationRecorder'],
  's3:PutBucketPublicAccessBlock': [
    's3:DeleteBucketPublicAccessBlock',
    's3:PutBucketPolicy',
    's3:PutBucketAcl',
    's3:PutObjectAcl',
  ],
  's3:PutAccountPublicAccessBlock': ['s3:DeleteAccountPublicAccessBlock'],
  's3:DeleteBucketPolicy': ['s3:PutBucketPolicy'],
  's3:DeleteBucket': [
    's3:PutBucketPolicy',
    's3:PutBucketAcl',
    's3:DeleteBucketPublicAccessBlock',
    's3:PutBucketPublicAccessBlock',
  ],
  'kms:CancelKeyDeletion': ['kms:ScheduleKeyDeletion'],
  'kms:EnableKey': ['kms:DisableKey'],
  'iam:DetachUserPolicy': ['iam:AttachUserPolicy'],
  'iam:DetachRolePolicy': ['iam:AttachRolePolicy'],
  'iam:DetachGroupPolicy': ['iam:AttachGroupPolicy'],
  'iam:DeleteUserPolicy': ['iam:PutUserPolicy'],
  'iam:DeleteRolePolicy': ['iam:PutRolePolicy'],
  'iam:DeleteGroupPolicy': ['iam:PutGroupPolicy'],
  'iam:DeleteAccessKey': ['iam:CreateAccessKey', 'iam:UpdateAccessKey'],
  'iam:UpdateAccessKey': ['iam:CreateAccessKey'],
  'iam:DeleteLoginProfile': ['iam:CreateLoginProfile', 'iam:UpdateLoginProfile'],
  'iam:DeleteUser': [
    'iam:CreateUser',
    'iam:CreateAccessKey',
    'iam:CreateLoginProfile',
    'iam:AttachUserPolicy',
    'iam:PutUserPolicy',
  ],
  'iam:DeleteRole': ['iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'],
  'iam:RemoveUserFromGroup': ['iam:AddUserToGroup'],
};

/** What an alert from CloudTrail did; undefined for other kinds, and for what was only tried. */
export function deedOf(alert: Alert): Deed | undefined {
  const { kind, call, changes, resources, ids, undoes, sourceAt, title, attempted } = alert;
  if (call === undefined || attempted || resources.length === 0) return undefined;
  return {
    ...{ kind, call, resources, sourceAt, title },
    ...(changes && { changes }),
    ...(ids && { ids }),
    ...(undoes && { undoes }),
  };
}

/** Whether a deed may take others back, and so is to be held against what was opened before. */
export function mayTakeBack({ call = '', undoes }: Deed): boolean {
  return undoes === true || Object.hasOwn(takenBackBy, call);
}

/**
 * The deed after which nothing of an opening stands any more; undefined while something does. Several may take it back
 * together, rule by rule. What the events do not tell is not taken for done.
 */
export function findTakenBack(opening: Deed, others: readonly Deed[]): Deed | undefined {
  const later = others
    .filter((other) => other.sourceAt >= opening.sourceAt && isAbout(opening, other))
    .toSorted((a, b) => a.sourceAt - b.sourceAt);
  const standing = new Set(valuesOf(opening, 'after'));
  for (const other of later) {
    if (isWhole(opening, other)) return other;
    for (const value of valuesOf(other, 'before')) standing.delete(value);
    if (standing.size === 0 && valuesOf(opening, 'after').length > 0) return other;
  }
  return undefined;
}

/** A call that takes this kind of opening back, on the same resource and, where there are any, the same key or policy. */
function isAbout(opening: Deed, other: Deed): boolean {
  const { call = '' } = other;
  const calls = Object.hasOwn(takenBackBy, call) ? takenBackBy[call] : [];
  const isPair = calls?.includes(opening.call ?? '') || (other.undoes === true && call === opening.call);
  const [resource] = opening.resources;
  const isThere = resource !== undefined && other.resources.some((one) => resourceKey(one) === resourceKey(resource));
  const key = opening.ids?.['accessKey'];
  const otherKey = other.ids?.['accessKey'];
  return isPair === true && isThere && (key === undefined || otherKey === undefined || key === otherKey);
}

/** It takes back all at once: it says that nothing is left, and does not go value by value. */
function isWhole(opening: Deed, other: Deed): boolean {
  if (other.undoes !== true) return false;
  const [opened, closed] = [valuesOf(opening, 'after'), valuesOf(other, 'before')];
  const fields = new Set((other.changes ?? []).map(({ field }) => field));
  const ofOpening = opening.changes ?? [];
  if (other.call === opening.call) return fields.size === 0 || ofOpening.every(({ field }) => fields.has(field));
  // A policy is written under its name, and deleted by it.
  if (ofOpening.length > 0 && ofOpening.every(({ field }) => closed.some((name) => field === `Policy ${name}`)))
    return true;
  return closed.length === 0 || opened.length === 0 || opened.every((value) => closed.includes(value));
}

/** What stood after, or before; what an event does not tell ("as it was") is no value. */
function valuesOf({ changes = [] }: Deed, side: 'before' | 'after'): readonly string[] {
  return changes.flatMap(({ [side]: value }) =>
    value === null || /^(?:as it was|its earlier)/.test(value) ? [] : [value],
  );
}
