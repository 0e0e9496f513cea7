import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { arnsOf } from '../definitions/names.ts';
import { redriveRights, switchRights } from '../definitions/rights.ts';
import { addRole, roleNameOf } from '../role.ts';

/**
 * What people work as at a terminal: whom of the bot's account one lets assume which, one says with the rights of those
 * people. `noroshi redrive` has its own role because the queues refuse everybody else, whatever a person's rights are;
 * `noroshi off` and `on` have one that can say what is wanted, and no more.
 */
export function addPeoplesRoles(scope: Construct, settings: Settings): void {
  const arns = arnsOf(settings);
  const trust = [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${settings.bot.account}:root` },
      Action: ['sts:AssumeRole'],
    } as const,
  ];
  addRole(scope, {
    name: roleNameOf(arns.redriveRole),
    about: 'Noroshi: sends dead letters again, for people of this account who may assume it.',
    trust,
    statements: redriveRights(settings),
  });
  addRole(scope, {
    name: roleNameOf(arns.switchRole),
    about: 'Noroshi: switches remediations off and asks for on, for people of this account who may assume it.',
    trust,
    statements: switchRights(settings),
  });
}
