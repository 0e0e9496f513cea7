import type { ReactNode } from 'react';
import * as z from 'zod/mini';
import { Link } from '../link.tsx';
import { Mention } from '../mention.tsx';
import { Moment } from '../moment.tsx';

const Style = z.object({
  bold: z.optional(z.boolean()),
  italic: z.optional(z.boolean()),
  strike: z.optional(z.boolean()),
  code: z.optional(z.boolean()),
});
const style = z.optional(Style);

/** A piece of a line of rich text (docs.slack.dev/reference/block-kit/blocks/rich-text-block). */
export const Inline = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), style }),
  z.object({ type: z.literal('link'), url: z.string(), text: z.optional(z.string()), style }),
  z.object({ type: z.literal('user'), user_id: z.string() }),
  z.object({ type: z.literal('channel'), channel_id: z.string() }),
  z.object({ type: z.literal('usergroup'), usergroup_id: z.string() }),
  z.object({ type: z.literal('broadcast'), range: z.string() }),
  z.object({ type: z.literal('emoji'), name: z.string(), unicode: z.optional(z.string()) }),
  z.object({ type: z.literal('date'), timestamp: z.number(), format: z.string() }),
]);
type Inline = z.infer<typeof Inline>;

/** Shows one piece. */
export function InlineView({ piece }: { piece: Inline }) {
  switch (piece.type) {
    case 'text':
      return <Styled style={piece.style}>{piece.text}</Styled>;
    case 'link':
      return (
        <Link url={piece.url}>
          <Styled style={piece.style}>{piece.text ?? piece.url}</Styled>
        </Link>
      );
    case 'user':
      return <Mention kind="user" id={piece.user_id} />;
    case 'channel':
      return <Mention kind="channel" id={piece.channel_id} />;
    case 'usergroup':
      return <Mention kind="group" id={piece.usergroup_id} />;
    case 'broadcast':
      return <Mention kind="broadcast" id={piece.range} />;
    case 'emoji':
      return emojiOf(piece);
    case 'date':
      return <Moment at={piece.timestamp * 1_000} format={piece.format} />;
  }
}

function Styled({ style: of, children }: { style: z.infer<typeof style>; children: ReactNode }) {
  const code = of?.code ? <code>{children}</code> : children;
  const struck = of?.strike ? <s>{code}</s> : code;
  const slanted = of?.italic ? <em>{struck}</em> : struck;
  return of?.bold ? <strong>{slanted}</strong> : slanted;
}

/** Slack gives the code points in hexadecimal, joined by dashes. */
function emojiOf({ name, unicode }: Extract<Inline, { type: 'emoji' }>): string {
  if (!unicode || !/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(unicode)) return `:${name}:`;
  const points = unicode.split('-').map((point) => Number.parseInt(point, 16));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : `:${name}:`;
}
