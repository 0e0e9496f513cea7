import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';

/**
 * The S3 client that may read the CloudTrail logs: a session of the log reader's role, in the home region, that renews
 * itself while a search runs. The bot's own identity cannot read them. Throws what STS answers.
 */
export async function createLogReader(options: { clients: Clients; settings: Settings }): Promise<S3Client> {
  const { trail, security } = options.settings;
  const session = await options.clients.assume({
    roleArn: trail.role,
    externalId: trail.externalId,
    sessionName: 'noroshi-trail',
  });
  return session.inRegion(security.region).s3();
}
