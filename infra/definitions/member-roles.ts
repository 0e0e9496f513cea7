import { automationRole } from '../../src/core/iam/actions.ts';
import { evaluateStatements, readStatements, remediateStatements } from '../../src/core/iam/member-roles.ts';
import type { PolicyStatement } from '../../src/core/iam/statements.ts';
import type { Settings } from '../../src/core/settings.ts';
import { remediations } from '../../src/remediations/index.ts';
import { rules } from '../../src/rules/index.ts';
import { automationRights } from './automation-documents.ts';
import { documentsOf } from './config-rules.ts';
import { externalIdFor } from './external-id.ts';
import { arnsOf, forwardRole, pathTestRole } from './names.ts';
import { pathTestRights, pathTestTrust } from './path-test.ts';
import { readsMembers } from './rights.ts';
import { allow, type Statement } from './statement.ts';
import { trustsRoles, trustsService } from './trust.ts';

/** A role by its fixed name; `managed` are policies of their own, for lists that are too long for the role's. */
export type RoleParts = Readonly<{
  name: string;
  about: string;
  trust: readonly Statement[];
  statements: readonly (Statement | PolicyStatement)[];
  managed?: readonly (readonly Statement[])[];
}>;

/** `buses`: the ARNs of those that the account's regions forward to. The account may be CloudFormation's own word for it. */
type Of = Readonly<{ accountId: string; buses: readonly string[] }>;

/** The roles of a listed account. */
export function memberRoles(settings: Settings, of: Of): readonly RoleParts[] {
  return [...comesFromBot(settings, of.accountId), ...comesFromAws(settings, of)];
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

/** The three that services of AWS work with: EventBridge forwards, its Scheduler tries the way, Systems Manager runs documents. */
function comesFromAws(settings: Settings, { accountId, buses }: Of): readonly RoleParts[] {
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
