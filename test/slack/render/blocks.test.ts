import { describe, expect, it } from 'vitest';
import { bullets, type Line, paragraph, quote, say } from '../../../src/slack/render/blocks.ts';

const minute = '2026-11-20 16:40 UTC';
const at = {
  ...{ type: 'date', timestamp: Date.parse('2026-11-20T16:40:00Z') / 1000 },
  ...{ format: '{date_short_pretty} at {time}', fallback: minute },
};

/** The pieces that a line becomes in a message. */
function shown(line: Line): unknown {
  return JSON.parse(JSON.stringify(paragraph([line])))[0].elements[0].elements;
}

describe('a moment that a text tells in UTC', () => {
  it('is told in the clock of whoever reads it, and the rest as it was', () => {
    expect(shown([quote('Muted until 2026-11-20 16:40 UTC: web', 99, { bold: true })])).toEqual([
      { type: 'text', text: 'Muted until ', style: { bold: true } },
      at,
      { type: 'text', text: ': web', style: { bold: true } },
    ]);
    expect(JSON.stringify(bullets([], [[say('2026-11-20 16:40 UTC')]]))).toContain(JSON.stringify(at));
  });

  it.each([
    ['between 2026-11-20 10:40 and 2026-11-20 16:40 UTC', 'the beginning of a stretch says no zone'],
    ['2026-11-20 16:40 Europe/Berlin', 'it is told in the clock that was asked for'],
    ['2026-99-99 16:40 UTC', 'it is no moment'],
  ])('stays as it is in “%s”, where %s', (text) => {
    expect(shown([quote(text)])).toEqual([{ type: 'text', text }]);
  });

  it('is told to the second where it was', () => {
    expect(shown([quote('2026-11-20 16:40:07 UTC')])).toMatchObject([
      { type: 'date', timestamp: at.timestamp + 7, format: '{date_short_pretty} at {time_secs}' },
    ]);
  });

  it('stays in code, and where there are many, which would take all the room', () => {
    expect(shown([say(minute, { code: true })])).toMatchObject([{ type: 'text' }]);

    const many = JSON.stringify(shown([quote(`${minute} `.repeat(40), 2000)]));
    expect(many.match(/"type":"date"/g)).toHaveLength(3);
  });
});
