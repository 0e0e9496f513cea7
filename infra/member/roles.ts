import { Annotations, Aws, type CfnCondition } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { automationRole } from '../../src/core/iam/actions.ts';
import type { Settings } from '../../src/core/settings.ts';
import { automationRights } from '../definitions/automation-documents.ts';
import { documentsOf } from '../definitions/config-rules.ts';
import { memberRoles } from '../definitions/member-roles.ts';
import { addRole } from '../role.ts';

/** The roles of an account, made once: where `isGlobal` holds. */
export function addMemberRoles(
  scope: Construct,
  settings: Settings,
  { isGlobal, buses }: Readonly<{ isGlobal: CfnCondition; buses: readonly string[] }>,
): void {
  const accountId = Aws.ACCOUNT_ID;
  for (const part of memberRoles(settings, { accountId, buses })) {
    addRole(scope, part).cfnOptions.condition = isGlobal;
  }
  const { unknown } = automationRights(documentsOf(settings), accountId);
  for (const document of unknown) {
    const what = `The role ${automationRole} has no rights for the document ${document}: write down what it needs in infra/definitions/automation-documents.ts.`;
    Annotations.of(scope).addWarningV2(`noroshi:document-${document}`, what);
  }
}
