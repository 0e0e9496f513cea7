import type { Json } from '../../../../src/core/json.ts';
import type { Arrival } from '../../../definitions/buses.ts';
import { tag } from '../../../definitions/tag.ts';
import type { Ask, OutputOf } from '../../ask.ts';
import type { Item, Lack } from '../../item.ts';
import { held, lacks } from '../../looks.ts';
import { everyPage } from '../../pages.ts';
import type { Place } from '../../place.ts';
import { policyForm } from '../../policy-form.ts';
import { findOrUndefined } from '../answers.ts';
import { isTagged, notOurs } from '../ours.ts';

type Metadata = NonNullable<OutputOf<'kms:DescribeKey'>['KeyMetadata']>;

const gone = ['NotFoundException', 'NotFound'];
/** A key that was given up by mistake can be had back for so long, in days: the most that AWS KMS takes. */
const givenUpAfter = 30;

/** Keeps the key of the alerts' topic, which is found by its alias. */
export function topicKey(place: Place, { about, alias, policy }: Arrival['key']): Item {
  const { ask, accountId, region } = place;
  const wanted = { state: 'Enabled', alias, rotates: true, policy: policyForm(policy) };
  return {
    ...{ step: 'relay', object: `key ${alias}`, accountId, region },
    look: async () => {
      const found = await findByAlias(ask, alias);
      if (found) return held(await stateOf(ask, { found, alias }), wanted, { reason: whyOff(found) });
      const [orphan] = await findOrphans(ask, about);
      if (!orphan) return held(undefined, wanted);
      return held(await stateOf(ask, { found: orphan, alias: null }), wanted, { reason: 'It has no alias yet.' });
    },
    write: (lack) => write(ask, { about, alias, policy, lack }),
    remove: async () => {
      const found = await findByAlias(ask, alias);
      if (found && !(await isOurs(ask, found))) return { kept: notOurs };
      // The alias goes last: who is cut between the two finds the key again.
      if (found && found.KeyState !== 'PendingDeletion') await giveUp(ask, found);
      if (found) await findOrUndefined(ask('kms:DeleteAlias', { AliasName: alias }), ...gone);
      // A lost answer may have left more than one.
      const orphans = await findOrphans(ask, about);
      for (const orphan of orphans) await giveUp(ask, orphan);
      return found || orphans.length > 0 ? 'removed' : 'absent';
    },
  };
}

async function giveUp(ask: Ask, { KeyId }: Metadata): Promise<void> {
  await ask('kms:ScheduleKeyDeletion', { KeyId, PendingWindowInDays: givenUpAfter });
}

/** The key behind an alias. */
export async function findByAlias(ask: Ask, alias: string): Promise<Metadata | undefined> {
  return (await findOrUndefined(ask('kms:DescribeKey', { KeyId: alias }), ...gone))?.KeyMetadata;
}

/** Keys that were made by a run which was cut before the alias was: they have our tag and our words. */
async function findOrphans(ask: Ask, about: string): Promise<readonly Metadata[]> {
  const keys = await everyPage(async (Marker) => {
    const page = await ask('kms:ListKeys', { ...(Marker && { Marker }) });
    return { list: page.Keys, next: page.NextMarker };
  });
  const orphans: Metadata[] = [];
  for (const { KeyId } of keys) {
    const key = (await ask('kms:DescribeKey', { KeyId })).KeyMetadata;
    const isLike = key?.Description === about && key.KeyState === 'Enabled' && key.KeyManager !== 'AWS';
    if (isLike && (await isOurs(ask, key))) orphans.push(key);
  }
  return orphans;
}

async function isOurs(ask: Ask, { KeyId }: Metadata): Promise<boolean> {
  const tags = await everyPage(async (Marker) => {
    const page = await ask('kms:ListResourceTags', { KeyId, ...(Marker && { Marker }) });
    return { list: page.Tags, next: page.NextMarker };
  });
  return isTagged(tags);
}

async function stateOf(ask: Ask, { found, alias }: Readonly<{ found: Metadata; alias: string | null }>): Promise<Json> {
  const { KeyId, KeyState = '' } = found;
  // AWS KMS says nothing of how a key rotates that waits for its deletion.
  if (KeyState !== 'Enabled') return { state: KeyState, alias };
  const { Policy } = await ask('kms:GetKeyPolicy', { KeyId, PolicyName: 'default' });
  const { KeyRotationEnabled = false } = await ask('kms:GetKeyRotationStatus', { KeyId });
  return { state: KeyState, alias, rotates: KeyRotationEnabled, policy: policyForm(Policy ?? '{}') };
}

function whyOff({ KeyId, KeyState }: Metadata): string | undefined {
  if (KeyState === 'Enabled') return undefined;
  return `The key ${KeyId} is ${KeyState}: cancel its deletion and enable it, or take the alias off it.`;
}

type Writing = Readonly<Arrival['key'] & { lack: Lack }>;

async function write(ask: Ask, { about, alias, policy, lack }: Writing): Promise<void> {
  const Policy = JSON.stringify(policy);
  const found = (await findByAlias(ask, alias)) ?? (await findOrphans(ask, about))[0];
  const reason = found && whyOff(found);
  if (reason !== undefined) throw new Error(reason);
  const KeyId = found?.KeyId ?? (await makeKey(ask, { about, Policy }));
  if (found && lacks(lack, 'policy')) await ask('kms:PutKeyPolicy', { KeyId, PolicyName: 'default', Policy });
  if (lacks(lack, 'rotates')) await ask('kms:EnableKeyRotation', { KeyId });
  if (!lacks(lack, 'alias')) return;
  await findOrUndefined(ask('kms:CreateAlias', { AliasName: alias, TargetKeyId: KeyId }), 'AlreadyExistsException');
}

async function makeKey(ask: Ask, { about, Policy }: Readonly<{ about: string; Policy: string }>): Promise<string> {
  const Tags = [{ TagKey: tag.key, TagValue: tag.value }];
  const { KeyMetadata } = await ask('kms:CreateKey', { Description: about, Policy, Tags });
  return KeyMetadata?.KeyId ?? '';
}
