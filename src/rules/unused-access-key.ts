import * as z from 'zod/mini';
import type { AccessKey } from '../core/items/credential-report.ts';
import { someNumber } from '../core/items/rule-parameters.ts';
import { text } from '../core/text/lenient.ts';
import { listed } from '../core/text/phrase.ts';
import { compliant, defineRule, nonCompliant, notApplicable } from './define.ts';

const day = 86_400_000;

export const unusedAccessKey = defineRule({
  id: 'unused-access-key',
  summary: 'IAM users have no active access key that nobody uses',
  resourceTypes: ['AWS::IAM::User'],
  schedule: 'TwentyFour_Hours',
  permissions: ['iam:GenerateCredentialReport', 'iam:GetCredentialReport'],
  needs: 'credential-report',
  parameters: {
    maxCredentialUsageAge: someNumber('days without use after which a key counts as unused', {
      ...{ least: 1, most: 3650, standard: 90 },
    }),
  },
  schema: z.object({ userName: text }),
  remediation: {
    id: 'config-remediation',
    document: 'AWSConfigRemediation-RevokeUnusedIAMUserCredentials',
    resourceParameter: 'IAMResourceId',
  },
  evaluate({ userName }, { item, parameters: { maxCredentialUsageAge: most }, credentials, now }) {
    const name = userName ?? item.resource.name;
    const row = credentials.find(({ arn, user, root }) => !root && (arn === item.resource.arn || user === name));
    if (!row) return notApplicable('Not in the credential report yet, which IAM makes every four hours');
    const unused = row.keys.flatMap((key) => {
      const days = Math.floor((now - lastSign(key)) / day);
      return key.active && days > most ? [`key ${key.number} has not been used for ${days} days`] : [];
    });
    return unused.length === 0 ? compliant : nonCompliant(`Access ${listed(unused)}; at most ${most} are allowed`);
  },
});

/** A key that was never used counts from when it was made. */
function lastSign({ usedAt, rotatedAt }: AccessKey): number {
  return Math.max(usedAt ?? 0, rotatedAt ?? 0);
}
