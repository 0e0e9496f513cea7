import { describe, expect, it } from 'vitest';
import type { Look } from '../../../src/core/look.ts';
import type { Offer } from '../../../src/core/remediation.ts';
import { buttonRows } from '../../../src/slack/render/buttons.ts';

const offer = (title: string, change: Partial<Offer> = {}): Offer => ({
  ...{ id: title.replaceAll(/\W/g, ''), remediation: 'r', title, confirm: 'Sure?' },
  ...change,
});
const looks: readonly Look[] = [
  { what: 'who', alertId: 'a1' },
  { what: 'history', alertId: 'a1' },
  { what: 'acknowledge', alertId: 'a1' },
];

/** Row by row the texts of the buttons, a primary one with a star. */
function rows(offers: readonly Offer[]): readonly (readonly string[])[] {
  return buttonRows({ offers, looks }).map((block) => {
    const { elements } = block as unknown as { elements: readonly { text: { text: string }; style?: string }[] };
    return elements.map(({ text, style }) => (style === 'primary' ? `*${text.text}` : text.text));
  });
}

describe('the buttons of an alert', () => {
  it('stand remediations first, and only the first that changes something is primary', () => {
    const dry = offer('Dry run: stop', { dryRun: true });

    expect(rows([dry, offer('Isolate'), offer('Stop'), offer('Archive')])).toEqual([
      ['Dry run: stop'],
      ['*Isolate'],
      ['Stop'],
      ['Archive'],
      ['Who did it', 'History'],
      ['Acknowledge'],
    ]);
    expect(rows([dry]).flat().join()).not.toContain('*');
  });

  it('are one row where there is one remediation', () => {
    expect(rows([offer('Stop')])).toEqual([['*Stop', 'Who did it', 'History'], ['Acknowledge']]);
  });

  it('give the place of one whose id is none to the next', () => {
    expect(rows([offer('Forged', { id: 'a b' }), offer('Stop')])[0]).toEqual(['*Stop', 'Who did it', 'History']);
  });
});
