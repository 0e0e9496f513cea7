import type { Message } from '../../core/message.ts';
import type { TrailProgress } from '../../core/search/trail-query.ts';
import { paragraph, quote, say } from './blocks.ts';
import { withinLimits } from './limits.ts';
import { spoken, spokenBeforeColon } from './text.ts';

/** How far a search for `what` is after `elapsedMs`. */
export function renderProgress(what: string, progress: TrailProgress, elapsedMs: number): Message {
  const { objects, objectsTotal, compressedBytes, records, matches } = progress;
  const of = objectsTotal === undefined ? '' : ` of ${count(objectsTotal)}`;
  const parts = [
    `${count(objects)}${of} log files`,
    bytes(compressedBytes),
    `${count(records)} records`,
    `${count(matches)} found`,
    `${Math.max(0, Math.round(elapsedMs / 1000))} s`,
  ];
  const figures = parts.join(' · ');
  return withinLimits({
    text: `Searching for ${spokenBeforeColon(what, 200)}: ${figures}`,
    blocks: paragraph([[say('🔎 Searching for '), quote(what, 200, { bold: true })], [say(figures)]]),
  });
}

/** What the person sees within the three seconds: that it was heard, and what was typed. */
export function renderHeard(doing: string, typed: string): Message {
  return withinLimits({
    text: `${doing} … ${spoken(typed, 300)}`,
    blocks: paragraph([[say(`${doing} …  `), quote(typed, 300, { code: true })]]),
  });
}

/** `12 345` with thin groups, the same for every reader. */
function count(number: number): string {
  return Math.round(number)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

function bytes(size: number): string {
  if (size < 1000) return `${size} bytes read`;
  if (size < 1e6) return `${(size / 1e3).toFixed(0)} kB read`;
  return size < 1e9 ? `${(size / 1e6).toFixed(1)} MB read` : `${(size / 1e9).toFixed(1)} GB read`;
}
