import { parseAll, TextObject } from './parse.ts';
import type { BlockProps } from './props.ts';
import { Text } from './text.tsx';

/** Small print. */
export function ContextBlock({ block }: BlockProps) {
  return (
    <div className="context">
      {parseAll(TextObject, block['elements']).map((element, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: elements have no identity but their place.
        <Text key={at} of={element} />
      ))}
    </div>
  );
}
