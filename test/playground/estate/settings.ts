import type { Settings } from '../../../src/core/settings.ts';
import { parseSettings } from '../../../src/settings/parse.ts';

/** The member, the security account and the account where whoever runs it sits. */
export const member = '111122223333';
export const other = '222233334444';
export const security = '666677778888';

const text = `
slack: { team: T0EXAMPLE01, operations: C0OPERATIONS }
bot: { account: "555566667777", region: eu-west-1 }
security: { account: "${security}", region: eu-west-1, logs: { bucket: example-logs } }
accounts:
  - { id: "${member}", name: shop-prod, environment: prod }
  - { id: "${other}", name: shop-dev, environment: dev }
regions: [eu-west-1, us-east-1]
trail: { bucket: example-logs, role: "arn:aws:iam::${security}:role/noroshi-log-reader" }
routes: [{ to: C0SECURITY }]
access: { investigate: [U0ALICE], remediate: [{ who: U0ALICE }], approve: [U0BOB] }
rollout:
  chain:
    - { role: "arn:aws:iam::777788889999:role/jump" }
    - { role: "arn:aws:iam::${security}:role/rollout", externalId: noroshi-rollout }
`;

/** An installation with a chain of two links. */
export function settings(): Settings {
  return parseSettings(text, { file: 'test' }).settings;
}
