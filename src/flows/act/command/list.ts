import { mayRemediate, maySwitch } from '../../../core/access.ts';
import { nameOf } from '../../../core/alert.ts';
import { userError } from '../../../core/errors.ts';
import type { Asker } from '../../../core/job.ts';
import type { RemediationRequest } from '../../../core/remediation.ts';
import type { Reply } from '../../../core/reply.ts';
import { findAccount, type Settings } from '../../../core/settings.ts';
import { listed } from '../../../core/text/phrase.ts';
import { type Remediation, remediations } from '../../../remediations/index.ts';
import type { ActWorld } from '../world.ts';
import { exampleOf } from './resolve.ts';

/** More than these are under way in a storm only. */
const mostOpen = 20;

/** What this person may start, and in which accounts; and whether anything may be started at all. */
export async function listForPerson(
  asker: Asker,
  world: Pick<ActWorld, 'settings' | 'people' | 'store'>,
): Promise<Reply> {
  const items = [];
  const mine = new Set<string>();
  for (const remediation of remediations) {
    const accounts = await accountsFor(remediation, asker, world);
    for (const account of accounts) mine.add(account);
    if (accounts.length > 0) items.push(itemOf(remediation, accounts, world.settings.accounts.length));
  }
  const isApprover = await maySwitch(world.settings, { ...asker, to: 'on' }, world.people);
  if (items.length === 0 && !isApprover) throw userError('NOT_ALLOWED', { what: 'start any remediation' });
  const isTheirs = ({ resource }: RemediationRequest): boolean =>
    isApprover || mine.has(findAccount(world.settings, resource.accountId)?.name ?? '');
  const open = (await world.store.listOpenRequests(mostOpen))
    .filter(isTheirs)
    .map((request) => openItem(request, world.settings));
  const { state, by, reason } = await world.store.findSwitch();
  const off = `Remediations are switched off${reason === undefined ? '' : `: ${reason}`}. Nothing starts until they are switched on again.`;
  const closing =
    'What no policy of the settings covers waits for a second person, and so does what takes two in any case. /aws-remediate off stops everything.';
  return {
    title: items.length > 0 ? 'This is what you may start' : 'You may approve what others start',
    sections: [
      ...(state === 'off' ? [{ kind: 'text' as const, text: off }] : []),
      ...(state === 'off' && by !== undefined ? [{ kind: 'person' as const, label: 'By', id: by }] : []),
      ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
      ...(open.length > 0 ? [{ kind: 'text' as const, text: 'Under way now:' }] : []),
      ...(open.length > 0 ? [{ kind: 'list' as const, items: open }] : []),
      { kind: 'text', text: closing },
    ],
  };
}

/** Where it stands is for its own message; here is that there is one. */
function openItem({ remediation, resource, state, requestedAt }: RemediationRequest, settings: Settings) {
  const account = findAccount(settings, resource.accountId)?.name ?? resource.accountId;
  const how = state === 'awaiting' ? 'waits for a second person' : state;
  return { lead: remediation, body: `${nameOf(resource)} in ${account}, ${resource.region}: ${how}`, at: requestedAt };
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
