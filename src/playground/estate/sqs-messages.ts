import type { DeleteMessageRequest, ReceiveMessageRequest } from '@aws-sdk/client-sqs';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import { md5 } from '../aws/queues.ts';
import type { Checked } from './checked.ts';
import type { Actions, Parts } from './parts.ts';
import type { QueueState, RegionState } from './state.ts';

type Held = Readonly<{
  load(caller: Caller, url: string): QueueState;
  keep(caller: Caller, queue: QueueState): undefined;
}>;

/** What came into a queue, taken out again; nobody is kept waiting. */
export function messageActions(parts: Parts, { load, keep }: Held): Actions {
  return {
    ReceiveMessage: (input: Checked<ReceiveMessageRequest>, caller: Caller) => {
      const queue = load(caller, input.QueueUrl);
      const { MaxNumberOfMessages: most = 1, WaitTimeSeconds: waits = 0 } = input;
      if (most < 1 || most > 10 || waits < 0 || waits > 20) {
        throw new AwsError('InvalidParameterValue', 'MaxNumberOfMessages is 1 to 10, WaitTimeSeconds 0 to 20.');
      }
      const hidden = (input.VisibilityTimeout ?? Number(queue.attributes['VisibilityTimeout'] ?? 30)) * 1000;
      const now = parts.now();
      const taken = (queue.messages ?? []).filter(({ visibleAt }) => visibleAt <= now).slice(0, most);
      if (taken.length === 0) return {};
      const messages = (queue.messages ?? []).map((one) =>
        taken.includes(one) ? { ...one, visibleAt: now + hidden } : one,
      );
      keep(caller, { ...queue, messages });
      const Messages = taken.map(({ id, body }) => ({
        ...{ MessageId: id, ReceiptHandle: `${id}#receipt`, Body: body, MD5OfBody: md5(body) },
      }));
      return { Messages };
    },
    DeleteMessage: ({ QueueUrl, ReceiptHandle }: Checked<DeleteMessageRequest>, caller: Caller) => {
      const queue = load(caller, QueueUrl);
      if (!ReceiptHandle.endsWith('#receipt')) {
        throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
      }
      const messages = (queue.messages ?? []).filter(({ id }) => `${id}#receipt` !== ReceiptHandle);
      return keep(caller, { ...queue, messages });
    },
  };
}

/** Puts a message into a queue of a region, if it is there. */
export function enqueue(parts: Parts, { queues }: RegionState, ...[name, body]: [name: string, body: string]): void {
  const queue = queues[name];
  if (!queue || queue.deletedAt !== undefined) return;
  queues[name] = {
    ...queue,
    messages: [...(queue.messages ?? []), { id: parts.mint(32), body, visibleAt: parts.now() }],
  };
}
