import { z } from 'zod';
import type { Block } from '../../core/message.ts';

/** What was pressed is not there any more: the message was edited or deleted meanwhile. */
export class MessageGone extends Error {}

const button = z.looseObject({ type: z.string(), action_id: z.string() });
const holder = z.looseObject({ elements: z.array(z.unknown()).optional(), accessory: z.unknown().optional() });

/** The button of that action, and the block that it is in; throws MessageGone when there is none. */
export function loadButton(
  blocks: readonly Block[],
  { actionId, blockId }: Readonly<{ actionId: string; blockId?: string | undefined }>,
) {
  for (const block of blocks.filter((block) => blockId === undefined || block['block_id'] === blockId)) {
    const { elements = [], accessory } = holder.parse(block);
    for (const candidate of [...elements, accessory]) {
      const parsed = button.safeParse(candidate);
      if (parsed.success && parsed.data.action_id === actionId) {
        return { element: parsed.data, blockId: String(block['block_id'] ?? '') };
      }
    }
  }
  throw new MessageGone(`It has no button ${actionId}.`);
}
