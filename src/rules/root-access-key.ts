import { compliant, defineAccountRule, nonCompliant } from './define.ts';

export const rootAccessKey = defineAccountRule({
  id: 'root-access-key',
  summary: 'the root user of an account has no access key',
  schedule: 'TwentyFour_Hours',
  permissions: ['iam:GenerateCredentialReport', 'iam:GetCredentialReport'],
  needs: 'credential-report',
  parameters: {},
  evaluate(_, { credentials }) {
    const root = credentials.find((row) => row.root);
    if (!root) return nonCompliant('Cannot be told: the credential report has no line for the root user');
    const active = root.keys.filter((key) => key.active).length;
    return active === 0
      ? compliant
      : nonCompliant(`The root user has ${active === 1 ? 'an' : 'two'} active access key${active === 1 ? '' : 's'}`);
  },
});
