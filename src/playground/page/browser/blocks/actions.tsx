import { ElementView } from './element.tsx';
import { Element, parseAll } from './parse.ts';
import type { BlockProps } from './props.ts';

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
