/** A piece of Slack's mrkdwn. Everything in it is text; nothing ever becomes markup of the page. */
export type Piece =
  | Readonly<{ kind: 'text' | 'bold' | 'italic' | 'strike' | 'code' | 'pre'; text: string }>
  | Readonly<{ kind: 'link'; url: string; text: string }>
  | Readonly<{ kind: 'user' | 'channel' | 'group' | 'broadcast'; id: string }>
  | Readonly<{ kind: 'date'; at: number; format: string; fallback: string }>;

const pattern =
  /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}])(?:\*([^*\n]+)\*|_([^_\n]+)_|~([^~\n]+)~)(?![\p{L}\p{N}])/gu;

/** Reads mrkdwn (docs.slack.dev/messaging/formatting-message-text), without nesting of styles, which we do not send. */
export function parseMrkdwn(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push({ kind: 'text', text: unescaped(text.slice(end, match.index)) });
    pieces.push(pieceOf(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: unescaped(text.slice(end)) });
  return pieces;
}

/** Slack escapes only these three, and they are unescaped once. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function pieceOf([whole, pre, code, angle, bold, italic, strike]: RegExpExecArray): Piece {
  if (pre !== undefined) return { kind: 'pre', text: unescaped(pre.replace(/^\n/, '')) };
  if (code !== undefined) return { kind: 'code', text: unescaped(code) };
  if (angle !== undefined) return angled(angle);
  if (bold !== undefined) return { kind: 'bold', text: unescaped(bold) };
  if (italic !== undefined) return { kind: 'italic', text: unescaped(italic) };
  return strike !== undefined ? { kind: 'strike', text: unescaped(strike) } : { kind: 'text', text: unescaped(whole) };
}

/** What stands between angle brackets: a mention, a date or a link. */
function angled(inner: string): Piece {
  const [target = '', label] = inner.split(/\|(.*)/s);
  const [, sign = '', rest = ''] = /^([@#!]?)(.*)$/s.exec(target) ?? [];
  if (sign === '@') return { kind: 'user', id: rest };
  if (sign === '#') return { kind: 'channel', id: rest };
  if (sign === '') return { kind: 'link', url: unescaped(target), text: unescaped(label ?? target) };
  const [, seconds, format] = /^date\^(\d{1,12})\^([^^]+)/.exec(rest) ?? [];
  if (seconds && format) {
    return { kind: 'date', at: Number(seconds) * 1_000, format: unescaped(format), fallback: unescaped(label ?? '') };
  }
  const group = /^subteam\^(\w+)$/.exec(rest)?.[1];
  return group ? { kind: 'group', id: group } : { kind: 'broadcast', id: rest };
}
