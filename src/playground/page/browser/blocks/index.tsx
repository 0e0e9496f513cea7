import type { ComponentType } from 'react';
import type { Block, Message } from '../../wire.ts';
import { ActionsBlock } from './actions.tsx';
import { ContextBlock } from './context.tsx';
import { HeaderBlock } from './header.tsx';
import { ImageBlock } from './image.tsx';
import { InputBlock } from './input.tsx';
import { MarkdownBlock } from './markdown.tsx';
import type { BlockProps } from './props.ts';
import { RichTextBlock } from './rich-text.tsx';
import { SectionBlock } from './section.tsx';
import { TableBlock } from './table.tsx';

const kinds: Readonly<Record<string, ComponentType<BlockProps>>> = {
  actions: ActionsBlock,
  context: ContextBlock,
  divider: () => <hr />,
  header: HeaderBlock,
  image: ImageBlock,
  input: InputBlock,
  markdown: MarkdownBlock,
  rich_text: RichTextBlock,
  section: SectionBlock,
  table: TableBlock,
};

/** The blocks of a message or modal, one below the other; a kind that is not known says so. */
export function Blocks({ blocks, message }: { blocks: readonly Block[]; message?: Message }) {
  return (
    <div className="blocks">
      {blocks.map((block, at) => {
        const Kind = kinds[block.type] ?? Unknown;
        return <Kind key={block.block_id ?? at} block={block} message={message} />;
      })}
    </div>
  );
}

function Unknown({ block }: BlockProps) {
  return <p className="unshown">A block of the kind “{block.type}” cannot be shown here.</p>;
}
