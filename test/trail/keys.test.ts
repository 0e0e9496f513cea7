import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLogKey, listingsOf, mayHold, parseLogKey } from '../../src/trail/keys.ts';

const region = 'AWSLogs/111122223333/CloudTrail/eu-west-1/';
const keyAt = (ms: number) => {
  const time = new Date(ms).toISOString();
  const name = `111122223333_CloudTrail_eu-west-1_${time.slice(0, 16).replace(/[-:]/g, '')}Z_AbCdEfGhIjKlMnOp.json.gz`;
  return `${region}${time.slice(0, 10).replaceAll('-', '/')}/${name}`;
};

describe('the keys of a window', () => {
  it('hold every record of the window, as long as delivery takes less than an hour', () => {
    const minutes = (max: number) => fc.integer({ min: 0, max: max * 60_000 });
    fc.assert(
      fc.property(
        fc.tuple(minutes(1e6), minutes(5000), minutes(5000), minutes(59)),
        ([start, length, offset, delay]) => {
          const since = Date.UTC(2026, 0) + start;
          const until = since + length + 1;
          const happened = since + (offset % (length + 1));
          const key = keyAt(happened + delay);

          const listings = listingsOf(region, { since, until, now: until + 2 * 3_600_000 });

          expect(listings.some(({ prefix, startAfter = '' }) => key.startsWith(prefix) && key > startAfter)).toBe(true);
          expect(mayHold(key, { since, until })).toBe(true);
        },
      ),
    );
  });

  it('are not listed for days to come', () => {
    const now = Date.parse('2026-11-20T10:00:00Z');

    const listings = listingsOf(region, { since: now - 3_600_000, now });

    expect(listings).toEqual([
      {
        prefix: `${region}2026/11/20/`,
        startAfter: `${region}2026/11/20/111122223333_CloudTrail_eu-west-1_20261120T0855Z`,
      },
    ]);
  });

  it('leave out what was delivered before or long after', () => {
    const since = Date.parse('2026-11-20T10:00:00Z');
    const until = since + 3_600_000;

    expect(mayHold(keyAt(since - 10 * 60_000), { since, until })).toBe(false);
    expect(mayHold(keyAt(until + 61 * 60_000), { since, until })).toBe(false);
    expect(mayHold('renamed.json.gz', { since, until })).toBe(true);
  });

  it('say account, region and minute of delivery', () => {
    expect(parseLogKey(keyAt(Date.UTC(2026, 10, 20, 10, 5)))).toEqual({
      accountId: '111122223333',
      region: 'eu-west-1',
      deliveredAt: Date.UTC(2026, 10, 20, 10, 5),
    });
    expect(parseLogKey('x.json.gz')).toBeUndefined();
  });

  it('are no digests and no Insights', () => {
    expect(isLogKey(keyAt(0))).toBe(true);
    expect(
      isLogKey('AWSLogs/1/CloudTrail-Digest/r/2026/11/20/1_CloudTrail-Digest_r_t_r_20261120T100000Z.json.gz'),
    ).toBe(false);
    expect(isLogKey('CloudTrail-Insight/a.json.gz')).toBe(false);
    expect(isLogKey('111122223333_CloudTrail-Digest_eu-west-1_20261120T100000Z.json.gz')).toBe(false);
    expect(isLogKey('my-CloudTrail-Insightful-notes/a.json.gz')).toBe(true);
    expect(isLogKey('a.json')).toBe(false);
  });
});
