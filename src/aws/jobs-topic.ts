import type { Job } from '../core/job.ts';
import type { Clients } from './clients.ts';

/** Puts a job on the jobs topic; the attribute `kind` decides which queue gets it. Throws when SNS did not take it. */
export function createPublishJob(options: { clients: Clients; topicArn: string }): (job: Job) => Promise<void> {
  return async (job) => {
    const { PublishCommand } = await import('@aws-sdk/client-sns');
    const client = await options.clients.sns();
    await client.send(
      new PublishCommand({
        TopicArn: options.topicArn,
        Message: JSON.stringify(job),
        MessageAttributes: { kind: { DataType: 'String', StringValue: job.kind } },
      }),
    );
  };
}
