import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, parseCidr, reachOf } from '../../src/core/cidr.ts';

const read = (text: string) => parseCidr(text) ?? expect.fail(text);

describe('a block of addresses', () => {
  it.each([
    ['0.0.0.0/0', 'world'],
    ['203.0.113.7/0', 'world'],
    ['::/0', 'world'],
    ['0.0.0.0/1', 'vast'],
    ['2000::/3', 'vast'],
    ['203.0.113.0/24', 'public'],
    ['2001:db8::1/128', 'public'],
    ['10.1.2.3/32', 'private'],
    ['172.16.0.0/12', 'private'],
    ['fd00::/8', 'private'],
    ['::ffff:10.0.0.1/128', 'public'],
    ['300.0.0.0/8', undefined],
    ['10.0.0.0/33', undefined],
    ['sg-1', undefined],
  ])('%s reaches %s', (text, reach) => {
    expect(reachOf(text)).toBe(reach);
  });

  it('contains what begins with the same bits', () => {
    expect(contains(read('198.51.100.0/24'), read('198.51.100.77/32'))).toBe(true);
    expect(contains(read('198.51.100.0/24'), read('198.51.101.0/32'))).toBe(false);
    expect(contains(read('198.51.100.0/24'), read('198.51.0.0/16'))).toBe(false);
    expect(contains(read('0.0.0.0/0'), read('::1'))).toBe(false);
    expect(contains(read('2001:db8::/32'), read('2001:db8:ffff::/48'))).toBe(true);
  });

  it('contains itself, and every address made from it', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        const cidr = read(`${address}/${prefix}`);

        expect(contains(cidr, cidr)).toBe(true);
        expect(contains(cidr, read(address))).toBe(true);
      }),
    );
  });
});
