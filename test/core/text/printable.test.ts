import { describe, expect, it } from 'vitest';
import { printable, printableJson } from '../../../src/core/text/printable.ts';

const hostile = 'a\u001b[2Jb\u009b1mc\u202ed\rtail';

describe('what a terminal is shown', () => {
  it('holds nothing that the terminal obeys, and keeps lines and tabs', () => {
    expect(printable(`${hostile}\n\tend`)).toBe('a\ufffd[2Jb\ufffd1mc\ufffdd\ufffdtail\n\tend');
  });

  it('says the same as JSON, written otherwise', () => {
    const json = printableJson(JSON.stringify({ hostile }));
    expect(json).not.toMatch(/\u009b|\u202e/);
    expect(JSON.parse(json)).toEqual({ hostile });
  });
});
