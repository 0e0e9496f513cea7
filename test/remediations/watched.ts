import type { Resource } from '../../src/core/resource.ts';
import type { Aws } from '../../src/playground/aws/start.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import type { WorldItem } from '../../src/playground/world-item.ts';

/** Where the stages of what watches the accounts play. */
export const place = { accountId: scene.prod, region: scene.region } as const;

/** Changes what is in the world, which has to be there. */
export function changeItem(
  { world }: Pick<Aws, 'world'>,
  resource: Readonly<{ type: string; id: string }>,
  change: WorldItem['configuration'],
): WorldItem {
  const item = world.findItem({ ...place, ...resource });
  if (!item) throw new Error(`There is no ${resource.type} ${resource.id} in the playground`);
  world.change(item, { ...item.configuration, ...change });
  return item;
}

/** The playground's own time: that of what was changed just now. */
export function nowOf(world: Aws['world'], resource: Resource): number {
  return world.findItem(resource)?.capturedAt ?? 0;
}
