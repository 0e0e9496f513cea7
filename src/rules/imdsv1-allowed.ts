import * as z from 'zod/mini';
import { maybe, text } from '../core/text/lenient.ts';
import { compliant, defineRule, nonCompliant } from './define.ts';

export const imdsv1Allowed = defineRule({
  id: 'imdsv1-allowed',
  summary: 'EC2 instances give their credentials only to who asks with a token (IMDSv2)',
  resourceTypes: ['AWS::EC2::Instance'],
  parameters: {},
  schema: z.object({ metadataOptions: maybe(z.object({ httpTokens: text, httpEndpoint: text })) }),
  remediation: {
    id: 'config-remediation',
    document: 'AWSConfigRemediation-EnforceEC2InstanceIMDSv2',
    resourceParameter: 'InstanceId',
  },
  evaluate({ metadataOptions: options }) {
    if (options?.httpEndpoint === 'disabled' || options?.httpTokens === 'required') return compliant;
    return nonCompliant('The metadata service answers without a token (IMDSv1)');
  },
});
