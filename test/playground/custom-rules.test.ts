import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrongInstanceType } from '../../src/playground/scenes/wrong-instance-type.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { type QuietPlayground, startQuietPlayground } from './quiet.ts';

let playground: QuietPlayground;
beforeAll(async () => {
  playground = await startQuietPlayground();
});
afterAll(() => playground?.close());

describe('an instance of a type that is not allowed', () => {
  const { id, name } = scene.oversizedInstance;

  it('becomes an alert with its button, because our own rule says so', async () => {
    playground.aws.deliver(wrongInstanceType.events(Date.now()));

    const alert = await playground.messageWith(
      'security',
      'desired-instance-type',
      name,
      id,
      'm7g.16xlarge is not an allowed type',
    );

    expect(JSON.stringify(alert.blocks)).toContain('"remediate"');
  }, 60_000);

  it('is mended by a click, and the rule says so itself', async () => {
    const alert = await playground.messageWith('security', 'desired-instance-type', id);

    await playground.people.click({
      user: playground.ready.users['alice']!,
      channel: playground.ready.channels['security']!,
      ts: alert.ts,
      actionId: 'remediate',
    });

    await playground.messageWith('security', 'desired-instance-type', id, 'esolved');
    const instance = playground.aws.world.findItem({
      accountId: scene.dev,
      region: scene.region,
      type: 'AWS::EC2::Instance',
      id,
    });
    expect(instance?.configuration).toMatchObject({ instanceType: 't3.micro' });
  }, 60_000);
});
