import { ticketOf } from '../core/button.ts';
import type { Store } from '../core/ports.ts';
import type { RemediationRequest } from '../core/remediation.ts';
import { resourceKey } from '../core/resource.ts';
import { unpackDocument } from './document.ts';
import { findRow, type Key, listRows, putRow, type StoreParts } from './rows.ts';
import { changeDocument, findDocument, type Place } from './versioned.ts';

type Requests = Pick<
  Store,
  'putRequest' | 'moveRequest' | 'claimLook' | 'findRequest' | 'findLatestRequest' | 'findRequestByTicket'
>;

/** The request rows, `REQ#resource` / `remediation#attempt`; kept for good, because the next attempt counts on them. */
export function createRequests(parts: StoreParts): Requests {
  return {
    async putRequest(request) {
      // First, so that no request's buttons lead nowhere; a ticket without its request opens nothing.
      await putRow(parts, { ...ticketKey(ticketOf(request.id)), requestId: request.id }, {});
      const put = await changeDocument(parts, place(request.id), (there) => (there ? undefined : request));
      return put !== undefined;
    },

    moveRequest: (id, from, change) =>
      changeDocument(parts, place(id), (there) =>
        there && from.includes(there.state) ? { ...there, ...change, rev: there.rev + 1 } : undefined,
      ),

    claimLook: (id, looks) =>
      changeDocument(parts, place(id), (there) =>
        there && (there.looks ?? 0) === looks - 1 ? { ...there, looks, rev: there.rev + 1 } : undefined,
      ),

    findRequest: (id) => findDocument(parts, place(id).key),

    async findLatestRequest(resource, remediation) {
      const [row] = await listRows(parts, {
        pk: `REQ#${resourceKey(resource)}`,
        prefix: `${remediation}#`,
        limit: 1,
        newestFirst: true,
      });
      return row && unpackDocument<RemediationRequest>(parts, row);
    },

    async findRequestByTicket(ticket) {
      if (!/^[0-9a-f]{32}$/.test(ticket)) return undefined;
      const row = await findRow(parts, ticketKey(ticket));
      return row && findDocument(parts, place(row['requestId']).key);
    },
  };
}

function place(id: string): Place<RemediationRequest> {
  return {
    key: keyOf(id),
    large: `jobs/requests/${Buffer.from(id).toString('base64url').slice(0, 200)}`,
    beside: ({ state }) => ({ state }),
  };
}

function ticketKey(ticket: string): Key {
  return { pk: `TICKET#${ticket}`, sk: 'REQUEST' };
}

/** From `<resource key>|<remediation>|<attempt>`; the resource's id may hold any character, so it is read from the end. */
function keyOf(id: string): Key {
  const attempt = id.lastIndexOf('|');
  const remediation = id.lastIndexOf('|', attempt - 1);
  if (remediation < 1) throw new Error('A request id is not <resource key>|<remediation>|<attempt>');
  const number = id.slice(attempt + 1).padStart(6, '0');
  return { pk: `REQ#${id.slice(0, remediation)}`, sk: `${id.slice(remediation + 1, attempt)}#${number}` };
}
