import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { awsReason, isNamed } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import { normalizeItem } from '../core/items/configuration-item.ts';
import type { ConfigurationItem, LoadHistory } from '../core/ports.ts';
import type { Resource } from '../core/resource.ts';
import type { Members } from './member.ts';

/** A page covers seven days at most, and may be empty and go on: a year and a half. */
const mostPages = 80;

/**
 * The history of a resource as AWS Config of its own account holds it, read with `noroshi-read` (AWS Config API Reference,
 * GetResourceConfigHistory), as far back as `timeoutMs` lets. Throws UNKNOWN_ACCOUNT before anybody is asked, and UNREACHABLE.
 */
export function createLoadHistory(options: { members: Pick<Members, 'read'>; timeoutMs?: number }): LoadHistory {
  const { members, timeoutMs = 15_000 } = options;
  return async (resource, limit, until) => {
    const found: ConfigurationItem[] = [];
    const abortSignal = AbortSignal.timeout(timeoutMs);
    try {
      const client = await (await members.read({ ...resource, region: regionOf(resource) })).config();
      await readInto(found, { resource, limit, until }, { client, abortSignal });
      return found;
    } catch (error) {
      if (isNamed(error, 'ResourceNotDiscoveredException')) return [];
      // What is far back takes long; what came until then is worth more than nothing.
      if (abortSignal.aborted && found.length > 0) return found;
      const why = awsReason(error);
      throw why ? userError('UNREACHABLE', { what: `AWS Config in ${resource.accountId}`, why }) : error;
    }
  };
}

type Asked = Readonly<{ resource: Resource; limit: number; until: string | undefined }>;

async function readInto(
  found: ConfigurationItem[],
  { resource, limit, until }: Asked,
  { client, abortSignal }: Readonly<{ client: ConfigServiceClient; abortSignal: AbortSignal }>,
): Promise<void> {
  const { GetResourceConfigHistoryCommand } = await import('@aws-sdk/client-config-service');
  const latest = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages && found.length < limit; page += 1) {
    const asked = {
      ...{ resourceType: resource.type, resourceId: resource.id, limit, chronologicalOrder: 'Reverse' },
      // Config may know the time by the second only: what is of that second is looked at here.
      ...(until !== undefined && { laterTime: new Date(latest + 1_000) }),
      ...(nextToken && { nextToken }),
    };
    // Justified: AWS Config knows more types than the SDK's list does, and answers for those it does not know.
    const answer = await client.send(new GetResourceConfigHistoryCommand(asked as never), { abortSignal });
    const items = (answer.configurationItems ?? []).flatMap((item) => normalizeItem(item, resource) ?? []);
    const wanted = items.filter(({ capturedAt }) => Date.parse(capturedAt) <= latest);
    found.push(...wanted.slice(0, limit - found.length));
    nextToken = answer.nextToken;
    if (!nextToken) return;
  }
}

/** What has no region is recorded where IAM lives. */
function regionOf({ region }: Resource): string {
  return region === 'global' ? 'us-east-1' : region;
}
