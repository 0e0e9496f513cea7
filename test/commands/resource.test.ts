import { describe, expect, it } from 'vitest';
import { resource } from '../../src/commands/resource.ts';
import { userError } from '../../src/core/errors.ts';
import type { ConfigurationItem } from '../../src/core/ports.ts';
import type { Resource } from '../../src/core/resource.ts';
import { createAggregatorOf, createContext, createLookUpsOf } from './context.ts';

const found = {
  type: 'AWS::EC2::Instance',
  id: 'i-0123456789abcdef0',
  accountId: '111122223333',
  region: 'us-east-1',
  name: 'checkout-web',
};

const item: ConfigurationItem = {
  resource: found,
  status: 'OK',
  capturedAt: '2026-11-20T16:00:00.000Z',
  tags: { Name: 'checkout-web', Owner: 'payments', Empty: '' },
  relationships: [],
  configuration: {
    state: { name: 'running' },
    instanceType: 't3.micro',
    privateIpAddress: '192.0.2.10',
    securityGroups: [{ groupId: 'sg-1' }, { groupId: 'sg-2' }],
  },
  supplementary: {},
};

const knows = (all: readonly Resource[]) => createLookUpsOf({ find: async () => all });

describe('/aws-resource', () => {
  it('shows what matters of the one that it finds', async () => {
    const aggregator = createAggregatorOf({ findItem: async () => item });

    const reply = await resource.answer('checkout-web', createContext({ aggregator, lookUps: knows([found]) }));

    expect(reply.title).toBe('checkout-web (i-0123456789abcdef0)');
    const facts = reply.sections.flatMap((section) => (section.kind === 'facts' ? section.facts : []));
    expect(facts).toEqual(
      expect.arrayContaining([
        { label: 'Name', value: 'checkout-web' },
        { label: 'Account', value: 'payments-prod (111122223333, prod)' },
        { label: 'State', value: 'running' },
        { label: 'Private address', value: '192.0.2.10' },
        { label: 'Security groups', value: 'sg-1, sg-2' },
        { label: 'Tag Owner', value: 'payments' },
        { label: 'Tag Empty', value: '(empty)' },
      ]),
    );
    expect(reply.sections.some(({ kind }) => kind === 'links')).toBe(true);
  });

  it('masks a tag by what it is called, in the card and in the file', async () => {
    const tags = { Name: 'checkout-web', 'db-password': 'hunter2' };
    const configuration = { environment: { variables: { DSN: 'hunter2' } }, userData: 'aHVudGVyMg==' };
    const aggregator = createAggregatorOf({ findItem: async () => ({ ...item, tags, configuration }) });
    const ctx = createContext({ aggregator, lookUps: knows([found]) });

    const told = [await resource.answer(found.id, ctx), await resource.answer(`${found.id} file:yes`, ctx)];

    expect(JSON.stringify(told[0]?.sections)).toContain('"Tag db-password","value":"[masked]"');
    expect(told[1]?.files).toHaveLength(1);
    expect(JSON.stringify(told)).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  it('says so when there is no item of it', async () => {
    const reply = await resource.answer(found.id, createContext({ lookUps: knows([found]) }));

    expect(JSON.stringify(reply.sections)).toContain('AWS Config holds no configuration of it');
  });

  it('lists several to choose from, each with what to type', async () => {
    const other = { ...found, accountId: '666677778888', arn: 'arn:aws:ec2:us-east-1:666677778888:instance/i-2' };
    const reply = await resource.answer('checkout-web', createContext({ lookUps: knows([found, other]) }));

    expect(reply.title).toBe('2 resources are called “checkout-web”');
    expect(reply.sections[0]).toMatchObject({
      items: [
        { body: 'AWS::EC2::Instance in payments-prod (111122223333, prod), us-east-1' },
        {
          body: 'AWS::EC2::Instance in 666677778888 (not in the settings), us-east-1',
          meta: `/aws-resource ${other.arn}`,
        },
      ],
    });
  });

  it('says that nothing was found, and asks for what is missing', async () => {
    await expect(resource.answer('nothing', createContext())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(resource.answer('', createContext())).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
  });

  it('shows the card also when nobody can say what the rules say of it', async () => {
    const listVerdicts = async () => {
      throw userError('UNREACHABLE', { what: 'AWS Config in 111122223333', why: 'no answer in time' });
    };
    const lookUps = createLookUpsOf({ find: async () => [found], listVerdicts });

    const reply = await resource.answer(found.id, createContext({ lookUps }));

    expect(JSON.stringify(reply.sections)).toContain('could not be reached: no answer in time');
  });

  it('offers what mends it only for rules that it breaks', async () => {
    const lookUps = createLookUpsOf({
      find: async () => [found],
      listVerdicts: async () => [
        { rule: 'kept', verdict: 'COMPLIANT' },
        { rule: 'broken', verdict: 'NON_COMPLIANT' },
      ],
    });
    const asked: string[] = [];
    const mendsOf = (_: Resource, rule: string) => {
      asked.push(rule);
      return [];
    };

    await resource.answer(found.id, createContext({ lookUps, mendsOf }));

    expect(asked).toEqual(['broken']);
  });

  it('masks keys and tokens in the file', async () => {
    const secrets = { environment: { variables: { DB_PASSWORD: 'correct horse' } }, key: 'AKIAIOSFODNN7EXAMPLE' };
    const aggregator = createAggregatorOf({ findItem: async () => ({ ...item, configuration: secrets }) });

    const { files = [] } = await resource.answer(
      `${found.id} file:yes`,
      createContext({ aggregator, lookUps: knows([found]) }),
    );

    expect(files[0]?.content).toContain('"DB_PASSWORD": "[masked]"');
    expect(files[0]?.content).not.toMatch(/horse|AKIAIOSFODNN7/);
  });

  it.each(['i-1 to:2h', 'i-1 from:1h to:2h', 'i-1 file:no', 'i-1 tag:a=b', 'tag:=b'])(
    'says what is wrong with %s',
    async (text) => {
      await expect(resource.answer(text, createContext())).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
    },
  );
});
