import { handleBatch } from '../../src/core/batch.ts';
import { type HomeView, homeActs } from '../../src/core/home.ts';
import { pressKinds } from '../../src/core/job.ts';
import { lookKinds } from '../../src/core/look.ts';
import type { Message } from '../../src/core/message.ts';
import type { ConfigurationItem } from '../../src/core/ports.ts';
import type { Resource } from '../../src/core/resource.ts';
import { receive } from '../../src/flows/answer/receive.ts';
import { readSeekCause } from '../../src/flows/notify/seek-cause.ts';
import { readGoOn } from '../../src/flows/search/run.ts';
import type { Random } from '../../src/playground/random.ts';
import { createSearch } from '../../src/trail/search.ts';
import { aRecord, createLookUpsOf } from '../commands/context.ts';
import { createFakePeople } from '../core/people.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';
import { searchParts } from '../flows/searching.ts';
import { requestTime, team } from '../slack/signed.ts';
import { logObject, memorySource } from '../trail/logs.ts';
import { mutated } from './mutate.ts';
import { validJson } from './r7-front-door.ts';
import { type Door, isTakable, openRoom } from './r7-room.ts';
import { stormSettings } from './run.ts';

const accountId = stormSettings().accounts[0]?.id ?? '';
const resource: Resource = {
  type: 'AWS::EC2::Instance',
  id: 'i-1',
  accountId,
  region: 'eu-west-1',
  name: 'web<!channel>',
};
const alert = {
  ...complianceAlert,
  id: 'a'.repeat(24),
  resources: [resource],
  accountId,
  sourceAt: requestTime - 60_000,
};
const messageTs = '1795192800.000100';
const item: ConfigurationItem = {
  ...{ resource, status: 'OK', capturedAt: '2026-11-20T16:00:00Z', tags: { Name: '`*<@U0BOB>' }, relationships: [] },
  ...{ configuration: { state: { name: '<!here>' }, list: [[], {}, null] }, supplementary: {} },
};

/** What people type, and what they should not. */
const words: readonly string[] = [
  ...[
    'web-1',
    'i-1',
    alert.id,
    'list',
    'ack',
    'mute',
    'mutes',
    'unmute',
    'audit',
    'help',
    'NOT',
    'AND',
    'OR',
    '(',
    ')',
  ],
  ...['event:StopLogging', 'event:', 'service:ec2', 'user:"mallory x"', 'ip:203.0.113.0/24', 'ip:1.2.3.4/99', 'role:*'],
  ...['regex:^(a+)+$', 'regex:(', 'regex:\\', 'since:2h', 'since:99999999999d', 'since:yesterday', 'until:1970-01-01'],
  ...[
    'since:2026-11-20..2026-11-21',
    'zone:Europe/Berlin',
    'zone:../etc',
    'limit:0',
    'limit:1e9',
    'limit:-1',
    'for:2h',
  ],
  ...['for:31d', 'because:"a reason"', 'because:', 'severity:critical,high', 'severity:?'],
  ...['account:account-0', 'account:*'],
  ...[
    'region:eu-west-1',
    'rule:approved-amis-by-id',
    'history',
    'from:2h',
    'to:1h',
    'file:yes',
    'type:AWS::EC2::Instance',
    '2001:db8::1',
    'ip-10-0-0-1.eu-west-1.compute.internal',
    'tag:a=b=c',
    'tag:=',
    'actor:x',
    'kind:x',
    'finding:x',
    'resource:i-1',
  ],
  ...[
    '"',
    '""',
    "'",
    '--',
    ':',
    '::',
    '<@U0BOB>',
    '<https://example.com|x>',
    '\u0000',
    '\u202e',
    '🔥',
    '狼煙',
    '__proto__:x',
  ],
];
const commands = [
  '/aws-resource',
  '/aws-trail',
  '/aws-compliance',
  '/aws-alerts',
  '/aws-help',
  '/aws-remediate',
  '/else',
  'toString',
];
/** Somebody of another workspace is shown nothing at all, and that is logged. */
const unseen = 'Somebody else opened App Home';
/** What is not our fault: the queue keeps what it does not understand. */
const expected = /^(?:Error: (?:A message on the queue is not a job|A remediation came to the queries)|SyntaxError: )/;

type Room = ReturnType<typeof openRoom>;

/** Jobs as the front door publishes them and others: answered to whoever asked, or kept by the queue as no job. */
export function queriesDoor(): Door {
  const room = openRoom();
  const told: Message[] = [];
  const warned: string[] = [];
  const log = { ...room.world.log, warn: (message: string) => void warned.push(message) };
  const world = { ...worldOf(room, told), log };
  return (random) => {
    const body = bodyOf(random);
    return async () => {
      room.clear();
      told.splice(0);
      warned.splice(0);
      if (body.includes(alert.id)) await postAlert(room);
      const problems: string[] = [];
      let isSeeking = false;
      // As `lambda/queries` does.
      await handleBatch(
        { Records: [{ messageId: 'message-1', body }] },
        async (one) => {
          isSeeking = readSeekCause(one) !== undefined || readGoOn(one) !== undefined;
          return receive(one, world);
        },
        (error) => problems.push(String(error)),
      );
      const isMoving = room.rows().some(({ pk, sk }) => /^JOB#/.test(String(pk)) && /^SLOT#/.test(String(sk)));
      const isKept = problems.length > 0 && problems.every((problem) => expected.test(problem));
      const isOurs = [`"teamId":"${team}"`, '"userId":"U0ALICE"'].every((part) =>
        body.replaceAll('\\', '').includes(part),
      );
      const isRefused = !isOurs && warned.includes(unseen) && told.length === 0;
      const hasOutcome = isKept || isSeeking || isMoving || isRefused || told.length > 0;
      return hasOutcome && told.every(isTakable) && (await room.isShowable());
    };
  };
}

/** What the queries work with: somebody who may ask everything, and AWS with odd names in it. */
function worldOf(room: Room, told: Message[]) {
  const records = Array.from({ length: 5 }, (_, n) =>
    aRecord({ eventID: `event-${n}`, errorMessage: '<!channel>\u202e' }),
  );
  const source = memorySource({ 'a.json.gz': logObject(records) });
  const search = createSearch({ source, now: () => requestTime });
  return {
    ...{ ...room.world, people: createFakePeople().people, search, searchIn: () => search, reference: 'request-1' },
    readAudit: async () => ({ entries: [], more: false }),
    lookUps: createLookUpsOf({
      find: async () => [resource],
      findLike: async () => [resource],
      loadHistory: async () => [item, item],
      listVerdicts: async () => [{ rule: 'approved-amis-by-id', verdict: 'NON_COMPLIANT', annotation: '<!here>' }],
      countRules: async () => ({ found: [{ accountId, broken: 1, kept: 2, atLeast: true }], more: true }),
      listBroken: async () => ({
        found: [{ rule: 'approved-amis-by-id', accountId, region: 'eu-west-1', resources: 25, atLeast: true }],
        more: true,
      }),
      listBreaches: async () => ({ found: [{ resource, annotation: '`*<@U0BOB>' }], more: true }),
      searchIn: () => search,
    }),
    aggregator: {
      findSummaries: async () => new Map(),
      findItem: async () => item,
      findResources: async () => [resource],
    },
    slack: {
      answer: async (_: unknown, message: Message) => void told.push(message),
      openDirect: async (userId: string) => `D${userId}`,
      isPrivate: async () => false,
      findPermalink: async () => 'https://example.slack.com/archives/C0ALERTS/p1795192800000100',
      publishHome: async (_: unknown, { blocks }: HomeView) => {
        // A Home tab may hold what no message may: more blocks, and headings.
        for (const block of blocks) if (block.type !== 'header') told.push({ text: 'Home', blocks: [block] });
        return { kind: 'ok' as const };
      },
    },
    ...searchParts(),
    results: room.world.results,
    stop: new AbortController().signal,
  };
}

/** The alert stands in a channel. */
async function postAlert({ world: { store } }: Room): Promise<void> {
  const state = await store.advanceAlert(alert);
  const root = { owner: `ALERT#${alert.id}`, channel: 'C0ALERTS', name: 'root' };
  const slot = await store.wantSlot({ ...root, lane: 2, want: state?.rev ?? 1 });
  const claimed = await store.claimSlot(slot, { ulid: slot.queue ?? '', forMs: 9000 });
  if (claimed) await store.recordSlot(claimed, { state: 'idle', ts: messageTs, shown: claimed.want });
}

/** A message of the queue: sometimes as it should be but for its words, sometimes not, sometimes in its topic's envelope. */
function bodyOf(random: Random): string {
  const pickOf = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];
  const asker = { teamId: team, userId: 'U0ALICE', channelId: 'C0ALERTS' };
  const common = { key: 'a'.repeat(32), askedAt: requestTime, asker, kind: random() < 0.5 ? 'lookup' : 'search' };
  const text = Array.from({ length: Math.floor(random() * 6) }, () => pickOf(words)).join(random() < 0.9 ? ' ' : '');
  const dice = random();
  const job =
    dice < 0.7
      ? { ...common, command: pickOf(commands), text: random() < 0.1 ? text.repeat(300) : text }
      : dice < 0.75
        ? { ...common, home: pickOf(homeActs), value: pickOf(words), hash: '1' }
        : dice < 0.92
          ? { ...common, button: pickOf(lookKinds), alertId: alert.id, messageTs }
          : dice < 0.96
            ? { ...common, kind: 'remediation', offer: 'offer-1', messageTs }
            : dice < 0.97
              ? { evidence: alert.id, attempt: 1 }
              : dice < 0.98
                ? { search: common.key }
                : { ...common, press: pickOf(pressKinds), value: random() < 0.5 ? common.key : text, messageTs };
  const json = JSON.stringify(job);
  const changed = random() < 0.5 ? json : mutated(json, random);
  return random() < 0.2
    ? JSON.stringify({ Type: 'Notification', Message: changed })
    : random() < 0.9
      ? changed
      : validJson(changed);
}
