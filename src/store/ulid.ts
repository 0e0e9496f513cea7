import { randomBytes } from 'node:crypto';
import type { Now } from '../core/ports.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes ulids: 26 characters that sort by the time they were made (ms), with 80 random bits behind it. */
export function createNewUlid({ now, random = randomBytes }: { now: Now; random?: (size: number) => Uint8Array }) {
  return (): string => {
    const time = now().toString(32).padStart(10, '0');
    const digits = [...random(16)].map((byte) => alphabet[byte % 32]);
    return `${[...time].map((digit) => alphabet[Number.parseInt(digit, 32)]).join('')}${digits.join('')}`;
  };
}
