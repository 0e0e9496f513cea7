import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import { normalizeItem } from '../core/items/configuration-item.ts';
import type { LoadHistory } from '../core/ports.ts';
import type { Resource } from '../core/resource.ts';
import type { Members } from './member.ts';

/**
 * The history of a resource as AWS Config of its own account holds it, read with `noroshi-read`. Docs: AWS Config API
 * Reference, GetResourceConfigHistory. Throws UNKNOWN_ACCOUNT before anybody is asked, and UNREACHABLE.
 */
export function createLoadHistory({ members }: { members: Pick<Members, 'read'> }): LoadHistory {
  return async (resource, limit) => {
    const { accountId, type: resourceType, id: resourceId } = resource;
    const region = regionOf(resource);
    try {
      const { GetResourceConfigHistoryCommand } = await import('@aws-sdk/client-config-service');
      const client = await (await members.read({ accountId, region })).config();
      // Justified: AWS Config knows more types than the SDK's list does, and answers for those it does not know.
      const asked = { resourceType, resourceId, limit, chronologicalOrder: 'Reverse' } as never;
      const { configurationItems = [] } = await client.send(new GetResourceConfigHistoryCommand(asked));
      return configurationItems.flatMap((item) => normalizeItem(item, resource) ?? []);
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotDiscoveredException') return [];
      const why = awsReason(error);
      throw why ? userError('UNREACHABLE', { what: `AWS Config in ${accountId}`, why }) : error;
    }
  };
}

/** What has no region is recorded where IAM lives. */
function regionOf({ region }: Resource): string {
  return region === 'global' ? 'us-east-1' : region;
}
