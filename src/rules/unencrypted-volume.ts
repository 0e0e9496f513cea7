import * as z from 'zod/mini';
import { flag } from '../core/text/lenient.ts';
import { compliant, defineRule, nonCompliant } from './define.ts';

export const unencryptedVolume = defineRule({
  id: 'unencrypted-volume',
  summary: 'EBS volumes are encrypted',
  resourceTypes: ['AWS::EC2::Volume'],
  parameters: {},
  schema: z.object({ encrypted: flag }),
  evaluate: ({ encrypted }) => (encrypted ? compliant : nonCompliant('The volume is not encrypted')),
});
