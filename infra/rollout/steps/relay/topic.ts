import type { Json } from '../../../../src/core/json.ts';
import type { Arrival } from '../../../definitions/buses.ts';
import type { Item } from '../../item.ts';
import { held, lacks } from '../../looks.ts';
import type { Place } from '../../place.ts';
import { policyForm } from '../../policy-form.ts';
import { findOrUndefined } from '../answers.ts';
import { isTagged, keyed, notOurs } from '../ours.ts';
import { findByAlias } from './key.ts';

const gone = ['NotFoundException', 'NotFound'];

/** Keeps the topic that passes on what arrives, closed to all but our rules and encrypted with its key. */
export function alertsTopic({ ask, accountId, region }: Place, { topic, key }: Pick<Arrival, 'topic' | 'key'>): Item {
  const { name, arn: TopicArn, policy } = topic;
  const find = async () => (await findOrUndefined(ask('sns:GetTopicAttributes', { TopicArn }), ...gone))?.Attributes;
  return {
    ...{ step: 'relay', object: `topic ${name}`, accountId, region },
    look: async () => {
      const [found, ours] = [await find(), await findByAlias(ask, key.alias)];
      const names = [ours?.Arn, ours?.KeyId, key.alias, `arn:aws:kms:${region}:${accountId}:${key.alias}`];
      const used = found?.['KmsMasterKeyId'] || null;
      const before: Json | undefined = found && {
        key: used !== null && names.includes(used) ? key.alias : used,
        policy: policyForm(found['Policy'] ?? '{}'),
      };
      return held(before, { key: key.alias, policy: policyForm(policy) });
    },
    write: async (lack) => {
      const KmsMasterKeyId = (await findByAlias(ask, key.alias))?.Arn;
      if (!KmsMasterKeyId) throw new Error(`The key ${key.alias} must be there before the topic.`);
      const attributes = { KmsMasterKeyId, Policy: JSON.stringify(policy) };
      if (lack.state === 'missing') {
        await ask('sns:CreateTopic', { Name: name, Attributes: attributes, Tags: keyed });
        return;
      }
      const set = (AttributeName: keyof typeof attributes) =>
        ask('sns:SetTopicAttributes', { TopicArn, AttributeName, AttributeValue: attributes[AttributeName] });
      if (lacks(lack, 'key')) await set('KmsMasterKeyId');
      if (lacks(lack, 'policy')) await set('Policy');
    },
    remove: async () => {
      if (!(await find())) return 'absent';
      const { Tags } = await ask('sns:ListTagsForResource', { ResourceArn: TopicArn });
      if (!isTagged(Tags)) return { kept: notOurs };
      await ask('sns:DeleteTopic', { TopicArn });
      return 'removed';
    },
  };
}
