import { dataStart } from './scanner.ts';

/** How far before a list its name is looked for: what stands between is white space. */
export const nameRoom = 1024;

const colonSign = 0x3a;
const quote = 0x22;
const backslash = 0x5c;

/** `"Records"` with every letter written as an escape. */
const longestName = 7 * 6 + 2;

/** Whether `"Records" :`, however it is spelled, stands before the bracket at that address. */
export function isRecordsKey(memory: Buffer, bracket: number): boolean {
  const lowest = Math.max(dataStart, bracket - nameRoom);
  const colon = lastVisible(memory, bracket, lowest);
  const close = memory[colon] === colonSign ? lastVisible(memory, colon, lowest) : lowest;
  if (memory[close] !== quote || close <= lowest) return false;
  // Nothing in this name can be a quote, so the one before is where it begins, or it is another name.
  const open = memory.lastIndexOf(quote, close - 1);
  if (open < lowest || close - open > longestName || memory[open - 1] === backslash) return false;
  try {
    return JSON.parse(memory.toString('utf8', open, close + 1)) === 'Records';
  } catch {
    return false;
  }
}

/** Address of the last byte before `at` that is no white space; `lowest` when there is none. */
function lastVisible(memory: Buffer, at: number, lowest: number): number {
  let before = at - 1;
  while (before > lowest && (memory[before] ?? 0) <= 0x20) before--;
  return Math.max(before, lowest);
}
