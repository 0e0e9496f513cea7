import type {
  CreateAliasRequest,
  CreateKeyRequest,
  DeleteAliasRequest,
  DescribeKeyRequest,
  ListKeysRequest,
  PutKeyPolicyRequest,
  ScheduleKeyDeletionRequest,
} from '@aws-sdk/client-kms';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { findKey } from './deliveries.ts';
import { type Actions, hereOf, type Parts, pageOf, timeOf, without } from './parts.ts';
import { letsIn, mustBeResourcePolicy } from './resource-policy.ts';
import type { KeyState } from './state.ts';

/** AWS KMS quotas, "Key policy document size", in characters. */
const maxPolicy = 32_768;
const day = 24 * 60 * 60_000;

/** Keys and their aliases. */
export function makeKms(parts: Parts): Actions {
  const load = (caller: Caller, id: string): KeyState => {
    const found = findKey(parts, id, caller);
    if (found && found.arn.split(':')[4] === caller.accountId && found.arn.split(':')[3] === caller.region)
      return found;
    const text = id.startsWith('alias/') ? `Alias ${id} is not found.` : `Key '${id}' does not exist`;
    throw new AwsError('NotFoundException', text);
  };
  const loadUsable = (caller: Caller, id: string): KeyState => {
    const key = load(caller, id);
    if (key.state === 'Enabled') return key;
    throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`, 409);
  };
  const keep = (caller: Caller, key: KeyState) => {
    hereOf(parts, caller).keys[key.id] = key;
    return undefined;
  };
  return {
    ...aliasActions(parts, loadUsable),
    CreateKey: (input: Checked<CreateKeyRequest>, caller: Caller) => {
      const policy = input.Policy ?? ownersPolicy(caller.accountId);
      mustBePolicy(caller, policy, input.BypassPolicyLockoutSafetyCheck);
      const id = parts.mint(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
      const tags = Object.fromEntries((input.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue]));
      const key: KeyState = {
        id,
        arn: `arn:aws:kms:${caller.region}:${caller.accountId}:key/${id}`,
        description: input.Description ?? '',
        policy,
        rotates: false,
        state: 'Enabled',
        madeAt: parts.now(),
        tags,
      };
      keep(caller, key);
      return { KeyMetadata: toMetadata(key) };
    },
    DescribeKey: ({ KeyId }: Checked<DescribeKeyRequest>, caller: Caller) => ({
      KeyMetadata: toMetadata(load(caller, KeyId)),
    }),
    ListKeys: ({ Limit, Marker }: ListKeysRequest, caller: Caller) => {
      const all = Object.values(hereOf(parts, caller).keys).map(({ id, arn }) => ({ KeyId: id, KeyArn: arn }));
      const { page, next } = pageOf(all, { token: Marker, size: Limit ?? 100 });
      return { Keys: page, Truncated: next !== undefined, ...(next && { NextMarker: next }) };
    },
    EnableKeyRotation: ({ KeyId }: Checked<DescribeKeyRequest>, caller: Caller) =>
      keep(caller, { ...loadUsable(caller, KeyId), rotates: true }),
    GetKeyRotationStatus: ({ KeyId }: Checked<DescribeKeyRequest>, caller: Caller) => {
      const { arn, rotates } = load(caller, KeyId);
      return { KeyId: arn, KeyRotationEnabled: rotates, ...(rotates && { RotationPeriodInDays: 365 }) };
    },
    GetKeyPolicy: ({ KeyId }: Checked<DescribeKeyRequest>, caller: Caller) => ({
      Policy: load(caller, KeyId).policy,
      PolicyName: 'default',
    }),
    PutKeyPolicy: (input: Checked<PutKeyPolicyRequest>, caller: Caller) => {
      const key = loadUsable(caller, input.KeyId);
      mustBePolicy(caller, input.Policy, input.BypassPolicyLockoutSafetyCheck);
      return keep(caller, { ...key, policy: input.Policy });
    },
    ListResourceTags: ({ KeyId }: Checked<DescribeKeyRequest>, caller: Caller) => ({
      Tags: Object.entries(load(caller, KeyId).tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      Truncated: false,
    }),
    ScheduleKeyDeletion: (input: Checked<ScheduleKeyDeletionRequest>, caller: Caller) => {
      const key = loadUsable(caller, input.KeyId);
      const days = input.PendingWindowInDays ?? 30;
      if (days < 7 || days > 30) throw new AwsError('ValidationException', 'The window must be of 7 to 30 days.');
      const deletedAt = parts.now() + days * day;
      keep(caller, { ...key, state: 'PendingDeletion', deletedAt });
      const DeletionDate = timeOf(deletedAt);
      return { KeyId: key.arn, DeletionDate, KeyState: 'PendingDeletion', PendingWindowInDays: days };
    },
  };
}

function aliasActions(parts: Parts, loadUsable: (caller: Caller, id: string) => KeyState): Actions {
  return {
    CreateAlias: ({ AliasName, TargetKeyId }: Checked<CreateAliasRequest>, caller: Caller) => {
      const { keyAliases } = hereOf(parts, caller);
      if (!/^alias\/(?!aws\/)[\w/-]{1,250}$/.test(AliasName)) {
        throw new AwsError('InvalidAliasNameException', `The alias ${AliasName} is not valid.`);
      }
      if (keyAliases[AliasName]) {
        const arn = `arn:aws:kms:${caller.region}:${caller.accountId}:${AliasName}`;
        throw new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
      }
      keyAliases[AliasName] = loadUsable(caller, TargetKeyId).id;
      return undefined;
    },
    DeleteAlias: ({ AliasName }: Checked<DeleteAliasRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      if (!here.keyAliases[AliasName]) throw new AwsError('NotFoundException', `Alias ${AliasName} is not found.`);
      here.keyAliases = without(here.keyAliases, AliasName);
      return undefined;
    },
  };
}

/** Whoever writes a policy must be able to write it again. Docs: AWS KMS, PutKeyPolicy, lockout safety check. */
function mustBePolicy({ accountId, roleArn }: Caller, text: string, bypass = false): void {
  mustBeResourcePolicy(text, 'MalformedPolicyDocumentException');
  if (text.length > maxPolicy) throw new AwsError('LimitExceededException', 'The key policy is too long.');
  const who = { accountId, arn: roleArn };
  if (bypass || letsIn(text, who, { action: 'kms:PutKeyPolicy', resource: '*' })) return;
  const why = 'The new key policy will not allow you to update the key policy in the future.';
  throw new AwsError('MalformedPolicyDocumentException', why);
}

function ownersPolicy(accountId: string): string {
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  const Statement = [
    { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' },
  ];
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement });
}

function toMetadata(key: KeyState) {
  return {
    AWSAccountId: key.arn.split(':')[4],
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: timeOf(key.madeAt),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: key.state,
    ...(key.deletedAt !== undefined && { DeletionDate: timeOf(key.deletedAt) }),
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
  };
}
