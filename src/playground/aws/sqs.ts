import { z } from 'zod';
import { AwsError } from './aws-error.ts';
import { type Caller, mustBeAllowed } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';
import { maxReceiveCount, md5, type Queue } from './queues.ts';

/** SQS Developer Guide, "Message quotas". */
const maxMessageBytes = 1024 * 1024;
const seconds = z.number().int().min(0);
const queueUrl = z.string().min(1);

/** SQS over the given queues, which are found by the URL's path `/ACCOUNT/NAME`. */
export function makeSqs(queues: readonly Queue[]): Model {
  const find = (url: string, caller: Caller, action: string): Queue => {
    const [account, name] = url.split('/').slice(-2);
    const queue = queues.find(({ arn }) => arn === `arn:aws:sqs:${caller.region}:${account}:${name}`);
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    mustBeAllowed(caller, `sqs:${action}`, queue.arn);
    return queue;
  };
  const receive = z.strictObject({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
    VisibilityTimeout: seconds.max(43_200).optional(),
    WaitTimeSeconds: seconds.max(20).optional(),
    AttributeNames: z.array(z.string()).optional(),
    MessageSystemAttributeNames: z.array(z.string()).optional(),
    MessageAttributeNames: z.array(z.string()).optional(),
  });
  const handled = z.strictObject({ QueueUrl: queueUrl, ReceiptHandle: z.string().min(1) });
  return defineModel(
    {
      GetQueueUrl: defineAction(z.strictObject({ QueueName: z.string() }), ({ QueueName }, caller) => {
        const path = `${caller.accountId}/${QueueName}`;
        find(path, caller, 'GetQueueUrl');
        return { QueueUrl: `https://sqs.${caller.region}.amazonaws.com/${path}` };
      }),
      GetQueueAttributes: defineAction(
        z.strictObject({ QueueUrl: queueUrl, AttributeNames: z.array(z.string()).optional() }),
        ({ QueueUrl }, caller) => ({ Attributes: attributesOf(find(QueueUrl, caller, 'GetQueueAttributes')) }),
      ),
      SendMessage: defineAction(
        z.strictObject({
          QueueUrl: queueUrl,
          MessageBody: z.string().min(1),
          DelaySeconds: seconds.max(900).optional(),
        }),
        ({ QueueUrl, MessageBody, DelaySeconds = 0 }, caller) => {
          const queue = find(QueueUrl, caller, 'SendMessage');
          mustFit(MessageBody);
          const MessageId = queue.send(MessageBody, { delayMs: DelaySeconds * 1000, sender: caller.roleId });
          return { MessageId, MD5OfMessageBody: md5(MessageBody) };
        },
      ),
      ReceiveMessage: defineAction(receive, (input, caller) => {
        const hiddenFor = input.VisibilityTimeout === undefined ? undefined : input.VisibilityTimeout * 1000;
        const messages = find(input.QueueUrl, caller, 'ReceiveMessage').receive(input.MaxNumberOfMessages, hiddenFor);
        if (messages.length === 0) return {};
        return {
          Messages: messages.map(({ messageId, receiptHandle, body, md5OfBody, attributes }) => ({
            MessageId: messageId,
            ReceiptHandle: receiptHandle,
            Body: body,
            MD5OfBody: md5OfBody,
            Attributes: attributes,
          })),
        };
      }),
      DeleteMessage: defineAction(handled, ({ QueueUrl, ReceiptHandle }, caller) => {
        // Deleting what is gone is no error; a handle that never was one is.
        const queue = find(QueueUrl, caller, 'DeleteMessage');
        if (!ReceiptHandle.includes('#'))
          throw new AwsError('ReceiptHandleIsInvalid', 'The receipt handle is invalid.');
        queue.remove(ReceiptHandle);
      }),
      ChangeMessageVisibility: defineAction(
        handled.extend({ VisibilityTimeout: seconds.max(43_200) }),
        ({ QueueUrl, ReceiptHandle, VisibilityTimeout }, caller) => {
          if (find(QueueUrl, caller, 'ChangeMessageVisibility').hide(ReceiptHandle, VisibilityTimeout * 1000)) return;
          throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
        },
      ),
    },
    { invalid: 'InvalidParameterValue', unknownAction: 'UnknownOperationException' },
  );
}

function mustFit(body: string): void {
  if (Buffer.byteLength(body) > maxMessageBytes) {
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${maxMessageBytes} bytes.`,
    );
  }
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(body)) {
    throw new AwsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  }
}

function attributesOf(queue: Queue): Readonly<Record<string, string>> {
  const { visible, hidden, delayed } = queue.count();
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibilityMs / 1000),
    ...(queue.deadLetters && {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queue.deadLetters, maxReceiveCount }),
    }),
  };
}
