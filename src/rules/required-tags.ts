import * as z from 'zod/mini';
import { matchesPattern } from '../core/condition.ts';
import { perhapsText, someText } from '../core/items/rule-parameters.ts';
import { list, someText as someKey, text } from '../core/text/lenient.ts';
import { listed } from '../core/text/phrase.ts';
import { compliant, defineRule, nonCompliant } from './define.ts';

const key = (help: string) => perhapsText(`${help} (tag1Key to tag6Key)`);
const value = perhapsText('the values that it may have, with commas between them; * stands for any characters');

export const requiredTags = defineRule({
  id: 'required-tags',
  summary: 'resources carry the tags that are asked of them',
  resourceTypes: [
    'AWS::EC2::Instance',
    'AWS::EC2::Volume',
    'AWS::EC2::SecurityGroup',
    'AWS::EC2::VPC',
    'AWS::S3::Bucket',
    'AWS::RDS::DBInstance',
    'AWS::RDS::DBCluster',
    'AWS::DynamoDB::Table',
    'AWS::Lambda::Function',
    'AWS::EKS::Cluster',
  ],
  parameters: {
    tag1Key: someText('a tag that must be there', { pattern: /^.{1,128}$/su, what: 'the key of a tag, such as owner' }),
    ...{ tag1Value: value, tag2Key: key('another one'), tag2Value: value, tag3Key: key('another one') },
    ...{ tag3Value: value, tag4Key: key('another one'), tag4Value: value, tag5Key: key('another one') },
    ...{ tag5Value: value, tag6Key: key('another one'), tag6Value: value },
  },
  schema: z.object({ tags: list(z.object({ key: someKey, value: text })) }),
  evaluate({ tags: ownTags = [] }, { item, parameters: p }) {
    // Some types have their tags in the configuration alone.
    const tags = new Map([...ownTags.map((tag) => [tag.key, tag.value ?? ''] as const), ...Object.entries(item.tags)]);
    const wanted = [
      ...[[p.tag1Key, p.tag1Value] as const, [p.tag2Key, p.tag2Value] as const, [p.tag3Key, p.tag3Value] as const],
      ...[[p.tag4Key, p.tag4Value] as const, [p.tag5Key, p.tag5Value] as const, [p.tag6Key, p.tag6Value] as const],
    ];
    const problems = wanted.flatMap(([name, values]) => (name ? problemOf(name, tags.get(name), values) : []));
    return problems.length === 0 ? compliant : nonCompliant(listed(problems));
  },
});

function problemOf(name: string, found: string | undefined, values: string | undefined): readonly string[] {
  if (found === undefined) return [`no tag ${name}`];
  const allowed = (values ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (allowed.length === 0 || allowed.some((pattern) => matchesPattern(pattern, found))) return [];
  return [`tag ${name} is “${found}” and may be ${allowed.join(', ')}`];
}
