import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsClientStub } from 'aws-sdk-client-mock';

/** An error as the SDK throws it for an answer of AWS. */
export function awsError(name: string, status = 400, message = `${name} it is`): Error {
  return Object.assign(new Error(message), {
    name,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status },
  });
}

/** STS gives sessions of an hour from `now`; each has the name of its role as access key. */
export function giveSessions(sts: AwsClientStub<STSClient>, now: () => number): void {
  sts.on(AssumeRoleCommand).callsFake(({ RoleArn, DurationSeconds }) => ({
    Credentials: {
      AccessKeyId: String(RoleArn),
      SecretAccessKey: 'example',
      SessionToken: 'example',
      Expiration: new Date(now() + DurationSeconds * 1000),
    },
  }));
}
