import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesOf } from '../../../src/playground/page/browser/modal-values.ts';
import { type Piece, parseMrkdwn } from '../../../src/playground/page/browser/parse-mrkdwn.ts';
import { safeUrl } from '../../../src/playground/page/browser/safe-link.ts';
import { splitCommand, suggest } from '../../../src/playground/page/browser/suggest.ts';
import { dayOf, formatDate } from '../../../src/playground/page/browser/time.ts';
import { hostile } from '../../fixtures/hostile.ts';

describe('mrkdwn', () => {
  it.each<[string, Piece[]]>([
    ['plain &lt;b&gt; &amp;amp;', [{ kind: 'text', text: 'plain <b> &amp;' }]],
    ['*bold*', [{ kind: 'bold', text: 'bold' }]],
    ['_italic_', [{ kind: 'italic', text: 'italic' }]],
    ['~gone~', [{ kind: 'strike', text: 'gone' }]],
    ['snake_case_name', [{ kind: 'text', text: 'snake_case_name' }]],
    ['`a *b*`', [{ kind: 'code', text: 'a *b*' }]],
    ['```\na\nb```', [{ kind: 'pre', text: 'a\nb' }]],
    ['<@U0ALICE>', [{ kind: 'user', id: 'U0ALICE' }]],
    ['<#C0SECURITY|security>', [{ kind: 'channel', id: 'C0SECURITY' }]],
    ['<!here>', [{ kind: 'broadcast', id: 'here' }]],
    ['<!subteam^S0ONCALL>', [{ kind: 'group', id: 'S0ONCALL' }]],
    [
      '<https://example.com/?a=1&amp;b=2|a link>',
      [{ kind: 'link', url: 'https://example.com/?a=1&b=2', text: 'a link' }],
    ],
    [
      '<!date^1392734382^{date} at {time}|then>',
      [{ kind: 'date', at: 1_392_734_382_000, format: '{date} at {time}', fallback: 'then' }],
    ],
  ])('reads %j', (text, pieces) => {
    expect(parseMrkdwn(text)).toEqual(pieces);
  });

  it('reads anything, and loses nothing of a text without marks', () => {
    for (const text of hostile) expect(Array.isArray(parseMrkdwn(text))).toBe(true);
    fc.assert(
      fc.property(fc.stringMatching(/^[^*_~`<>&]*$/), (text) => {
        expect(parseMrkdwn(text)).toEqual(text === '' ? [] : [{ kind: 'text', text }]);
      }),
    );
  });
});

describe('a link', () => {
  it('is followed when it is http(s) without a name and password', () => {
    expect(safeUrl('https://example.com/a')).toBe('https://example.com/a');
    for (const url of [
      'javascript:alert(1)',
      'JAVASCRIPT:alert(1)',
      'data:text/html,x',
      'https://a@evil.example/',
      '//x',
      '',
    ]) {
      expect(safeUrl(url)).toBeUndefined();
    }
  });
});

describe('moments', () => {
  const now = new Date(2026, 10, 20, 12, 30, 5).getTime();
  const day = 86_400_000;

  it('are said in words when they are near', () => {
    expect([dayOf(now, now), dayOf(now - day, now)]).toEqual(['Today', 'Yesterday']);
    expect(dayOf(now - 3 * day, now)).toContain('2026');
    expect(formatDate('{date_short_pretty}', now + day, now)).toBe('tomorrow');
    expect(formatDate('{ago}', now - 2 * 3_600_000, now)).toBe('2 hours ago');
  });

  it('leave tokens that nobody knows as they are', () => {
    expect(formatDate('{date_num} {nonsense}', now, now)).toBe('2026-11-20 {nonsense}');
  });
});

describe('the composer', () => {
  const commands = ['/aws-resource', '/aws-trail'].map((command) => ({ command, description: '', usageHint: 'WHAT' }));

  it('suggests the commands that hold what was typed, and then their hint', () => {
    expect(suggest('/', commands)).toEqual({ kind: 'commands', commands });
    expect(suggest('/TRA', commands)).toEqual({ kind: 'commands', commands: [commands[1]] });
    expect(suggest('/aws-trail x', commands)).toEqual({ kind: 'hint', commands: [commands[1]] });
    expect(suggest('hello /aws', commands).commands).toEqual([]);
  });

  it('splits a line as Slack does', () => {
    expect(splitCommand('  /aws-trail  a  b ')).toEqual({ command: '/aws-trail', text: 'a  b' });
    expect(splitCommand('/aws-help')).toEqual({ command: '/aws-help', text: '' });
    expect(splitCommand('hello')).toBeUndefined();
  });
});

describe('a modal’s inputs', () => {
  it('are told as Slack tells their state', () => {
    const name = (type: string, action: string) => JSON.stringify([type, 'block', action]);

    const soon = { text: { type: 'plain_text', text: 'Soon' }, value: 'soon' };
    const values = valuesOf([
      [name('plain_text_input', 'note'), 'text'],
      [name('static_select', 'when'), JSON.stringify(soon)],
      [name('static_select', 'none'), ''],
      [name('checkboxes', 'ticked'), ''],
      [name('checkboxes', 'ticked'), JSON.stringify(soon)],
      [name('multi_static_select', 'empty'), ''],
      [name('datepicker', 'day'), '2026-11-20'],
    ]);

    expect(values).toMatchObject({
      block: {
        note: { type: 'plain_text_input', value: 'text' },
        when: { type: 'static_select', selected_option: soon },
        none: { selected_option: null },
        ticked: { type: 'checkboxes', selected_options: [soon] },
        empty: { selected_options: [] },
        day: { selected_date: '2026-11-20' },
      },
    });
  });
});
