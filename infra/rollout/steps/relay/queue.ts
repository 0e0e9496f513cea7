import type { Json } from '../../../../src/core/json.ts';
import type { DeadLetters } from '../../../definitions/buses.ts';
import { deadLettersKept } from '../../../definitions/dead-letters.ts';
import { tag } from '../../../definitions/tag.ts';
import type { Item, Lack } from '../../item.ts';
import { held, lacks } from '../../looks.ts';
import type { Place } from '../../place.ts';
import { isFields, policyForm } from '../../policy-form.ts';
import { again, findOrUndefined } from '../answers.ts';
import { isTagged, notOurs } from '../ours.ts';

const gone = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];
const tooSoon = ['QueueDeletedRecently', 'AWS.SimpleQueueService.QueueDeletedRecently'];

type Attributes = Readonly<Record<string, string>>;

/** Keeps a queue of dead letters. One that holds some is never taken away. */
export function deadLetterQueue(place: Place, { name, policy }: DeadLetters): Item {
  const { ask, accountId, region } = place;
  const wanted = { kept: String(deadLettersKept), encryption: 'SQS', policy: policyForm(policy) };
  const findUrl = async () => (await findOrUndefined(ask('sqs:GetQueueUrl', { QueueName: name }), ...gone))?.QueueUrl;
  const find = async () => {
    const QueueUrl = await findUrl();
    if (QueueUrl === undefined) return undefined;
    const answer = ask('sqs:GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    const found = await findOrUndefined(answer, ...gone);
    const attributes: Attributes = found?.Attributes ?? {};
    return found && { QueueUrl, attributes };
  };
  return {
    ...{ step: 'relay', object: `queue ${name}`, accountId, region },
    look: async () => {
      const found = await find();
      const key = found?.attributes['KmsMasterKeyId'];
      const weakens = key ? `Its messages would no longer be encrypted with ${key}.` : undefined;
      return held(found && stateOf(found.attributes), wanted, { weakens });
    },
    write: async (lack) => {
      const attributes = {
        ...(lacks(lack, 'kept') && { MessageRetentionPeriod: wanted.kept }),
        ...(lacks(lack, 'encryption') && { SqsManagedSseEnabled: 'true' }),
        // One of the two at most: a key of KMS is taken off as well.
        ...(hasKey(lack) && { KmsMasterKeyId: '' }),
        ...(lacks(lack, 'policy') && { Policy: JSON.stringify(policy) }),
      };
      if (lack.state === 'missing') {
        const make = { QueueName: name, Attributes: attributes, tags: { [tag.key]: tag.value } };
        // AWS lets nobody take a name again within a minute.
        await again(
          place,
          () => ask('sqs:CreateQueue', make),
          (error) => tooSoon.includes(error.name),
        );
        return;
      }
      const QueueUrl = await findUrl();
      await ask('sqs:SetQueueAttributes', { QueueUrl, Attributes: attributes });
    },
    check: async () => {
      const waiting = messagesIn((await find())?.attributes ?? {});
      return waiting === 0
        ? undefined
        : `${waiting} events could not be delivered and wait here: look why, and send them again.`;
    },
    remove: async () => {
      const found = await find();
      if (!found) return 'absent';
      const { QueueUrl, attributes } = found;
      if (!isTagged((await ask('sqs:ListQueueTags', { QueueUrl })).Tags)) return { kept: notOurs };
      const waiting = messagesIn(attributes);
      if (waiting > 0) return { kept: `${waiting} events that could not be delivered wait in it.` };
      await findOrUndefined(ask('sqs:DeleteQueue', { QueueUrl }), ...gone);
      return 'removed';
    },
  };
}

function stateOf(attributes: Attributes): Json {
  const { MessageRetentionPeriod, SqsManagedSseEnabled, KmsMasterKeyId, Policy } = attributes;
  return {
    kept: MessageRetentionPeriod ?? '',
    encryption: KmsMasterKeyId || (SqsManagedSseEnabled === 'true' ? 'SQS' : 'none'),
    policy: Policy ? policyForm(Policy) : [],
  };
}

function hasKey(lack: Lack): boolean {
  if (lack.state === 'missing' || !isFields(lack.before)) return false;
  return lack.before['encryption'] !== 'SQS' && lack.before['encryption'] !== 'none';
}

/** SQS counts them in three states, each about right. */
function messagesIn(attributes: Attributes): number {
  const states = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ];
  return states.reduce((sum, state) => sum + Number(attributes[state] ?? 0), 0);
}
