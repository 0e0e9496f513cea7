import type { Rule } from './define.ts';
import { desiredInstanceType } from './desired-instance-type.ts';
import { imdsv1Allowed } from './imdsv1-allowed.ts';
import { maxResourceCount } from './max-resource-count.ts';
import { publicBucket } from './public-bucket.ts';
import { publicSnapshot } from './public-snapshot.ts';
import { requiredTags } from './required-tags.ts';
import { rootAccessKey } from './root-access-key.ts';
import { unencryptedVolume } from './unencrypted-volume.ts';
import { unusedAccessKey } from './unused-access-key.ts';
import { worldOpenAdminPorts } from './world-open-admin-ports.ts';

export type { Judge, Known, Rule } from './define.ts';

/** Every custom Config rule. */
export const rules: readonly Rule[] = [
  desiredInstanceType,
  maxResourceCount,
  worldOpenAdminPorts,
  requiredTags,
  publicSnapshot,
  unusedAccessKey,
  rootAccessKey,
  unencryptedVolume,
  publicBucket,
  imdsv1Allowed,
];

/** The rule of an id. */
export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
