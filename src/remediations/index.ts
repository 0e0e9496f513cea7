import { type Alert, nameOf } from '../core/alert.ts';
import { offerId } from '../core/button.ts';
import { matchesCondition } from '../core/condition.ts';
import type { Offer } from '../core/remediation.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import { configRemediation } from './config-remediation.ts';
import type { Remediation } from './define.ts';

export type { Followed, MemberClients, Remediation, RemediationContext } from './define.ts';

/** Every kind of change that there is. */
export const remediations: readonly Remediation[] = [configRemediation];

/** The remediation of an id. */
export function findRemediation(id: string): Remediation | undefined {
  return remediations.find((remediation) => remediation.id === id);
}

/**
 * What an alert offers by button: the first policy that matches it decides, and only in mode `click`. Open alerts of listed
 * accounts alone; what is not known to be remediable is not offered. Pure, so that a click finds its offer again.
 */
export function offersFor(alert: Alert, settings: Settings): readonly Offer[] {
  const [resource] = alert.resources;
  const account = resource && findAccount(settings, resource.accountId);
  if (alert.state !== 'open' || alert.unlisted || alert.rule === undefined || !resource || !account) return [];
  const policy = settings.remediations.find(({ when }) => matchesCondition(alert, when));
  if (policy?.mode !== 'click' || policy.dryRun) return [];
  const remediation = findRemediation(policy.use);
  if (!remediation || !fits(remediation, resource.type)) return [];
  const where = `${account.name} (${account.id}), ${resource.region}`;
  return [
    {
      id: offerId(alert.id, remediation.id),
      remediation: remediation.id,
      title: remediation.title,
      confirm: `This runs the remediation of the rule ${alert.rule} on ${nameOf(resource)} in ${where}, in your name.`,
    },
  ];
}

function fits({ resourceTypes }: Remediation, type: string): boolean {
  return resourceTypes === 'all' || resourceTypes.includes(type);
}
