import { someNumber, someText } from '../core/items/rule-parameters.ts';
import { counted } from '../core/text/phrase.ts';
import { compliant, defineAccountRule, nonCompliant } from './define.ts';

export const maxResourceCount = defineAccountRule({
  id: 'max-resource-count',
  summary: 'an account has at most so many resources of a type in a region',
  schedule: 'TwentyFour_Hours',
  parameters: {
    applicableResourceType: someText('the type to count, as AWS Config spells it', {
      pattern: /^AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+$/,
      what: 'a resource type such as AWS::EC2::Instance',
    }),
    maxCount: someNumber('how many there may be', { least: 0, most: 1_000_000 }),
  },
  counts: ({ applicableResourceType }) => [applicableResourceType],
  evaluate(resources, { parameters: { applicableResourceType: type, maxCount } }) {
    if (resources.length <= maxCount) return compliant;
    return nonCompliant(`${counted(resources.length, `${type} resource`)}, and at most ${maxCount} may be there`);
  },
});
