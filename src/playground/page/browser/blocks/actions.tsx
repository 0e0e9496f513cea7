import { ElementView } from './element.tsx';
import type { BlockProps } from './index.tsx';
import { Element, parseAll } from './parse.ts';

/** Buttons and menus in a row. */
export function ActionsBlock({ block, message }: BlockProps) {
  return (
    <div className="actions">
      {parseAll(Element, block['elements']).map((element) => (
        <ElementView key={element.action_id} element={element} blockId={block.block_id} message={message} />
      ))}
    </div>
  );
}
