import { z } from 'zod';
import { parseJson } from './slack/fields.ts';

const entry = z.looseObject({ level: z.string(), message: z.string(), function: z.string().optional() });

/**
 * In Lambda, what a function writes to stdout is its log. Here stdout belongs to scripts, so that from now on it goes to
 * `told`, one readable line per entry. Returns what puts stdout back.
 */
export function divertStdout(told: (text: string) => void): () => void {
  const { stdout } = process;
  const own = stdout.write;
  stdout.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    told(entriesAsText(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')));
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  };
  return () => {
    stdout.write = own;
  };
}

/** Log entries as a person reads them: what is only for information is left out, what is no entry stays as it is. */
function entriesAsText(text: string): string {
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      const parsed = entry.safeParse(parseJson(line));
      if (!parsed.success) return line;
      const { level, message, function: name = 'function', time: _, ...fields } = parsed.data;
      if (level === 'info') return '';
      const more = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : '';
      return `${level === 'error' ? '✗' : '!'} ${name}: ${message}${more}\n`;
    })
    .join('');
}
