import { ticketOf } from '../core/button.ts';
import type { Store } from '../core/ports.ts';
import type { RemediationRequest } from '../core/remediation.ts';
import { hasEnded } from '../core/request-machine.ts';
import { resourceKey } from '../core/resource.ts';
import { unpackDocument } from './document.ts';
import { findRow, type Key, listRows, putRow, type StoreParts } from './rows.ts';
import { changeDocument, findDocument, type Place } from './versioned.ts';

type Requests = Pick<
  Store,
  | 'putRequest'
  | 'moveRequest'
  | 'claimLook'
  | 'findRequest'
  | 'findLatestRequest'
  | 'findRequestByClick'
  | 'findRequestByTicket'
>;

/** The request rows, `REQ#resource` / `name#attempt`; kept for good, because the next attempt counts on them. */
export function createRequests(parts: StoreParts): Requests {
  return {
    async putRequest(request) {
      // First, so that no request's buttons lead nowhere; what points at a request that is not there opens nothing.
      for (const key of [ticketKey(ticketOf(request.id)), clickKey(request.click)]) {
        await putRow(parts, { ...key, requestId: request.id }, {});
      }
      const put = await changeDocument(parts, place(parts, request.id), (there) => (there ? undefined : request));
      return put !== undefined;
    },

    moveRequest: (id, from, change) =>
      changeDocument(parts, place(parts, id), (there) =>
        there && from.includes(there.state) ? { ...there, ...change, rev: there.rev + 1 } : undefined,
      ),

    claimLook: (id, looks) =>
      changeDocument(parts, place(parts, id), (there) =>
        there && (there.looks ?? 0) === looks - 1 ? { ...there, looks, rev: there.rev + 1 } : undefined,
      ),

    findRequest: (id) => findDocument(parts, place(parts, id).key),

    async findLatestRequest(resource, name) {
      const [row] = await listRows(parts, {
        pk: `REQ#${resourceKey(resource)}`,
        prefix: `${name}#`,
        limit: 1,
        newestFirst: true,
      });
      return row && unpackDocument<RemediationRequest>(parts, row);
    },

    async findRequestByClick(click) {
      const row = await findRow(parts, clickKey(click));
      const found = row && (await findDocument<RemediationRequest>(parts, place(parts, row['requestId']).key));
      // Of two clicks at once both point at the request, and one of them put it.
      return found?.click === click ? found : undefined;
    },

    async findRequestByTicket(ticket) {
      if (!/^[0-9a-f]{32}$/.test(ticket)) return undefined;
      const row = await findRow(parts, ticketKey(ticket));
      return row && findDocument(parts, place(parts, row['requestId']).key);
    },
  };
}

function place(parts: StoreParts, id: string): Place<RemediationRequest> {
  return {
    key: keyOf(id),
    large: `jobs/requests/${Buffer.from(id).toString('base64url').slice(0, 200)}`,
    beside: (request) => ({ state: request.state, ...dueOf(request, parts.now()) }),
  };
}

/** What is under way and shows no sign of life for so long is looked at again, in ms. */
const unfollowedAfter = 5 * 60_000;

/** Until it has ended, somebody must look at it again if nobody does anyway. */
function dueOf(request: RemediationRequest, now: number): Readonly<{ due?: string; dueAt?: number }> {
  if (hasEnded(request)) return {};
  return { due: 'request', dueAt: Math.max(now, request.expiresAt ?? 0) + unfollowedAfter };
}

function clickKey(click: string): Key {
  return { pk: `CLICK#${click}`, sk: 'REQUEST' };
}

function ticketKey(ticket: string): Key {
  return { pk: `TICKET#${ticket}`, sk: 'REQUEST' };
}

/** From `<resource key>|<name>|<attempt>`; the resource's id may hold any character, so it is read from the end. */
function keyOf(id: string): Key {
  const attempt = id.lastIndexOf('|');
  const remediation = id.lastIndexOf('|', attempt - 1);
  if (remediation < 1) throw new Error('A request id is not <resource key>|<remediation>|<attempt>');
  const number = id.slice(attempt + 1).padStart(6, '0');
  return { pk: `REQ#${id.slice(0, remediation)}`, sk: `${id.slice(remediation + 1, attempt)}#${number}` };
}
