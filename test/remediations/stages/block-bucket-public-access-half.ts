import { makeBucketPublic } from '../exposed.ts';
import type { Stage } from '../stage.ts';

/** Two of the four settings are on; taken back, the other two are off again. */
export const stage: Stage = {
  id: 'block-bucket-public-access',
  name: 'block-bucket-public-access, half done',
  set(aws) {
    const block = {
      ...{ blockPublicAcls: true, ignorePublicAcls: true },
      ...{ blockPublicPolicy: false, restrictPublicBuckets: false },
    };
    return { resource: makeBucketPublic(aws, { PublicAccessBlockConfiguration: block }).resource, input: {} };
  },
};
