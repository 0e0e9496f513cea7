import { randomBytes } from 'node:crypto';
import type { Now } from '../core/ports.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Makes ulids: 26 characters that sort by the time they were made (ms), then by 80 random bits; those that one maker makes
 * within a millisecond sort as they were made (github.com/ulid/spec, monotonicity).
 */
export function createNewUlid({ now, random = randomBytes }: { now: Now; random?: (size: number) => Buffer }) {
  let last = { time: -1, bits: 0n };
  return (): string => {
    const time = now();
    const bits = time === last.time ? last.bits + 1n : BigInt(`0x${random(10).toString('hex')}`);
    last = { time, bits };
    const digits = ((BigInt(time) << 80n) | bits).toString(32).padStart(26, '0');
    return [...digits].map((digit) => alphabet[Number.parseInt(digit, 32)]).join('');
  };
}
