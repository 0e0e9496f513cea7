import { mayRemediate } from '../../../core/access.ts';
import { userError } from '../../../core/errors.ts';
import type { Asker } from '../../../core/job.ts';
import type { Reply } from '../../../core/reply.ts';
import { listed } from '../../../core/text/phrase.ts';
import { type Remediation, remediations } from '../../../remediations/index.ts';
import type { ActWorld } from '../world.ts';
import { exampleOf } from './resolve.ts';

/** What this person may start, and in which accounts; and whether anything may be started at all. */
export async function listForPerson(
  asker: Asker,
  world: Pick<ActWorld, 'settings' | 'people' | 'store'>,
): Promise<Reply> {
  const items = [];
  for (const remediation of remediations) {
    const accounts = await accountsFor(remediation, asker, world);
    if (accounts.length > 0) items.push(itemOf(remediation, accounts, world.settings.accounts.length));
  }
  if (items.length === 0) throw userError('NOT_ALLOWED', { what: 'start any remediation' });
  const { state, by, reason } = await world.store.findSwitch();
  const off = `Remediations are switched off${reason === undefined ? '' : `: ${reason}`}. Nothing starts until they are switched on again.`;
  const closing =
    'What no policy of the settings covers waits for a second person, and so does what takes two in any case. /aws-remediate off stops everything.';
  return {
    title: 'This is what you may start',
    sections: [
      ...(state === 'off' ? [{ kind: 'text' as const, text: off }] : []),
      ...(state === 'off' && by !== undefined ? [{ kind: 'person' as const, label: 'By', id: by }] : []),
      { kind: 'list', items },
      { kind: 'text', text: closing },
    ],
  };
}

async function accountsFor(
  { id }: Remediation,
  { userId, teamId }: Asker,
  { settings, people }: Pick<ActWorld, 'settings' | 'people'>,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const account of settings.accounts) {
    const asked = { userId, teamId, accountId: account.id, remediation: id };
    if (await mayRemediate(settings, asked, people)) names.push(account.name);
  }
  return names;
}

function itemOf(remediation: Remediation, accounts: readonly string[], all: number) {
  const { id, effect, approval } = remediation;
  const where = accounts.length === all ? 'every account' : listed(accounts.slice(0, 10));
  const two = approval === 'second-person' ? ' A second person must approve it.' : '';
  return { lead: id, body: `${effect}${two} In ${where}.`, meta: exampleOf(remediation) };
}
