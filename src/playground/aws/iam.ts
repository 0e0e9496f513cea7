import { AwsError } from './aws-error.ts';
import type { IamParts } from './iam-parts.ts';
import { roleActions } from './iam-roles.ts';
import { userActions } from './iam-users.ts';
import { defineModel, type Model } from './model.ts';

/** IAM over the playground's world: users with their access keys, roles with their inline policies. */
export function makeIam(parts: IamParts): Model {
  const model = defineModel(
    { ...userActions(parts), ...roleActions(parts) },
    { invalid: 'ValidationError', unknownAction: 'InvalidAction' },
  );
  return {
    call(action, input, caller) {
      // IAM has one endpoint, and its signatures are of that region.
      if (caller.region === 'us-east-1') return model.call(action, input, caller);
      throw new AwsError('SignatureDoesNotMatch', 'Credential should be scoped to a valid region.', 403);
    },
  };
}
