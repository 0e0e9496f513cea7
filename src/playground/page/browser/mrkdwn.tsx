import { Fragment } from 'react';
import { Link } from './link.tsx';
import { Mention } from './mention.tsx';
import { Moment } from './moment.tsx';
import { type Piece, parseMrkdwn } from './parse-mrkdwn.ts';

/** Text with Slack's own marks, as text of the page. */
export function Mrkdwn({ text }: { text: string }) {
  return (
    <div className="text">
      {parseMrkdwn(text).map((piece, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place.
        <Fragment key={at}>
          <PieceView piece={piece} />
        </Fragment>
      ))}
    </div>
  );
}

function PieceView({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'bold':
      return <strong>{piece.text}</strong>;
    case 'italic':
      return <em>{piece.text}</em>;
    case 'strike':
      return <s>{piece.text}</s>;
    case 'code':
      return <code>{piece.text}</code>;
    case 'pre':
      return <pre>{piece.text}</pre>;
    case 'link':
      return <Link url={piece.url}>{piece.text}</Link>;
    case 'date':
      return <Moment at={piece.at} format={piece.format} />;
    default:
      return <Mention kind={piece.kind} id={piece.id} />;
  }
}
