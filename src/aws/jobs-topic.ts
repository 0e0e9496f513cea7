import type { Job } from '../core/job.ts';
import type { SignedPost } from './signed-post.ts';

/**
 * Puts a job on the jobs topic (SNS API Reference, Publish); the attribute `kind` decides which queue gets it. Throws when SNS
 * did not take it. A job that is published twice is one, by its key.
 */
export function createPublishJob(options: { post: SignedPost; topicArn: string }): (job: Job) => Promise<void> {
  return async (job) => {
    const fields = {
      ...{ Action: 'Publish', Version: '2010-03-31', TopicArn: options.topicArn, Message: JSON.stringify(job) },
      'MessageAttributes.entry.1.Name': 'kind',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': job.kind,
    };
    await options.post({
      service: 'sns',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: new URLSearchParams(fields).toString(),
    });
  };
}
