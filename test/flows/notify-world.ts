import type { ItemSummary, Slot } from '../../src/core/ports.ts';
import { type Resource, resourceKey } from '../../src/core/resource.ts';
import type { NotifyWorld } from '../../src/flows/notify.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { openChannel } from '../delivery/channel.ts';

let made = 0;

/** A compliance change as Config sends it through EventBridge. */
export function complianceChange(
  options: { verdict?: string; at?: string; resourceId?: string; account?: string } = {},
) {
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

/** A message of the queue that holds it. */
export const message = (body: unknown, messageId = `message-${made}`) => ({
  messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  sentAt: Date.parse('2026-01-01T10:00:01Z'),
});

/** The world of the first story, with an aggregator that knows a name for everything. */
export function openNotify(change: Partial<NotifyWorld> = {}, options: Parameters<typeof openChannel>[0] = {}) {
  const at = openChannel(options);
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
  return { ...at, asked, blocks, world, settle: (loading = load) => at.settle({ ...at.posts, load: loading }) };
}
