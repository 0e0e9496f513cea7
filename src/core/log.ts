import type { Log, Now } from './ports.ts';
import { redact } from './text/redact.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A log of one JSON line per entry: `{ time, level, message, …fields }`, secrets masked, control characters escaped.
 * `write` gets each line with its newline; `fields` stand in every entry. Nothing in an entry can make it throw.
 */
export function createLog({
  write,
  now,
  fields = {},
}: {
  write: (line: string) => void;
  now: Now;
  fields?: Fields;
}): Log {
  const at =
    (level: keyof Log) =>
    (message: string, own: Fields = {}): void =>
      write(`${toLine({ ...fields, ...own }, { time: new Date(now()).toISOString(), level, message })}\n`);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** The same log with more fields in every entry: of one request, one event, one job. */
export function withFields(log: Log, fields: Fields): Log {
  return {
    info: (message, own) => log.info(message, { ...fields, ...own }),
    warn: (message, own) => log.warn(message, { ...fields, ...own }),
    error: (message, own) => log.error(message, { ...fields, ...own }),
  };
}

/** The entry's own words come first and are not replaced by a field of the same name. */
function toLine(fields: Fields, own: Fields): string {
  const plain = redact(fields);
  const head = redact(own);
  return escapeControls(JSON.stringify({ ...Object(head), ...Object(plain), ...Object(head) }));
}

/** JSON leaves C1 controls, line separators and text-direction marks as they are; a terminal would obey them. */
export function escapeControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
