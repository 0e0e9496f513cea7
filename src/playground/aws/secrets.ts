import { z } from 'zod';
import { AwsError } from './aws-error.ts';
import { mustBeAllowed } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';

const input = z.strictObject({
  SecretId: z.string().min(1).max(2048),
  VersionId: z.string().min(32).max(64).optional(),
  VersionStage: z.string().min(1).max(256).optional(),
});

/** Secrets Manager with one secret, found by its name or ARN. */
export function makeSecretsManager(secret: {
  name: string;
  accountId: string;
  region: string;
  value: object;
  createdAt: number;
}): Model {
  const arn = `arn:aws:secretsmanager:${secret.region}:${secret.accountId}:secret:${secret.name}-Pg7xQ2`;
  return defineModel(
    {
      GetSecretValue: defineAction(input, ({ SecretId, VersionStage = 'AWSCURRENT' }, caller) => {
        const isOurs = [secret.name, arn].includes(SecretId) && caller.region === secret.region;
        mustBeAllowed(caller, 'secretsmanager:GetSecretValue', isOurs ? arn : SecretId);
        if (!isOurs || VersionStage !== 'AWSCURRENT') {
          throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
        }
        return {
          ARN: arn,
          Name: secret.name,
          VersionId: '00000000-0000-4000-8000-000000000001',
          SecretString: JSON.stringify(secret.value),
          VersionStages: ['AWSCURRENT'],
          CreatedDate: Math.floor(secret.createdAt / 1000),
        };
      }),
    },
    { invalid: 'ValidationException', unknownAction: 'UnknownOperationException' },
  );
}
