import { isIP } from 'node:net';

/** A block of addresses; `size` is 32 or 128. */
export type Cidr = Readonly<{ size: 32 | 128; start: bigint; prefix: number }>;

/** Reads `192.0.2.0/24`, `2001:db8::/32` or a single address; address bits behind the prefix are ignored, as EC2 does. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', length, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const size = version === 4 ? 32 : 128;
  const prefix = length === undefined ? size : Number(length);
  if (prefix > size) return undefined;
  const hostBits = BigInt(size - prefix);
  const bits = version === 4 ? bitsOf4(address) : bitsOf6(address);
  return { size, start: (bits >> hostBits) << hostBits, prefix };
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  if (outer.size !== inner.size || inner.prefix < outer.prefix) return false;
  const hostBits = BigInt(outer.size - outer.prefix);
  return inner.start >> hostBits === outer.start >> hostBits;
}

/** `world` for /0 whatever its address bits; `vast` for so much of the internet that it comes to the same; private ranges. */
export function reachOf(text: string): 'world' | 'vast' | 'public' | 'private' | undefined {
  const cidr = parseCidr(text);
  if (!cidr) return undefined;
  if (cidr.prefix === 0) return 'world';
  if (inside(cidr)) return 'private';
  return cidr.prefix < (cidr.size === 32 ? 8 : 16) ? 'vast' : 'public';
}

const privateBlocks = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
];

function inside(cidr: Cidr): boolean {
  return privateBlocks.some((block) => {
    const outer = parseCidr(block);
    return outer !== undefined && contains(outer, cidr);
  });
}

function bitsOf4(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function bitsOf6(address: string): bigint {
  const plain = (address.split('%')[0] ?? '').replace(/(\d+\.\d+\.\d+\.\d+)$/, (four) => {
    const bits = bitsOf4(four);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = !tail ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  const words = tail === undefined ? front : [...front, ...zeros, ...back];
  return words.reduce((bits, word) => (bits << 16n) | BigInt(`0x${word}`), 0n);
}
