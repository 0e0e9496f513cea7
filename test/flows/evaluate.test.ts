import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/flows/evaluate.ts';
import { awsError } from '../aws/responses.ts';
import { change, invocation, item, oversized, scheduled } from '../fixtures/invocation.ts';
import { itemIn } from '../fixtures/rules.ts';
import { evaluationsOf, fakeAccount, worldOf } from './rule-account.ts';

const id = item.resourceId;
const tooLarge = { ...item.configuration, instanceType: 'm7g.16xlarge' };

describe('a change', () => {
  it('is judged by the item alone, and put with its capture time', async () => {
    const account = fakeAccount({});
    const { world } = worldOf(account);

    const { outcome } = await evaluate(invocation(change({ configuration: tooLarge })), world);

    expect(outcome).toBe('evaluated');
    expect(account.puts).toEqual([
      {
        resultToken: 'token',
        testMode: false,
        evaluations: [
          {
            resource: { type: 'AWS::EC2::Instance', id },
            complianceType: 'NON_COMPLIANT',
            annotation: 'm7g.16xlarge is not an allowed type: t3.micro, t3.small',
            orderingTimestamp: '2026-11-20T08:15:30.250Z',
          },
        ],
      },
    ]);
  });

  it.each([
    ['was deleted', change({ configurationItemStatus: 'ResourceDeleted', configuration: null }), {}],
    [
      'was deleted, unrecorded',
      change({ configurationItemStatus: 'ResourceDeletedNotRecorded', configuration: null }),
      {},
    ],
    ['is not recorded', change({ configurationItemStatus: 'ResourceNotRecorded', configuration: null }), {}],
    ['left the scope', change({ configuration: tooLarge }), { eventLeftScope: true }],
    ['is of another type', change({ resourceType: 'AWS::EC2::Volume' }), {}],
    ['was deleted and too large', oversized({ configurationItemStatus: 'ResourceDeleted' }), {}],
    ['is of another type and too large', oversized({ resourceType: 'AWS::EC2::Volume' }), {}],
  ])('makes the rule not applicable to a resource that %s, and asks for nothing', async (_, event, about) => {
    const account = fakeAccount({});

    await evaluate(invocation(event, about), worldOf(account).world);

    expect(evaluationsOf(account)).toMatchObject([
      { complianceType: 'NOT_APPLICABLE', annotation: expect.any(String) },
    ]);
    expect(account.asked.filter((question) => question !== 'isAccountReported')).toEqual([]);
  });

  it('is judged by the rule that the settings name for the name it has there', async () => {
    const account = fakeAccount({});

    await evaluate(invocation(change(), { configRuleName: 'small-machines' }), worldOf(account).world);

    expect(evaluationsOf(account)).toMatchObject([{ complianceType: 'COMPLIANT' }]);
  });

  it('only tries to put when it is a test, and puts nothing without a token', async () => {
    const tested = fakeAccount({});
    await evaluate(invocation(change(), { resultToken: 'TESTMODE' }), worldOf(tested).world);
    expect(tested.puts).toMatchObject([{ resultToken: 'TESTMODE', testMode: true }]);

    const untold = fakeAccount({});
    const { world, lines } = worldOf(untold);
    expect(await evaluate(invocation(change(), { resultToken: '' }), world)).toMatchObject({ outcome: 'evaluated' });
    expect(untold.puts).toEqual([]);
    expect(lines.join()).toContain('no result token');
  });

  it('counts anew for a rule that judges the account', async () => {
    const account = fakeAccount({ items: [itemIn(item)] });
    const about = {
      configRuleName: 'max-resource-count',
      ruleParameters: '{"applicableResourceType":"AWS::EC2::Instance","maxCount":"0"}',
    };

    await evaluate(invocation(change(), about), worldOf(account).world);

    expect(evaluationsOf(account)).toMatchObject([
      { resource: { type: 'AWS::::Account', id: '111122223333' }, complianceType: 'NON_COMPLIANT' },
    ]);
  });
});

describe('an item that was too large to be sent', () => {
  const wanted = { ...item, configuration: tooLarge };
  const earlier = {
    ...wanted,
    configurationItemCaptureTime: '2026-11-01T00:00:00Z',
    configurationStateMd5Hash: 'old',
    configuration: item.configuration,
  };
  const later = { ...earlier, configurationItemCaptureTime: '2026-11-20T10:00:00Z', configurationStateMd5Hash: 'new' };

  it.each([
    ['that version', [wanted, earlier], 'NON_COMPLIANT'],
    ['a newer version, when that one is not there', [later, earlier], 'COMPLIANT'],
    [
      'a newer version, when it was deleted since',
      [{ ...later, configurationItemStatus: 'ResourceDeleted' }, earlier],
      'NOT_APPLICABLE',
    ],
    ['nothing, when Config knows it no more', [], 'NOT_APPLICABLE'],
  ])('is judged by %s', async (_, history, complianceType) => {
    const account = fakeAccount({ items: history.map(itemIn) });

    await evaluate(invocation(oversized()), worldOf(account).world);

    expect(evaluationsOf(account)).toMatchObject([{ complianceType, orderingTimestamp: '2026-11-20T08:15:30.250Z' }]);
  });

  it('is asked for again when the history has not got so far, and nothing is said meanwhile', async () => {
    const account = fakeAccount({ items: [itemIn(earlier)] });

    await expect(evaluate(invocation(oversized()), worldOf(account).world)).rejects.toThrow('could not be evaluated');

    expect(account.puts).toEqual([]);
  });
});

describe('a schedule', () => {
  const machine = (n: number, about: object = {}) => itemIn({ ...item, resourceId: `i-${n}`, ...about });
  const machines = (n: number) => Array.from({ length: n }, (_, index) => machine(index));

  it('judges all resources, in batches of 100, with the time of the schedule', async () => {
    const account = fakeAccount({ items: machines(250) });

    await evaluate(invocation(scheduled), worldOf(account).world);

    expect(account.puts.map(({ evaluations }) => evaluations.length)).toEqual([100, 100, 50]);
    expect(new Set(evaluationsOf(account).map(({ resource }) => resource.id)).size).toBe(250);
    expect(new Set(evaluationsOf(account).map(({ orderingTimestamp }) => orderingTimestamp))).toEqual(
      new Set(['2026-11-20T09:00:00.000Z']),
    );
  });

  it('takes back what was said of resources that vanished, and of the account', async () => {
    const gone = [
      { type: 'AWS::EC2::Instance', id: 'i-gone' },
      { type: 'AWS::::Account', id: '111122223333' },
    ];
    const deleted = machine(8, { configurationItemStatus: 'ResourceDeleted' });
    const account = fakeAccount({
      items: [machine(7), deleted],
      reported: [...gone, deleted.resource, machine(7).resource],
    });

    await evaluate(invocation(scheduled), worldOf(account).world);

    expect(evaluationsOf(account).map(({ resource, complianceType }) => [resource.id, complianceType])).toEqual([
      ['i-7', 'COMPLIANT'],
      ['i-gone', 'NOT_APPLICABLE'],
      ['111122223333', 'NOT_APPLICABLE'],
      ['i-8', 'NOT_APPLICABLE'],
    ]);
  });

  it('says nothing at all when the resources cannot be listed to the end', async () => {
    const account = {
      ...fakeAccount({ reported: [{ type: 'AWS::EC2::Instance', id: 'i-1' }] }),
      listResources: () => Promise.reject(awsError('ThrottlingException')),
    };

    await expect(evaluate(invocation(scheduled), worldOf(account).world)).rejects.toThrow('ThrottlingException');

    expect(account.puts).toEqual([]);
  });
});

describe('evaluations that Config did not take', () => {
  it('are put again, those alone, a little later each time', async () => {
    const account = fakeAccount({ refuse: { [id]: 2 } });
    const { world, slept } = worldOf(account);

    await evaluate(invocation(change()), world);

    expect(account.puts).toHaveLength(3);
    expect(slept).toEqual([400, 800]);
  });

  it('fail the invocation in the end', async () => {
    const account = fakeAccount({ refuse: { [id]: 99 } });
    const { world, lines } = worldOf(account);

    await expect(evaluate(invocation(change()), world)).rejects.toThrow('could not be evaluated');

    expect(account.puts).toHaveLength(4);
    expect(lines.join()).toContain('did not take 1 of 1 evaluations');
  });

  it.each(['NoSuchConfigRuleException', 'InvalidResultTokenException'])('are let go after %s', async (name) => {
    const account = { ...fakeAccount({}), putEvaluations: () => Promise.reject(awsError(name)) };
    const { world, lines } = worldOf(account);

    expect(await evaluate(invocation(change()), world)).toMatchObject({ outcome: 'evaluated' });

    expect(lines.join()).toContain(name);
  });
});
