import { describe, expect, it } from 'vitest';
import { invocation, item, oversized, scheduled } from '../fixtures/invocation.ts';
import { run } from './terminal.ts';

describe('files beside FILE of noroshi evaluate', () => {
  it('are taken for what AWS would be asked for', async () => {
    const user = { ...item, resourceType: 'AWS::IAM::User', resourceId: 'AIDAEXAMPLE', resourceName: 'hana' };
    const files = {
      'scheduled.json': JSON.stringify(invocation(scheduled, { ruleParameters: '' })),
      'large.json': JSON.stringify(invocation(oversized())),
      'items.json': JSON.stringify([item, { ...user, configuration: { userName: 'hana' } }]),
      'none.json': JSON.stringify([{ ...item, resourceId: 'i-9' }]),
      'report.csv': [
        'user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date',
        '<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,true,2020-01-01T00:00:00+00:00,N/A',
        'hana,arn:aws:iam::111122223333:user/hana,2020-01-01T00:00:00+00:00,true,2026-01-01T00:00:00+00:00,N/A',
      ].join('\n'),
    };
    const verdicts = async (line: string) => {
      const { code, stdout, stderr } = await run(['evaluate', ...line.split(' ')], { files });
      return code === 0 ? JSON.parse(stdout).evaluations.map(wordsOf).join() : `${code} ${stderr.split('\n')[0]}`;
    };
    const wordsOf = (one: Record<string, string>) => `${one['ComplianceResourceId']} ${one['ComplianceType']}`;

    const counting = 'max-resource-count scheduled.json --items items.json --parameters applicableResourceType=';
    expect(await verdicts(`${counting}AWS::EC2::Instance,maxCount=0`)).toBe('111122223333 NON_COMPLIANT');
    expect(await verdicts(`${counting}AWS::EC2::Volume,maxCount=0`)).toBe('111122223333 COMPLIANT');
    expect(await verdicts('desired-instance-type large.json --items items.json')).toBe(`${item.resourceId} COMPLIANT`);
    expect(await verdicts('root-access-key scheduled.json --items items.json --credential-report report.csv')).toBe(
      '111122223333 NON_COMPLIANT',
    );
    expect(await verdicts('unused-access-key scheduled.json --items items.json --credential-report report.csv')).toBe(
      'AIDAEXAMPLE NON_COMPLIANT',
    );
    expect(await verdicts('desired-instance-type large.json --items none.json')).toContain('2 none.json: there is no');
    expect(await verdicts('unused-access-key items.json --credential-report none.json')).toContain('2 none.json: no');
  });
});
