import { nameOf } from '../../core/alert.ts';
import { userError } from '../../core/errors.ts';
import { readable } from '../../core/items/item-difference.ts';
import type { ConfigurationItem } from '../../core/ports.ts';
import type { Reply, ReplyFile } from '../../core/reply.ts';
import type { Resource } from '../../core/resource.ts';
import { maskJson } from '../../core/text/mask.ts';
import { oneLine } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';

/** Everything that AWS Config holds of a resource, as a file, keys and tokens masked. */
export async function sendFile(resource: Resource, { aggregator }: CommandContext): Promise<Reply> {
  const item = await aggregator.findItem(resource);
  if (!item) throw userError('NOT_FOUND', { what: `The configuration of ${resource.id}`, where: 'AWS Config' });
  const title = `All that AWS Config holds of ${nameOf(resource)}`;
  return { title, sections: [], files: [fileOf(`${resource.id}.json`, title, item)] };
}

/** JSON for people: JSON inside strings is read, secrets are masked. */
export function fileOf(name: string, title: string, content: ConfigurationItem | readonly object[]): ReplyFile {
  const safe = name.replace(/[^\w.-]+/g, '-').slice(-100);
  return {
    name: safe,
    title: oneLine(title, 200),
    content: `${JSON.stringify(maskJson(readable(content)), null, 2)}\n`,
  };
}
