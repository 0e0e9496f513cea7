import type { GetResourceConfigHistoryCommandInput } from '@aws-sdk/client-config-service';
import { awsReason, isNamed } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import { normalizeItem } from '../core/items/configuration-item.ts';
import type { ConfigurationItem, FindCaptured } from '../core/ports.ts';
import type { Members } from './member.ts';

/** A page covers seven days at most and may be empty; an item and the one before it are not sought for longer than that. */
const mostPages = 12;
const wanted = 2;

/**
 * The item of a resource at a time and the one before it, asked of AWS Config in the resource's own account and region with
 * `noroshi-read` ("GetResourceConfigHistory"); given up after `timeoutMs`. Throws UNKNOWN_ACCOUNT, UNREACHABLE.
 */
export function createFindCaptured(options: { members: Pick<Members, 'read'>; timeoutMs?: number }): FindCaptured {
  const { members, timeoutMs = 1800 } = options;
  return async (resource, until) => {
    const { accountId, id: resourceId } = resource;
    // IAM's items, which have no region, are recorded in the one where IAM speaks.
    const region = resource.region === 'global' ? 'us-east-1' : resource.region;
    const { GetResourceConfigHistoryCommand } = await import('@aws-sdk/client-config-service');
    const abortSignal = AbortSignal.timeout(timeoutMs);
    const asked: GetResourceConfigHistoryCommandInput = {
      // The SDK's enum is older than AWS's list; the service takes any type that it records.
      resourceType: resource.type as 'AWS::EC2::Instance',
      resourceId,
      limit: wanted,
      // What was captured at that very moment is to be among them.
      laterTime: new Date(Date.parse(until) + 1),
    };
    try {
      const client = await (await members.read({ accountId, region })).config();
      const found: ConfigurationItem[] = [];
      let nextToken: string | undefined;
      for (let page = 0; page < mostPages && found.length < wanted; page += 1) {
        const command = new GetResourceConfigHistoryCommand({ ...asked, ...(nextToken && { nextToken }) });
        const answer = await client.send(command, { abortSignal });
        found.push(...(answer.configurationItems ?? []).flatMap((item) => normalizeItem(item, resource) ?? []));
        nextToken = answer.nextToken;
        if (!nextToken) break;
      }
      return found.slice(0, wanted);
    } catch (error) {
      if (isNamed(error, 'ResourceNotDiscoveredException')) return [];
      const why = awsReason(error);
      if (why) throw userError('UNREACHABLE', { what: 'AWS Config in the account', why });
      throw error;
    }
  };
}
