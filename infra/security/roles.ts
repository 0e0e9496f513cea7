import type { Construct } from 'constructs';
import { parseArn } from '../../src/core/arn.ts';
import type { Settings } from '../../src/core/settings.ts';
import { externalIdFor } from '../definitions/external-id.ts';
import { arnsOf, prefixed } from '../definitions/names.ts';
import { auditRights, logReaderRights, readingSession } from '../definitions/reader-rights.ts';
import { memberSessions, readsLogs, securityReads, writesLog } from '../definitions/rights.ts';
import { allow } from '../definitions/statement.ts';
import { trustsRoles, trustsService } from '../definitions/trust.ts';
import { addRole, roleNameOf } from '../role.ts';

/** The roles of the security account; each is trusted to those functions of the bot alone that need it. */
export function addSecurityRoles(scope: Construct, settings: Settings): void {
  const { bot, security, trail, audit } = settings;
  const arns = arnsOf(settings);
  if (bot.account !== security.account) {
    addRole(scope, {
      name: security.readerRole,
      about: "Noroshi: asks AWS Config's aggregator and GuardDuty.",
      trust: trustsRoles((['alerts', 'queries', 'remediations', 'sweep'] as const).map(arns.botRole), {
        accountId: bot.account,
        externalId: externalIdFor(settings, security.account),
      }),
      statements: securityReads(settings),
    });
  }
  if (isHere(trail.role, settings)) {
    addRole(scope, {
      name: roleNameOf(trail.role),
      about: 'Noroshi: reads the CloudTrail logs.',
      trust: trustsRoles(readsLogs(settings).map(arns.botRole), {
        accountId: bot.account,
        externalId: trail.externalId,
      }),
      statements: logReaderRights(settings),
    });
  }
  if (audit.role !== undefined && isHere(audit.role, settings)) addAuditRole(scope, settings, audit.role);
  addConfigRulesRole(scope, settings);
}

/** A role of another account is somebody else's to make. */
function isHere(roleArn: string, { security }: Settings): boolean {
  return parseArn(roleArn)?.account === security.account;
}

/** Queries get sessions of it that can only read: their name says so, and the trust demands the name. */
function addAuditRole(scope: Construct, settings: Settings, roleArn: string): void {
  const { bot, audit } = settings;
  const arns = arnsOf(settings);
  const known = { accountId: bot.account, externalId: audit.externalId ?? 'noroshi-audit' };
  const reading = trustsRoles([arns.botRole('queries')], known).map((statement) => ({
    ...statement,
    Condition: { ...statement.Condition, StringLike: { 'sts:RoleSessionName': readingSession } },
  }));
  addRole(scope, {
    name: roleNameOf(roleArn),
    about: 'Noroshi: writes the audit trail.',
    trust: [...trustsRoles([arns.botRole('remediations')], known), ...reading],
    statements: auditRights(settings),
  });
}

/** One role for the function of the rules in all regions: it works with the evaluate role of the rule's own account. */
function addConfigRulesRole(scope: Construct, settings: Settings): void {
  const { security, rules, roles, regions } = settings;
  const everyRegion = regions === 'enabled' ? [security.region] : regions;
  const logs = everyRegion.map((region) => writesLog(`arn:aws:logs:${region}:${security.account}`, 'config-rules'));
  addRole(scope, {
    name: prefixed('config-rules'),
    about: 'Noroshi: the function of the custom Config rules.',
    trust: trustsService('lambda.amazonaws.com'),
    statements: [
      allow(
        logs[0]?.Action ?? [],
        logs.flatMap(({ Resource }) => Resource ?? []),
      ),
      ...(rules.credentials === 'own'
        ? [allow(['config:PutEvaluations', 'config:GetResourceConfigHistory'], ['*'])]
        : []),
    ],
    managed:
      rules.credentials === 'own' ? [] : memberSessions({ owner: 'config-rules', roles: [roles.evaluate] }, settings),
  });
}
