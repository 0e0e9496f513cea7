import * as z from 'zod/mini';
import { isObject, readList } from '../core/text/lenient.ts';
import { compliant, defineRule, nonCompliant } from './define.ts';

/** AWS Config does not record EBS snapshots; that one is shared is an alert of its own (`data-exposed`). */
export const publicSnapshot = defineRule({
  id: 'public-snapshot',
  summary: 'no RDS snapshot may be restored by everybody',
  resourceTypes: ['AWS::RDS::DBSnapshot', 'AWS::RDS::DBClusterSnapshot'],
  parameters: {},
  schema: z.object({}),
  evaluate(_, { item }) {
    const isPublic = Object.entries(item.supplementary)
      .filter(([key]) => /snapshotattributes$/i.test(key))
      .flatMap(([, attributes]) => readList(attributes))
      .some(letsAllRestore);
    return isPublic ? nonCompliant('Every AWS account may restore this snapshot') : compliant;
  },
});

function letsAllRestore(attribute: unknown): boolean {
  if (!isObject(attribute) || attribute['attributeName'] !== 'restore') return false;
  return readList(attribute['attributeValues']).includes('all');
}
