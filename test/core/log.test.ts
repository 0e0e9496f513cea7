import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, withFields } from '../../src/core/log.ts';

function logged(use: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  use(createLog({ write: (line) => lines.push(line), now: () => 0, fields: { door: 'alerts' } }));
  return lines;
}

describe('the log', () => {
  it('writes one line of JSON per entry, with the fields of the door and of the request', () => {
    const lines = logged((log) => withFields(log, { requestId: 'r-1' }).warn('shape drifted', { kind: 'unknown' }));

    expect(lines).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"warn","message":"shape drifted","door":"alerts","requestId":"r-1","kind":"unknown"}\n',
    ]);
  });

  it('does not let a field pass for the message or the level', () => {
    const [line = ''] = logged((log) => log.error('failed', { message: 'all is well', level: 'info', time: 'never' }));

    expect(JSON.parse(line)).toMatchObject({ message: 'failed', level: 'error', time: '1970-01-01T00:00:00.000Z' });
  });

  it('masks secrets in what is logged', () => {
    const token = ['xoxb', '1234', 'abcdefgh'].join('-');
    const [line] = logged((log) => log.info('answered', { error: new Error(token), signingSecret: 'abc' }));

    expect(line).not.toMatch(/abcdefgh|"abc"/);
  });

  it('escapes what a terminal would obey', () => {
    const [line] = logged((log) => log.info('seen', { name: 'a\u001b[2J\u009b2J\u202e\nb' }));

    expect(line).toContain(String.raw`a\u001b[2J\u009b2J\u202e\nb`);
  });

  it('is one parseable line, whatever is logged', () => {
    const anything = fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true, withMap: true }));

    fc.assert(
      fc.property(fc.string(), anything, (message, fields) => {
        const [line = '', ...more] = logged((log) => log.info(message, fields));
        expect(more).toEqual([]);
        expect(line.slice(0, -1)).toMatch(/^[^\p{Cc}\u2028\u2029]*$/u);
        expect(JSON.parse(line)).toMatchObject({ level: 'info', door: expect.anything() });
      }),
      { numRuns: 500 },
    );
  });
});
