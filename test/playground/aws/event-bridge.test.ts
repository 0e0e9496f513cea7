import { describe, expect, it } from 'vitest';
import { makeEventBridge } from '../../../src/playground/aws/event-bridge.ts';
import { makeMessaging } from '../../../src/playground/aws/messaging.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { makeWorld } from '../../../src/playground/world.ts';
import { loadPlaygroundSettings } from './settings.ts';

const now = () => Date.parse('2026-11-20T10:00:00Z');
const event = { source: 'aws.guardduty', 'detail-type': 'GuardDuty Finding', detail: {} };

async function makeBench() {
  const settings = await loadPlaygroundSettings();
  const { sns, queues, topics } = makeMessaging({ bot: settings.bot, security: settings.security, now });
  const world = makeWorld({ settings, seed: 1, now });
  const alerts = { topicArn: topics.alerts, queue: queues.alerts };
  const bridge = makeEventBridge({ patterns: [{ source: ['aws.guardduty'] }], sns, alerts, world, now });
  const bodies = () => queues.alerts.receive(10).map(({ body }) => JSON.parse(body));
  return { bridge, world, bodies };
}

describe('EventBridge', () => {
  it('forwards only what a rule asks for, in the envelope of the topic', async () => {
    const { bridge, bodies } = await makeBench();

    expect(bridge.putEvent(event)).toBe(true);
    expect(bridge.putEvent({ ...event, source: 'aws.health' })).toBe(false);
    expect(bodies()).toMatchObject([{ Type: 'Notification', Message: JSON.stringify(event) }]);
  });

  it('delivers anything that somebody sends, an array one by one', async () => {
    const { bridge, bodies } = await makeBench();

    expect(bridge.deliver([event, 'no JSON at all', { a: 1 }])).toBe(3);
    expect(bodies().map(({ Message }) => Message)).toEqual([JSON.stringify(event), 'no JSON at all', '{"a":1}']);
  });

  it('leaves an envelope as it is', async () => {
    const { bridge, bodies } = await makeBench();
    const message = { Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:111122223333:t', Message: '{}' };

    bridge.deliver(message);
    bridge.deliver({ Records: [{ eventSource: 'aws:sqs', body: '{"raw":true}' }] });
    bridge.deliver({ Records: [{ EventSource: 'aws:sns', Sns: { TopicArn: 'arn', Message: '{}' } }] });

    expect(bodies()).toEqual([message, { raw: true }, { Type: 'Notification', TopicArn: 'arn', Message: '{}' }]);
  });

  it('believes a compliance change that is sent, so that it can be remediated', async () => {
    const { bridge, world } = await makeBench();
    const good = world
      .listEvaluations()
      .find(({ rule, compliance }) => rule === 'restricted-ssh' && compliance === 'COMPLIANT');
    const { accountId = scene.prod, region = scene.region, id = '' } = good ?? {};

    bridge.deliver({
      source: 'aws.config',
      'detail-type': 'Config Rules Compliance Change',
      account: accountId,
      region,
      detail: {
        configRuleName: 'restricted-ssh',
        resourceType: 'AWS::EC2::SecurityGroup',
        resourceId: id,
        newEvaluationResult: { complianceType: 'NON_COMPLIANT', annotation: null },
      },
    });

    expect(good && world.findEvaluation(good)?.compliance).toBe('NON_COMPLIANT');
  });
});
