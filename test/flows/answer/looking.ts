import type { ConfigurationItem, LoadHistory } from '../../../src/core/ports.ts';
import { type LookPress, type LookWorld, look } from '../../../src/flows/answer/look.ts';
import { aRecord, createAggregatorOf, createFakeSearch, createLookUpsOf } from '../../commands/context.ts';
import { createFakePeople } from '../../core/people.ts';
import { someSettings } from '../../delivery/settings.ts';
import { anAlert } from '../../store/fixtures.ts';
import { createClock, startMemoryTable } from '../../store/table.ts';
import { searchParts } from '../searching.ts';
import { createFakeQueues, createFakeSlack, quiet } from '../world.ts';

let used = 0;

/** The group that the alert is about. */
export const group = { type: 'AWS::EC2::SecurityGroup', id: 'sg-0abc', accountId: '111122223333', region: 'eu-west-1' };
/** What AWS Config recorded of it then. */
const item = (capturedAt: string, open: readonly string[], change: object = {}): ConfigurationItem => ({
  ...{ resource: group, status: 'OK', capturedAt, tags: {}, relationships: [], supplementary: {} },
  configuration: { groupName: 'web', ipPermissions: open.map((cidrIp) => ({ ipRanges: [{ cidrIp }] })) },
  ...change,
});

/** An alert that stands in a channel and in a direct message, and somebody who presses one of its buttons. */
export async function setUp(change: Partial<Parameters<typeof anAlert>[0]> = {}, loadHistory?: LoadHistory) {
  used += 1;
  const name = `own-${used}`;
  const clock = createClock();
  const { store } = startMemoryTable().openStore(clock.now);
  const { slack, told } = createFakeSlack();
  const { sendToQueue, sent } = createFakeQueues();
  const found = createFakeSearch([aRecord()]);
  const alert = anAlert({ id: `${name}-look`, resources: [group], occurredAt: '2025-12-31T23:00:00Z', ...change });
  await store.advanceAlert(alert);
  for (const [channel, ts] of [
    ['C0SECURITY', '1.000'],
    ['U0ALICE', '2.000'],
  ] as const) {
    const ref = { owner: `ALERT#${alert.id}`, channel, name: 'root' };
    const slot = await store.wantSlot({ ...ref, lane: 2, want: 1 });
    const claimed = await store.claimSlot(slot, { ulid: slot.queue ?? '', forMs: 9000 });
    if (claimed) await store.recordSlot(claimed, { state: 'idle', ts, shown: 1 });
  }
  const asked: string[] = [];
  const world: LookWorld = {
    ...{ store, slack, sendToQueue, now: clock.now, log: quiet, reference: 'request-1' },
    people: createFakePeople().people,
    settings: { ...someSettings(), access: { investigate: ['U0ALICE'], remediate: [], approve: [] } },
    aggregator: createAggregatorOf({}),
    lookUps: createLookUpsOf({
      find: async ({ named }) => {
        asked.push(named.by === 'tag' ? named.key : named.text);
        return [group];
      },
      loadHistory:
        loadHistory ?? (async () => [item('2026-01-01T00:00:00Z', ['0.0.0.0/0']), item('2025-12-30T00:00:00Z', [])]),
    }),
    ...searchParts(),
    search: found.search,
    readAudit: async () => ({ entries: [], more: false }),
    stop: new AbortController().signal,
  };
  const press = (
    button: LookPress['button'],
    more: Partial<LookPress> & { userId?: string; channelId?: string } = {},
  ) => {
    const { userId = 'U0ALICE', channelId = 'C0SECURITY', ...rest } = more;
    return look(
      {
        ...{ kind: button === 'who' ? 'search' : 'lookup', key: `${name}-${button}`, askedAt: clock.now() },
        ...{ asker: { teamId: 'T0123456789', userId, channelId }, button, alertId: alert.id, messageTs: '1.000' },
        ...rest,
      },
      world,
    );
  };
  return { store, told, sent, asked, searched: found.asked, press, name };
}
