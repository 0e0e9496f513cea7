import { Annotations, Aws, type CfnCondition } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { automationRole } from '../../src/core/iam/actions.ts';
import { evaluateStatements, readStatements, remediateStatements } from '../../src/core/iam/member-roles.ts';
import type { Settings } from '../../src/core/settings.ts';
import { remediations } from '../../src/remediations/index.ts';
import { rules } from '../../src/rules/index.ts';
import { automationRights } from '../definitions/automation-documents.ts';
import { documentsOf } from '../definitions/config-rules.ts';
import { externalIdFor } from '../definitions/external-id.ts';
import { arnsOf, forwardRole, pathTestRole } from '../definitions/names.ts';
import { pathTestRights, pathTestTrust } from '../definitions/path-test.ts';
import { readsMembers } from '../definitions/rights.ts';
import { allow } from '../definitions/statement.ts';
import { trustsRoles, trustsService } from '../definitions/trust.ts';
import { addRole, type RoleParts } from '../role.ts';

/** The roles of an account, made once: where `isGlobal` holds. */
export function addMemberRoles(
  scope: Construct,
  settings: Settings,
  { isGlobal, buses }: Readonly<{ isGlobal: CfnCondition; buses: readonly string[] }>,
): void {
  const accountId = Aws.ACCOUNT_ID;
  const parts = [...comesFromBot(settings, accountId), ...comesFromAws(settings, { accountId, buses })];
  for (const part of parts) addRole(scope, part).cfnOptions.condition = isGlobal;
  const { unknown } = automationRights(documentsOf(settings), accountId);
  for (const document of unknown) {
    const what = `The role ${automationRole} has no rights for the document ${document}: write down what it needs in infra/definitions/automation-documents.ts.`;
    Annotations.of(scope).addWarningV2(`noroshi:document-${document}`, what);
  }
}

/** The three roles that the bot assumes. */
function comesFromBot(settings: Settings, accountId: string): readonly RoleParts[] {
  const { bot, security, roles } = settings;
  const arns = arnsOf(settings);
  const externalId = externalIdFor(settings, accountId);
  const declared = remediations.map(({ permissions }) => permissions);
  const fromBot = { accountId: bot.account, externalId };
  return [
    {
      name: roles.read,
      about: 'Noroshi: looks, and changes nothing.',
      trust: trustsRoles(readsMembers.map(arns.botRole), fromBot),
      statements: readStatements(declared, accountId),
    },
    {
      name: roles.remediate,
      about: 'Noroshi: what remediations may change at most. Each session is narrowed to one of them.',
      trust: trustsRoles([arns.botRole('remediations')], { ...fromBot, isNamed: true }),
      statements: remediateStatements(declared, { accountId, ownRoles: arns.ownMemberRoles }),
    },
    {
      name: roles.evaluate,
      about: 'Noroshi: says what the custom Config rules found.',
      trust: trustsRoles([arns.configRulesRole], { accountId: security.account, externalId }),
      statements: evaluateStatements(
        rules.map(({ permissions }) => permissions),
        accountId,
      ),
    },
  ];
}

/** The two that services of AWS work with: EventBridge forwards, Systems Manager runs documents. */
function comesFromAws(
  settings: Settings,
  { accountId, buses }: Readonly<{ accountId: string; buses: readonly string[] }>,
): readonly RoleParts[] {
  const from = (sourceArn: string) => ({
    StringEquals: { 'aws:SourceAccount': accountId },
    ArnLike: { 'aws:SourceArn': sourceArn },
  });
  const { statements } = automationRights(documentsOf(settings), accountId);
  return [
    {
      name: forwardRole,
      about: "Noroshi: carries events to the security account's bus.",
      trust: trustsService('events.amazonaws.com', from(`arn:aws:events:*:${accountId}:rule/noroshi-*`)),
      statements: [allow(['events:PutEvents'], buses)],
    },
    {
      name: pathTestRole,
      about: 'Noroshi: sends the daily test event.',
      trust: pathTestTrust(accountId),
      statements: pathTestRights(accountId),
    },
    {
      name: automationRole,
      about: 'Noroshi: what the automations of the settings do.',
      trust: trustsService('ssm.amazonaws.com', from(`arn:aws:ssm:*:${accountId}:automation-execution/*`)),
      statements,
    },
  ];
}
