import * as z from 'zod/mini';
import { Inline, InlineView } from './inline.tsx';
import { parseAll } from './parse.ts';
import type { BlockProps } from './props.ts';

const Holder = z.looseObject({ type: z.string(), elements: z.array(z.unknown()) });
type Holder = z.infer<typeof Holder>;
const ListStyle = z.object({ style: z.enum(['bullet', 'ordered']), indent: z._default(z.number(), 0) });

/** Sections, lists, quotes and fixed-width boxes. */
export function RichTextBlock({ block }: Pick<BlockProps, 'block'>) {
  return (
    <div className="rich-text">
      {parseAll(Holder, block['elements']).map((holder, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place.
        <Part key={at} holder={holder} />
      ))}
    </div>
  );
}

function Part({ holder }: { holder: Holder }) {
  switch (holder.type) {
    case 'rich_text_list':
      return <List holder={holder} />;
    case 'rich_text_preformatted':
      return (
        <pre>
          <Line elements={holder.elements} />
        </pre>
      );
    case 'rich_text_quote':
      return (
        <blockquote className="text">
          <Line elements={holder.elements} />
        </blockquote>
      );
    default:
      return (
        <div className="text">
          <Line elements={holder.elements} />
        </div>
      );
  }
}

function List({ holder }: { holder: Holder }) {
  const style = ListStyle.safeParse(holder);
  const Tag = style.success && style.data.style === 'ordered' ? 'ol' : 'ul';
  return (
    <Tag className="text">
      {parseAll(Holder, holder.elements).map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place.
        <li key={at}>
          <Line elements={item.elements} />
        </li>
      ))}
    </Tag>
  );
}

function Line({ elements }: { elements: readonly unknown[] }) {
  return parseAll(Inline, elements).map((piece, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place.
    <InlineView key={at} piece={piece} />
  ));
}
