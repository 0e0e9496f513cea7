import type { S3Client } from '@aws-sdk/client-s3';
import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';

/**
 * The S3 client that may read the CloudTrail logs: a session of the log reader's role, in the home region, that renews
 * itself while a search runs. The bot's own identity cannot read them. Throws UNREACHABLE when STS does not give the session.
 */
export async function createLogReader(options: { clients: Clients; settings: Settings }): Promise<S3Client> {
  const { trail, security } = options.settings;
  const role = { roleArn: trail.role, externalId: trail.externalId, sessionName: 'noroshi-trail' };
  const session = await options.clients.assume(role).catch((error: unknown) => {
    const why = awsReason(error);
    throw why ? userError('UNREACHABLE', { what: 'The CloudTrail logs', why }) : error;
  });
  return session.inRegion(security.region).s3();
}
