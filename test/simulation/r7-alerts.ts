import type { ItemSummary } from '../../src/core/ports.ts';
import { type Resource, resourceKey } from '../../src/core/resource.ts';
import { notify } from '../../src/flows/notify.ts';
import { oneOfEach } from '../../src/playground/scenes/one-of-each.ts';
import { requestTime } from '../slack/signed.ts';
import { mutated } from './mutate.ts';
import { type Door, openRoom } from './r7-room.ts';

const odd = 'x<!channel>\u202e&amp;`*_~';

/** Events in every envelope: each ends as an alert whose messages Slack takes, or in quarantine with a reason. */
export function alertsDoor(): Door {
  const samples = oneOfEach.events(requestTime).map((event) => JSON.stringify(event));
  const enveloped = samples.map((Message) =>
    JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:111122223333:noroshi', Message }),
  );
  const all = [...samples, ...enveloped];
  const room = openRoom();
  return (random) => {
    const body = mutated(all[Math.floor(random() * all.length)] ?? '', random);
    return async () => {
      room.clear();
      const failed = await notify([{ messageId: 'message-1', body, sentAt: requestTime }], {
        ...room.world,
        aggregator: { findSummaries },
        findCaptured: async () => [],
        sleep: () => new Promise<never>(() => {}),
      });
      const alerts = room.rows().filter(({ sk }) => sk === 'STATE');
      const reasons = [...room.objects].flatMap(([key, text]) =>
        key.startsWith('quarantine/') ? [JSON.parse(text).why] : [],
      );
      const isNamed = alerts.every(({ pk }) => /^ALERT#[0-9a-f]{24}$/.test(String(pk)));
      const hasOutcome = alerts.length + reasons.length > 0 && reasons.every((why) => String(why).length > 0);
      return failed.length === 0 && isNamed && hasOutcome && (await room.isShowable());
    };
  };
}

/** AWS Config knows everything by a name that is no better than the rest. */
async function findSummaries(resources: readonly Resource[]): Promise<ReadonlyMap<string, ItemSummary>> {
  return new Map(
    resources.map((resource) => [
      resourceKey(resource),
      { resource: { ...resource, name: odd }, tags: { Name: odd, [odd]: odd } },
    ]),
  );
}
