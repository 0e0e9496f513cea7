import { describe, expect, it } from 'vitest';
import {
  perhapsText,
  readParameters,
  someNumber,
  someNumbers,
  someText,
  someTexts,
} from '../../../src/core/items/rule-parameters.ts';

const table = {
  types: someTexts('the types', { what: 'types such as a,b' }),
  most: someNumber('how many', { least: 0, most: 10, standard: 3 }),
  ports: someNumbers('the ports', { least: 0, most: 65535, standard: [22] }),
  kind: someText('the kind', { pattern: /^[a-z]+$/, what: 'a word', standard: 'any' }),
  note: perhapsText('a note'),
};

describe('the parameters of a rule', () => {
  it('are read from the JSON text of an invocation, or from an object', () => {
    const values = { types: ['a', 'b'], most: 7, ports: [1, 2], kind: 'x', note: 'n' };
    const given = { types: ' a, b,', most: '7', ports: '1,2', kind: 'x', note: 'n' };

    expect(readParameters(table, JSON.stringify(given))).toEqual({ values });
    expect(readParameters(table, { ...given, most: 7 })).toEqual({ values });
  });

  it('have their standard where they are not given, or empty', () => {
    const values = { types: ['a'], most: 3, ports: [22], kind: 'any', note: undefined };

    expect(readParameters(table, { types: 'a', most: '', note: ' ' })).toEqual({ values });
  });

  it.each([undefined, null, '', '{}', 'null', {}])('tell what is missing in %j', (given) => {
    expect(readParameters(table, given)).toEqual({ problems: ['types is missing; it must be types such as a,b'] });
  });

  it('tell everything that is wrong at once, by name', () => {
    expect(readParameters(table, { types: ',', most: '11', ports: '22,ssh', kind: 'X' })).toEqual({
      problems: [
        'types is ","; it must be types such as a,b',
        'most is "11"; it must be a whole number from 0 to 10',
        'ports is "22,ssh"; it must be whole numbers from 0 to 65535 with commas between them',
        'kind is "X"; it must be a word',
      ],
    });
  });

  it.each(['{"types":', '[]', '"a"', '7', 7, true, ['a']])('are broken when they are %j', (given) => {
    expect(readParameters(table, given)).toEqual({ problems: ['the parameters are not a JSON object'] });
  });

  it('catch a slip in an optional name, and let pass what has nothing to do with the rule', () => {
    expect(readParameters(table, { types: 'a', port: '23' })).toEqual({
      problems: ['port is no parameter of it: did you mean ports?'],
    });
    expect(readParameters(table, { types: 'a', myParameterKey: 'x', __proto__: { most: '9' } })).toHaveProperty(
      'values',
    );
  });
});
