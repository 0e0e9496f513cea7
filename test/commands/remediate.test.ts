import { describe, expect, it } from 'vitest';
import { remediate } from '../../src/commands/remediate.ts';
import { UserError } from '../../src/core/errors.ts';

const read = (text: string) => remediate.read(text, 0);

function problemOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof UserError) return `${error.message} ${error.hint}`;
    throw error;
  }
  throw new Error('it was understood');
}

describe('/aws-remediate', () => {
  it('reads the remediation, its resource, and what it must know beside it', () => {
    expect(read('stop-instance i-1')).toEqual({
      kind: 'remediate',
      remediation: 'stop-instance',
      resource: 'i-1',
      input: {},
    });
    expect(
      read('revoke-security-group-rule sg-1 rules=sgr-1,sgr-2 account:payments-prod --region eu-west-1 rule=a:b'),
    ).toEqual({
      ...{ kind: 'remediate', remediation: 'revoke-security-group-rule', resource: 'sg-1' },
      ...{ account: 'payments-prod', region: 'eu-west-1' },
      input: { rules: 'sgr-1,sgr-2', rule: 'a:b' },
    });
    expect(read('config-remediation arn:aws:s3:::bucket rule:restricted-ssh')).toMatchObject({
      resource: 'arn:aws:s3:::bucket',
      rule: 'restricted-ssh',
    });
  });

  it('reads the list and the switch', () => {
    expect(read('list')).toEqual({ kind: 'list' });
    expect(read('On')).toEqual({ kind: 'switch', to: 'on' });
    expect(read('off a rule misfires')).toEqual({ kind: 'switch', to: 'off', reason: 'a rule misfires' });
  });

  it.each([
    ['off', undefined],
    ['off   ', undefined],
    ['OFF now', 'now'],
    ['off the rule:a "misfires', 'the rule:a "misfires'],
    ['off &lt;it&gt; burns\n everywhere', '<it> burns everywhere'],
  ])('stops everything however hastily it is typed: %j', (text, reason) => {
    expect(read(text)).toEqual({ kind: 'switch', to: 'off', ...(reason && { reason }) });
  });

  it.each([
    ['', 'is missing'],
    ['stop-instance', 'RESOURCE is missing'],
    ['stop-instance i-1 i-2', 'one resource at a time'],
    ['stop-instance i-1 a=1 a=2', 'a is given twice'],
    ['stop-instance i-1 regoin:eu-west-1', 'did you mean “region”'],
  ])('answers %j with what is wrong and an example', (text, problem) => {
    expect(problemOf(text)).toContain(problem);
    expect(problemOf(text)).toContain('For example: /aws-remediate stop-instance i-');
  });
});
