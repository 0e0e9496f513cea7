import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hit } from '../../../src/core/search/hits.ts';
import { hitsCsv } from '../../../src/core/search/hits-csv.ts';

const plain: Hit = {
  ...{ time: '2026-11-20T16:00:00Z', kind: 'IAMUser', who: 'mallory', service: 'ec2', what: 'RunInstances' },
  ...{ account: '111122223333', region: 'eu-west-1', failure: '' },
};

/** A reader of RFC 4180, letter by letter: rows end in CRLF, and within quotes two of them are one. */
function read(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let [row, cell, isQuoted]: [string[], string, boolean] = [[], '', false];
  for (let at = 0; at < csv.length; at++) {
    const one = csv.charAt(at);
    if (isQuoted && one === '"' && csv.charAt(at + 1) === '"') {
      cell += '"';
      at++;
    } else if (one === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (one === ',' || csv.startsWith('\r\n', at))) {
      row.push(cell);
      cell = '';
      if (one === ',') continue;
      rows.push(row);
      row = [];
      at++;
    } else cell += one;
  }
  return rows;
}

/** What stood there before apostrophes were put before formulas. */
function unguarded(cell: string): string {
  const whole = cell.replace(/^'(?=\s*[=+\-@＝＋－＠]|[\t\r\n])/, '');
  return whole.replace(/([;\t\r\n]\s*)'(?=[=+\-@＝＋－＠])/g, '$1');
}

describe('hits for a spreadsheet', () => {
  it('have a row of names and a row each', () => {
    expect(
      hitsCsv([{ ...plain, from: '203.0.113.7', error: 'AccessDenied', readOnly: false, key: 'logs/a.json.gz' }]).split(
        '\r\n',
      ),
    ).toEqual([
      'time,account,account_name,region,actor_type,actor,actor_id,service,event,resource,source,user_agent,error,error_message,read_only,event_id,log_file',
      '2026-11-20T16:00:00Z,111122223333,,eu-west-1,IAMUser,mallory,,ec2,RunInstances,,203.0.113.7,,AccessDenied,,false,,logs/a.json.gz',
      '',
    ]);
  });

  it('come back as they were from whoever reads them, but for the guard before formulas', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '=1+1',
        '+1',
        '-1',
        '@SUM(A1)',
        '\t=1',
        '\r=1',
        '"',
        '","',
        'a\r\nb',
        '=HYPERLINK("http://x","y")',
        'x;=1+1',
        ' =1+1',
        '＝1+1',
        'a\n@SUM(A1)',
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ who: hostile, agent: hostile }), { maxLength: 5 }), (ones) => {
        const [names, ...rows] = read(hitsCsv(ones.map((one) => ({ ...plain, ...one }))));
        const column = (name: string) => rows.map((row) => row[names?.indexOf(name) ?? -1] ?? '');

        expect(rows).toHaveLength(ones.length);
        expect(rows.every((row) => row.length === names?.length)).toBe(true);
        for (const [name, of] of [
          ['actor', 'who'],
          ['user_agent', 'agent'],
        ] as const) {
          expect(column(name).map((cell) => unguarded(cell))).toEqual(ones.map((one) => one[of]));
          expect(column(name).filter((cell) => /^[\t\r]|(?:^|[;\t\r\n])\s*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
        }
      }),
    );
  });
});
