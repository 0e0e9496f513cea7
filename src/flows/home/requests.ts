import { mayApprove } from '../../core/access.ts';
import { type Home, type HomeRequest, mostShown } from '../../core/home.ts';
import type { Asker } from '../../core/job.ts';
import type { RemediationRequest } from '../../core/remediation.ts';
import { findAccount } from '../../core/settings.ts';
import { titleOf } from '../../remediations/index.ts';
import { findPlace } from './place.ts';
import type { HomeWorld } from './world.ts';

/** So many requests that have not ended are looked through. */
const mostOpen = 100;

/** What this person may approve now, what is over first, first; and their own requests that have not ended. */
export async function readRequests(asker: Asker, world: HomeWorld): Promise<Pick<Home, 'waiting' | 'own'>> {
  const open = await world.store.listOpenRequests(mostOpen);
  const may = await Promise.all(open.map((request) => isWaitingFor(asker, request, world)));
  const waiting = open.filter((_, at) => may[at]).toSorted((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0));
  const own = open
    .filter(({ requestedBy }) => requestedBy === asker.userId)
    .toSorted((a, b) => b.requestedAt - a.requestedAt);
  return { waiting: await tell(waiting, world), own: await tell(own, world) };
}

async function isWaitingFor(
  { userId, teamId }: Asker,
  { state, expiresAt = 0, requestedBy, resource, remediation }: RemediationRequest,
  { settings, people, now }: HomeWorld,
): Promise<boolean> {
  if (state !== 'awaiting' || expiresAt <= now()) return false;
  const asked = { approverId: userId, approverTeamId: teamId, requesterId: requestedBy };
  return (await mayApprove(settings, { ...asked, accountId: resource.accountId, remediation }, people)) === 'yes';
}

function tell(requests: readonly RemediationRequest[], world: HomeWorld): Promise<readonly HomeRequest[]> {
  return Promise.all(requests.map((request, at) => requestOf(request, { world, isShown: at < mostShown })));
}

async function requestOf(
  request: RemediationRequest,
  { world, isShown }: Readonly<{ world: HomeWorld; isShown: boolean }>,
): Promise<HomeRequest> {
  const { id, remediation, input, undoes, resource, state, requestedBy, expiresAt } = request;
  const title = titleOf(remediation, input) ?? remediation;
  return {
    ...{ title: undoes === undefined ? title : `Take back: ${title}`, resource, state, requestedBy, expiresAt },
    accountName: findAccount(world.settings, resource.accountId)?.name,
    ...(isShown && (await findPlace({ owner: `REQ#${id}`, name: 'status' }, world))),
  };
}
