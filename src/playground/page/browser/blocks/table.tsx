import * as z from 'zod/mini';
import type { BlockProps } from './props.ts';
import { RichTextBlock } from './rich-text.tsx';

const Cell = z.discriminatedUnion('type', [
  z.object({ type: z.literal('raw_text'), text: z.string() }),
  z.object({ type: z.literal('raw_number'), value: z.number(), text: z.optional(z.string()) }),
  z.looseObject({ type: z.literal('rich_text') }),
]);
type Cell = z.infer<typeof Cell>;
const Table = z.object({
  rows: z.array(z.array(Cell)),
  column_settings: z.optional(z.array(z.nullish(z.object({ align: z.optional(z.string()) })))),
});

/** Rows under a heading row, scrolled sideways where they are wider than the message. */
export function TableBlock({ block }: BlockProps) {
  const parsed = Table.safeParse(block);
  if (!parsed.success) return null;
  const { rows, column_settings: columns = [] } = parsed.data;
  const alignOf = (at: number) => `align-${columns[at]?.align ?? 'left'}`;
  const [head = [], ...body] = rows;
  return (
    <div className="table-box">
      <table>
        <thead>
          <tr>{head.map((cell, at) => cellOf(cell, { as: 'th', at, className: alignOf(at) }))}</tr>
        </thead>
        <tbody>
          {body.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place.
            <tr key={at}>
              {row.map((cell, column) => cellOf(cell, { as: 'td', at: column, className: alignOf(column) }))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellOf(cell: Cell, { as: Tag, at, className }: { as: 'th' | 'td'; at: number; className: string }) {
  return (
    <Tag key={at} className={className}>
      {cell.type === 'raw_text' && cell.text}
      {cell.type === 'raw_number' && (cell.text ?? cell.value)}
      {cell.type === 'rich_text' && <RichTextBlock block={cell} />}
    </Tag>
  );
}
