import { describe, expect, it } from 'vitest';
import { type AutomationContent, parametersFor, parseContent } from '../../../src/core/automation/document.ts';

const content: AutomationContent = {
  assumeRole: '{{ AutomationAssumeRole }}',
  parameters: {
    InstanceId: { type: 'StringList' },
    Reason: { type: 'String', default: '' },
    AutomationAssumeRole: { type: 'String', default: '' },
  },
  mainSteps: [{ name: 'stop', action: 'aws:changeInstanceState' }],
};
const role = { 'parameter.AutomationAssumeRole': 'arn:aws:iam::111122223333:role/noroshi-automation' };

type Unfit = Readonly<{ document?: Partial<AutomationContent>; input: Readonly<Record<string, string>> }>;

const unfit: readonly [string, Unfit, RegExp][] = [
  ['it takes no role', { document: { parameters: {} }, input: {} }, /takes no AutomationAssumeRole/],
  ['it runs as whoever asks', { document: { assumeRole: '' }, input: {} }, /does not run as/],
  ['it runs as a role of its own', { document: { assumeRole: 'arn:aws:iam::1:role/x' }, input: {} }, /does not run as/],
  ['something is missing', { input: role }, /needs the parameter InstanceId/],
  ['it does not know one', { input: { ...role, 'parameter.constructor': 'x' } }, /takes no parameter constructor/],
];

describe('what a document is given', () => {
  it('is a list for each parameter, in one order, and only a StringList is parted', () => {
    const given = parametersFor(content, {
      ...role,
      document: 'x',
      'parameter.Reason': 'a, b',
      'parameter.InstanceId': 'i-1, i-2',
    });

    expect(given).toEqual({
      AutomationAssumeRole: [role['parameter.AutomationAssumeRole']],
      InstanceId: ['i-1', 'i-2'],
      Reason: ['a, b'],
    });
    expect(Object.keys(Object(given))).toEqual(['AutomationAssumeRole', 'InstanceId', 'Reason']);
  });

  it.each(unfit)('is a sentence where %s', (_, { document, input }, words) => {
    expect(parametersFor({ ...content, ...document }, input)).toMatch(words);
  });

  it.each(['', 'schemaVersion: "0.3"', '{"mainSteps":{}}', 'null'])('is not read out of %j', (text) => {
    expect(parseContent(text)).toBeUndefined();
  });
});
