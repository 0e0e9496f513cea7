import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createMembers } from '../../src/aws/member.ts';
import { offerId } from '../../src/core/button.ts';
import { handOver } from '../../src/flows/act/automatic.ts';
import { command } from '../../src/flows/act/command.ts';
import { offersFor } from '../../src/remediations/index.ts';
import { createAggregatorOf } from '../commands/context.ts';
import { setUpActing } from '../flows/act/acting.ts';
import { setUpAlone } from '../flows/act/alone.ts';

const unlisted = '666677778888';
const sts = mockClient(STSClient);

beforeEach(() => sts.reset());
afterAll(() => sts.restore());

/** As in production: sessions come from STS, which notes that it was asked. */
function withSts<Acting extends ReturnType<typeof setUpActing>>(acting: Acting): Acting {
  const clients = createClients({ region: 'eu-west-1', now: acting.clock.now });
  Object.assign(acting.world, { members: createMembers({ clients, settings: acting.settings }) });
  return acting;
}

describe('threat 4: somebody makes the bot act in an account of their choice', () => {
  it('a button for an unlisted account is not offered, and pressing it calls nobody', async () => {
    const acting = withSts(setUpActing());
    const resources = [{ ...acting.resource, accountId: unlisted }];
    const alert = { ...acting.alert, accountId: unlisted, resources };
    await acting.store.advanceAlert(alert);
    await acting.store.wantSlot({ owner: `ALERT#${alert.id}`, channel: 'C0SECURITY', name: 'root', lane: 2, want: 1 });

    await acting.run(acting.click('U0ALICE', { offer: offerId(alert.id, 'config-remediation') }));

    expect(offersFor(alert, acting.settings)).toEqual([]);
    expect(acting.told.at(-1)?.text).toContain(`Account ${unlisted} is not in the settings`);
    expect(sts.calls()).toHaveLength(0);
  });

  it('an alert of a listed account that names a resource elsewhere offers nothing', () => {
    const { alert, settings, resource } = setUpActing();

    for (const accountId of [unlisted, '444455556666']) {
      expect(offersFor({ ...alert, resources: [{ ...resource, accountId }] }, settings)).toEqual([]);
    }
  });

  it.each(['', ` account:${unlisted} region:us-east-1`])(
    'a command for a resource there calls nobody:%s',
    async (where) => {
      const acting = withSts(setUpActing());
      const found = { ...acting.resource, accountId: unlisted };
      const world = { ...acting.world, aggregator: createAggregatorOf({ findResources: async () => [found] }) };
      const asker = { teamId: 'T0123456789', userId: 'U0ALICE', channelId: 'C0SECURITY' };
      const text = `config-remediation ${found.id} rule:approved-amis-by-id${where}`;

      await command(
        { kind: 'remediation', key: `deputy-${where.length}`, askedAt: 0, asker, command: '/aws-remediate', text },
        world,
      );

      expect(acting.told.at(-1)?.text).toContain(`Account ${unlisted} is not in the settings`);
      expect(acting.entries).toMatchObject([{ kind: 'refusal' }]);
      expect(sts.calls()).toHaveLength(0);
    },
  );

  it('an opening there is not handed over to be remediated by itself', async () => {
    const acting = withSts(setUpAlone());
    const sent: object[] = [];
    const resources = [{ ...acting.resource, accountId: unlisted }];
    const transition = await acting.breaks({ accountId: unlisted, resources });
    const state = (await acting.store.findAlert(transition.auto))!;

    await handOver(state, { settings: acting.settings, sendToQueue: async (_, body) => void sent.push(body) });
    await acting.tell(transition);

    expect(sent).toEqual([]);
    expect(sts.calls()).toHaveLength(0);
  });

  it('a session is refused before STS is asked, whoever asks for it', async () => {
    const { world } = withSts(setUpActing());
    const place = { accountId: unlisted, region: 'us-east-1' };
    const deed = { userId: 'U0ALICE', requestId: 'r', actions: ['ec2:StopInstances'], resources: ['*'] };

    await expect(world.members.read(place)).rejects.toMatchObject({ code: 'UNKNOWN_ACCOUNT' });
    await expect(world.members.remediate(place, deed)).rejects.toMatchObject({ code: 'UNKNOWN_ACCOUNT' });
    expect(sts.calls()).toHaveLength(0);
  });
});
