import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountType } from '../../src/core/items/evaluation.ts';
import { judgeInvocation, judgeItems } from '../../src/flows/evaluate/judge.ts';
import { remediations } from '../../src/remediations/index.ts';
import { rules } from '../../src/rules/index.ts';
import { accountOf, itemIn, judgeOf, judgeSample, promised, samplesAt, samplesOf } from '../fixtures/rules.ts';

/** Parameters with which a rule works: those of its first sample. */
const workingParameters = (id: string) => samplesOf(id)[0]?.[1].parameters;

describe.each(rules)('the rule $id', (rule) => {
  const samples = samplesOf(rule.id);
  const types = rules.flatMap(({ resourceTypes }) => resourceTypes);

  it('has a compliant and a non-compliant sample, and judges each as its name says', async () => {
    const found = await Promise.all(
      samples.map(async ([name, sample]) => [name, await judgeSample(rule, sample)] as const),
    );

    expect(new Set(samples.map(([name]) => promised(name)))).toEqual(
      new Set(['COMPLIANT', 'NON_COMPLIANT', ...samples.map(([name]) => promised(name))]),
    );
    expect(found.map(([name, [one]]) => [name, one?.complianceType])).toEqual(
      samples.map(([name]) => [name, promised(name)]),
    );
  });

  it('says why a resource is not compliant, in one line that fits, and nothing of one that is', async () => {
    for (const [name, sample] of samples) {
      const [one] = await judgeSample(rule, sample);
      if (promised(name) === 'COMPLIANT') expect(one).not.toHaveProperty('annotation');
      else expect(one?.annotation).toMatch(/^[^\n]{10,256}$/);
    }
  });

  it('gives the same verdict for the same item, whichever of AWS’s shapes it comes in', async () => {
    for (const [, sample] of samples) {
      const again = await judgeSample(rule, { ...sample, items: sample.items.map(inOtherShape) });
      expect(again).toEqual(await judgeSample(rule, sample));
    }
  });

  it('has nothing to say of a type that is not its own, and asks nobody about it', async () => {
    const thing = itemIn({ resourceType: 'AWS::Example::Thing', resourceId: 'x', configuration: {} });
    const account = accountOf({ items: [] });
    const asked = { rule, judge: judgeOf(rule, workingParameters(rule.id)), account, now: samplesAt };

    const [byItem] = await judgeItems([thing], asked);
    const invoked = { ruleName: rule.id, accountId: '111122223333', leftScope: false };
    const [byChange] = await judgeInvocation({ ...invoked, cause: { kind: 'item', item: thing } }, asked);

    for (const one of [byItem, byChange]) {
      expect(one).toMatchObject({ resource: { id: 'x' }, complianceType: 'NOT_APPLICABLE' });
    }
    expect(account.asked).toEqual([]);
  });

  it('never throws, whatever stands in an item of whichever type, and is deterministic', async () => {
    const judge = judgeOf(rule, workingParameters(rule.id));
    const account = accountOf({ items: [] });
    const item = fc.record({
      resourceType: fc.constantFrom(...types, 'AWS::Example::Thing'),
      resourceId: fc.string({ minLength: 1 }).map((id) => `x${id}`),
      configuration: fc.oneof(fc.jsonValue(), fc.json(), fc.string()),
      supplementaryConfiguration: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.json())),
      tags: fc.jsonValue(),
      relationships: fc.jsonValue(),
      configurationItemStatus: fc.oneof(fc.constant('OK'), fc.string()),
    });

    await fc.assert(
      fc.asyncProperty(item, async (value) => {
        const asked = { rule, judge, account, now: samplesAt };
        const evaluations = await judgeItems([itemIn(value)], asked);

        expect(evaluations).toHaveLength(1);
        expect(await judgeItems([itemIn(value)], asked)).toEqual(evaluations);
      }),
      { numRuns: 150 },
    );
  });

  it('never throws when any part of a sample is something else', async () => {
    const junk = fc.constantFrom(null, '', 'null', 0, -1, true, [], {}, [null], ['0.0.0.0/0'], '\u202e\u0007', '{}');

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), fc.nat(), junk, async ([, sample], at, value) => {
        const items = sample.items.map((item) => ({
          ...replaced(item, at, value),
          resourceType: 'T',
          resourceId: 'x',
        }));
        const judge = judgeOf(rule, sample.parameters);
        const own = items.map((item, index) => ({
          ...item,
          resourceType: Reflect.get(sample.items[index]!, 'resourceType'),
        }));

        await expect(
          judgeItems(own.map(itemIn), { rule, judge, account: accountOf(sample), now: samplesAt }),
        ).resolves.toHaveLength(judge.of === 'account' ? 1 : items.length);
      }),
      { numRuns: 200 },
    );
  });

  it('asks for parameters by name, with help, and says which are missing', () => {
    const required = Object.entries(rule.parameters).filter(([, one]) => one.required);
    const prepared = rule.prepare('');

    for (const [name, { help }] of Object.entries(rule.parameters)) {
      expect(name).toMatch(/^[a-z][A-Za-z0-9]{0,63}$/);
      expect(help).toMatch(/^[^\n.]{8,120}$/);
    }
    if (required.length === 0) expect(prepared).toHaveProperty('judge');
    else expect(JSON.stringify(prepared)).toContain(`${required[0]![0]} is missing`);
  });

  it('can be deployed: types as AWS Config spells them, a schedule or something that changes, actions of IAM', () => {
    expect(rule.resourceTypes.filter((type) => !/^AWS::\w+::\w+$/.test(type) || type === accountType)).toEqual([]);
    expect(rule.schedule !== undefined || rule.resourceTypes.length > 0).toBe(true);
    expect(rule.permissions.filter((action) => !/^[a-z0-9]+:[A-Z]\w+$/.test(action))).toEqual([]);
    expect(rule.summary).toMatch(/^[^\n.]{10,120}$/);
  });

  it('names a remediation only if it is there', () => {
    const known = remediations.map(({ id }) => id);

    if (rule.remediation) expect(known).toContain(rule.remediation.id);
  });
});

/** What an API answers as an event would write it, and the other way round. */
function inOtherShape(item: object): object {
  const { awsAccountId, ARN, configuration, configurationItemVersion, supplementaryConfiguration, ...rest } = {
    ...{ awsAccountId: undefined, ARN: undefined, configuration: undefined, configurationItemVersion: undefined },
    ...{ supplementaryConfiguration: {} },
    ...item,
  };
  const parse = (value: unknown) => (typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) : value);
  const entries = Object.entries(supplementaryConfiguration);
  if (awsAccountId === undefined) {
    const { accountId, arn, ...more } = { accountId: undefined, arn: undefined, ...rest };
    const supplementary = Object.fromEntries(entries.map(([key, value]) => [key, parse(value)]));
    return {
      ...more,
      awsAccountId: accountId,
      ARN: arn,
      configuration: parse(configuration),
      supplementaryConfiguration: supplementary,
    };
  }
  return {
    ...rest,
    version: configurationItemVersion,
    accountId: awsAccountId,
    arn: ARN,
    configuration: JSON.stringify(configuration),
    supplementaryConfiguration: Object.fromEntries(
      entries.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
    ),
  };
}

/** A copy in which the part that comes `at` in a walk through it is `value`. */
function replaced(root: object, at: number, value: unknown): object {
  const paths: string[][] = [];
  const walk = (node: unknown, path: string[]): void => {
    if (path.length > 0) paths.push(path);
    if (typeof node === 'object' && node !== null) {
      for (const [key, one] of Object.entries(node)) walk(one, [...path, key]);
    }
  };
  walk(root, []);
  const path = paths[at % Math.max(1, paths.length)] ?? [];
  const change = (node: unknown, rest: readonly string[]): unknown => {
    const [key, ...more] = rest;
    if (key === undefined) return value;
    if (Array.isArray(node)) return node.map((one, index) => (String(index) === key ? change(one, more) : one));
    return { ...Object(node), [key]: change(Object(node)[key], more) };
  };
  return Object(change(root, path));
}
