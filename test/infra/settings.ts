import type { Settings } from '../../src/core/settings.ts';
import { parseSettings } from '../../src/settings/parse.ts';

/** An installation whose bot and security account are two, with everything that the stacks make something of. */
const settingsText = `
slack: { team: T0EXAMPLE01, operations: C0OPERATIONS }
bot: { account: "555566667777", region: eu-west-1 }
security: { account: "666677778888", region: eu-west-1, logs: { bucket: example-logs } }
accounts:
  - { id: "111122223333", name: shop-prod, environment: prod }
  - { id: "222233334444", name: shop-dev, environment: dev }
regions: [eu-west-1, us-east-1]
trail: { bucket: example-logs, role: "arn:aws:iam::666677778888:role/noroshi-log-reader" }
routes: [{ to: C0SECURITY }]
oncall: { topic: "arn:aws:sns:eu-west-1:555566667777:oncall" }
access: { investigate: [U0ALICE], remediate: [{ who: U0ALICE }], approve: [U0BOB] }
configRules:
  - { managed: APPROVED_AMIS_BY_ID, parameters: { amiIds: ami-0abc }, remediation: { document: AWS-StopEC2Instance, resourceParameter: InstanceId } }
  - { managed: IAM_PASSWORD_POLICY }
  - { custom: desired-instance-type, parameters: { desiredInstanceType: "t3.micro" } }
  - { custom: unused-access-key }
remediations: [{ when: { rule: approved-amis-by-id }, use: config-remediation }]
`;

/** The settings of the tests, with some of them replaced. */
export function settingsWith(changes: Partial<Settings> = {}): Settings {
  const { settings } = parseSettings(settingsText, { file: 'test' });
  return { ...settings, ...changes };
}

/** So many accounts, with ids that are twelve digits. */
export function someAccounts(count: number): Settings['accounts'] {
  return Array.from({ length: count }, (_, at) => ({ id: String(100_000_000_000 + at), name: `account-${at}` }));
}
