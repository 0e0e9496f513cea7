import { counted } from '../../src/core/text/phrase.ts';
import type { Progress } from './run.ts';

type Parts = Readonly<{ say(text: string): void; now(): number; isTerminal: boolean }>;

/** A line about how far it is: at most one a second on a terminal, where it moves, and one in five seconds elsewhere. */
export function createProgress(what: string, { say, now, isTerminal }: Parts): (progress: Progress) => void {
  const began = now();
  const every = isTerminal ? 1_000 : 5_000;
  let said = began;
  let failed = 0;
  return ({ done, total, rows }) => {
    failed += rows.filter(({ state }) => state === 'error').length;
    const isLast = done === total;
    if (now() - said < every && !(isLast && said > began)) return;
    said = now();
    const seconds = Math.max(0.001, (now() - began) / 1000);
    const left = Math.round(((total - done) * seconds) / done);
    const rate = `${(done / seconds).toFixed(1)} a second`;
    const rest = isLast ? `took ${Math.round(seconds)} s` : `about ${left} s left`;
    const line = `${what}: ${done} of ${counted(total, 'place')}, ${rate}, ${rest}${failed > 0 ? `, ${failed} failed` : ''}`;
    say(isTerminal ? `\r\u001b[K${line}${isLast ? '\n' : ''}` : `${line}\n`);
  };
}
