import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userError } from '../../src/core/errors.ts';
import type { ItemSummary, Slot } from '../../src/core/ports.ts';
import { type Resource, resourceKey } from '../../src/core/resource.ts';
import { type NotifyWorld, notify } from '../../src/flows/notify.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { openChannel } from '../delivery/channel.ts';
import { startTable } from '../store/table.ts';

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

let made = 0;

/** A compliance change as Config sends it through EventBridge. */
function complianceChange(options: { verdict?: string; at?: string; resourceId?: string; account?: string } = {}) {
  made += 1;
  const {
    verdict = 'NON_COMPLIANT',
    at = '2026-01-01T10:00:00Z',
    resourceId = `i-${made}`,
    account = '111122223333',
  } = options;
  return {
    version: '0',
    id: `id-${made}`,
    'detail-type': 'Config Rules Compliance Change',
    source: 'aws.config',
    account,
    time: at,
    region: 'eu-west-1',
    resources: [],
    detail: {
      resourceId,
      resourceType: 'AWS::EC2::Instance',
      awsAccountId: account,
      awsRegion: 'eu-west-1',
      configRuleName: 'approved-amis-by-id',
      configRuleARN: `arn:aws:config:eu-west-1:${account}:config-rule/config-rule-a1`,
      recordVersion: '1.0',
      messageType: 'ComplianceChangeNotification',
      newEvaluationResult: {
        evaluationResultIdentifier: {
          evaluationResultQualifier: {
            configRuleName: 'approved-amis-by-id',
            resourceType: 'AWS::EC2::Instance',
            resourceId,
          },
          orderingTimestamp: at,
        },
        complianceType: verdict,
        resultRecordedTime: at,
        configRuleInvokedTime: at,
      },
    },
  };
}

const message = (body: unknown, messageId = `message-${made}`) => ({
  messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  sentAt: Date.parse('2026-01-01T10:00:01Z'),
});

function open(change: Partial<NotifyWorld> = {}) {
  const at = openChannel(table);
  const asked: (readonly Resource[])[] = [];
  const findSummaries = async (resources: readonly Resource[]): Promise<ReadonlyMap<string, ItemSummary>> => {
    asked.push(resources);
    return new Map(resources.map((resource) => [resourceKey(resource), { resource, tags: { Name: 'web-1' } }]));
  };
  const never = () => new Promise<never>(() => {});
  const world: NotifyWorld = {
    ...at.intake,
    ...{ results: at.results, log: at.log, aggregator: { findSummaries }, sleep: never },
    ...change,
  };
  const blocks: string[] = [];
  const load = async (slot: Slot) => {
    const content = await showSlot(slot, world);
    blocks.push(JSON.stringify(content));
    return content;
  };
  return { ...at, asked, blocks, world, settle: () => at.settle({ ...at.posts, load }) };
}

describe('a notification', () => {
  it('becomes one message with the name of its resource, by one question for the whole batch', async () => {
    const { world, settle, messages, asked, textsIn, own } = open();
    const events = [complianceChange({ resourceId: 'i-0one' }), complianceChange({ resourceId: 'i-0two' })];
    const batch = events.map((event, index) => message(event, `m${index}`));

    expect(await notify(batch, world)).toEqual([]);
    expect(await notify(batch, world)).toEqual([]);
    await settle();

    expect(asked.map((resources) => resources.map(({ id }) => id))).toEqual([['i-0one', 'i-0two']]);
    expect(textsIn(own('C0SECURITY'))).toHaveLength(2);
    expect(messages.map(({ text }) => text).join()).toContain('web-1 (i-0one)');
  });

  it('resolves in place', async () => {
    const { world, settle, messages } = open();
    await notify([message(complianceChange({ resourceId: 'i-0abc' }))], world);
    await settle();

    await notify(
      [message(complianceChange({ resourceId: 'i-0abc', verdict: 'COMPLIANT', at: '2026-01-01T11:00:00Z' }))],
      world,
    );
    await settle();

    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).toMatch(/Resolved.*web-1 \(i-0abc\)/);
    expect(messages[0]?.edits).toBe(1);
  });

  it('is never held back by names: neither by an aggregator that fails nor by one that is slow', async () => {
    const why = userError('UNREACHABLE', { what: 'The aggregator', why: 'ThrottlingException' });
    const failing = open({ aggregator: { findSummaries: () => Promise.reject(why) } });
    const slow = open({ aggregator: { findSummaries: () => new Promise(() => {}) }, sleep: async () => {} });
    const reasons = [];

    for (const { world, settle, blocks } of [failing, slow]) {
      expect(await notify([message(complianceChange())], world)).toEqual([]);
      await settle();
      reasons.push(blocks.join());
    }

    expect(reasons[0]).toContain('The aggregator could not be reached: ThrottlingException');
    expect(reasons[1]).toContain('AWS Config did not answer within 2 s');
  });

  it('asks nothing about accounts that are not in the settings', async () => {
    const { world, settle, messages, asked } = open();

    await notify([message(complianceChange({ account: '777777777777' }))], world);
    await settle();

    expect(asked).toEqual([]);
    expect(messages).toHaveLength(1);
  });

  it('goes to quarantine when it holds no event, and is announced once', async () => {
    const { world, settle, messages, objects, own, textsIn } = open();

    expect(
      await notify([message('{"half": ', 'a'), message('{"half": ', 'b'), message(complianceChange())], world),
    ).toEqual([]);
    await settle();

    const kept = [...objects].filter(([key]) => key.startsWith('quarantine/'));
    expect(kept).toHaveLength(1);
    expect(JSON.parse(kept[0]![1])).toMatchObject({ why: 'it is not JSON', body: '{"half": ' });
    expect(textsIn(own('C0OPERATIONS'))).toEqual([expect.stringContaining('could not be read')]);
    expect(textsIn(own('C0SECURITY'))).toHaveLength(1);
    expect(messages).toHaveLength(2);
  });

  it('fails alone when it is poisoned', async () => {
    const at = open();
    const poison = complianceChange({ resourceId: 'i-0poison' });
    const store: NotifyWorld['store'] = {
      ...at.store,
      putEvent: async (id, key, body) => {
        if (JSON.stringify(body).includes('i-0poison')) throw new Error('poison');
        return at.store.putEvent(id, key, body);
      },
    };
    const batch = [
      message(complianceChange(), 'a'),
      message([poison, complianceChange()], 'bad'),
      message(complianceChange(), 'c'),
    ];

    expect(await notify(batch, { ...at.world, store })).toEqual(['bad']);
    await at.settle();

    expect(at.messages).toHaveLength(3);
  });
});
