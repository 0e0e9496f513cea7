import { describe, expect, it } from 'vitest';
import { parseConfigQuery, project } from '../../../src/playground/aws/config-query.ts';

const item = {
  resourceId: "o'neill",
  resourceType: 'AWS::EC2::Instance',
  accountId: '111122223333',
  configuration: { state: { name: 'running' }, imageId: 'ami-1' },
  tags: [
    { key: 'Name', value: 'web', tag: 'Name=web' },
    { key: 'team', value: 'payments', tag: 'team=payments' },
  ],
};

describe('an advanced query', () => {
  it.each([
    ["resourceId = 'o''neill'", true],
    ["resourceId IN ('a', 'o''neill') AND accountId = '111122223333'", true],
    ["accountId = '1' OR (resourceType = 'AWS::EC2::Instance' AND accountId = '111122223333')", true],
    ["resourceType LIKE 'AWS::EC2::%'", true],
    ["resourceType LIKE 'AWS.EC2%'", false],
    ["tags.tag = 'Name=web'", true],
    ["tags.tag = 'Name=payments'", false],
    ["configuration.state.name = 'running'", true],
    ["NOT configuration.imageId = 'ami-1'", false],
    ["accountId <> '111122223333'", false],
  ])('decides %s', (condition, expected) => {
    expect(parseConfigQuery(`SELECT resourceId WHERE ${condition}`).matches(item)).toBe(expected);
  });

  it('matches arrays as a whole, as AWS Config does', () => {
    const { matches } = parseConfigQuery("SELECT resourceId WHERE tags.key = 'Name' AND tags.value = 'payments'");

    expect(matches(item)).toBe(true);
  });

  it('shows what was selected and nothing else', () => {
    const { select } = parseConfigQuery('select resourceId, configuration.state.name, configuration.imageId, tags');

    expect(project(item, select)).toEqual({
      resourceId: "o'neill",
      configuration: { state: { name: 'running' }, imageId: 'ami-1' },
      tags: item.tags,
    });
  });

  it.each([
    '',
    'resourceId',
    'SELECT',
    'SELECT DISTINCT resourceId',
    'SELECT resourceId FROM x',
    'SELECT nothing',
    'SELECT resourceId WHERE',
    "SELECT resourceId WHERE resourceId = 'a",
    "SELECT resourceId WHERE resourceId = 'a' x",
    "SELECT resourceId WHERE (resourceId = 'a'",
    "SELECT resourceId WHERE resourceId = 'a'; SELECT arn",
  ])('refuses %j', (expression) => {
    expect(() => parseConfigQuery(expression)).toThrow(expect.objectContaining({ code: 'InvalidExpressionException' }));
  });
});
