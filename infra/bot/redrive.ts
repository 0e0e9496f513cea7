import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { arnsOf } from '../definitions/names.ts';
import { redriveRights } from '../definitions/rights.ts';
import { addRole, roleNameOf } from '../role.ts';

/**
 * What `noroshi redrive` works as: the queues refuse everybody else, whatever a person's own rights are. Whom of the bot's
 * account one lets assume it, one says with the rights of those people.
 */
export function addRedriveRole(scope: Construct, settings: Settings): void {
  addRole(scope, {
    name: roleNameOf(arnsOf(settings).redriveRole),
    about: 'Noroshi: sends dead letters again, for people of this account who may assume it.',
    trust: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${settings.bot.account}:root` }, Action: ['sts:AssumeRole'] },
    ],
    statements: redriveRights(settings),
  });
}
