import * as z from 'zod/mini';
import { matchesPattern } from '../core/condition.ts';
import { someTexts } from '../core/items/rule-parameters.ts';
import { maybe, text } from '../core/text/lenient.ts';
import { compliant, defineRule, nonCompliant, notApplicable } from './define.ts';

export const desiredInstanceType = defineRule({
  id: 'desired-instance-type',
  summary: 'EC2 instances are of a type that is allowed',
  resourceTypes: ['AWS::EC2::Instance'],
  parameters: {
    desiredInstanceType: someTexts('the types that are allowed; * stands for any characters', {
      what: 'instance types such as t3.micro,t3.small or m7g.*',
    }),
  },
  schema: z.object({ instanceType: text, state: maybe(z.object({ name: text })) }),
  remediation: { id: 'config-remediation', document: 'AWS-ResizeInstance', resourceParameter: 'InstanceId' },
  evaluate({ instanceType, state }, { parameters: { desiredInstanceType: allowed } }) {
    if (state?.name === 'terminated') return notApplicable('The instance is terminated');
    if (instanceType === undefined) return nonCompliant('AWS Config recorded no instance type');
    if (allowed.some((pattern) => matchesPattern(pattern, instanceType))) return compliant;
    return nonCompliant(`${instanceType} is not an allowed type: ${allowed.join(', ')}`);
  },
});
