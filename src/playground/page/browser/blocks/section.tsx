import { ElementView } from './element.tsx';
import { Element, parseAll, TextObject } from './parse.ts';
import type { BlockProps } from './props.ts';
import { Text } from './text.tsx';

/** Text, fields in two columns, and one element beside them. */
export function SectionBlock({ block, message }: BlockProps) {
  const [text] = parseAll(TextObject, [block['text']]);
  const fields = parseAll(TextObject, block['fields']);
  const [accessory] = parseAll(Element, [block['accessory']]);
  return (
    <div className="section">
      <div className="section-words">
        {text && <Text of={text} />}
        {fields.length > 0 && (
          <div className="fields">
            {fields.map((field, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place.
              <Text key={at} of={field} />
            ))}
          </div>
        )}
      </div>
      {accessory && <ElementView element={accessory} blockId={block.block_id} message={message} />}
    </div>
  );
}
