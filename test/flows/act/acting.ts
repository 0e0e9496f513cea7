import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createClients } from '../../../src/aws/clients.ts';
import type { AuditEntry } from '../../../src/core/audit.ts';
import { offerId, ticketOf } from '../../../src/core/button.ts';
import type { Store, Switch } from '../../../src/core/ports.ts';
import type { Decision, RemediationRequest } from '../../../src/core/remediation.ts';
import type { Settings } from '../../../src/core/settings.ts';
import { ask } from '../../../src/flows/act/ask.ts';
import { carryOut } from '../../../src/flows/act/carry-out.ts';
import { expire } from '../../../src/flows/act/expire.ts';
import { follow } from '../../../src/flows/act/follow.ts';
import { type ActWorld, act, type Press } from '../../../src/flows/act.ts';
import { createStore } from '../../../src/store/index.ts';
import { createNewUlid } from '../../../src/store/ulid.ts';
import { createFakePeople } from '../../core/people.ts';
import { someSettings } from '../../delivery/settings.ts';
import { complianceAlert } from '../../fixtures/compliance-alert.ts';
import { createTable } from '../../simulation/table.ts';
import { createClock } from '../../store/table.ts';
import { createFakeSlack, quiet } from '../world.ts';
import { breakSomething } from './broken.ts';

/** A run that ends in the middle: everything that it would still do is not done. */
class Crash extends Error {
  override readonly name = 'Crash';
}

type Options = Readonly<{
  /** `direct`: done when `apply` returns; `followed`: runs on by itself for five seconds. */
  kind?: 'direct' | 'followed';
  mode?: 'click' | 'approve' | 'auto';
  approval?: 'clicker' | 'second-person';
  dryRun?: boolean;
  settings?: Partial<Settings>;
  /** Of another table than one in memory. */
  client?: DynamoDBDocumentClient;
  people?: ActWorld['people'];
}>;

let made = 0;

/**
 * Everything that acting works with: the real flow on the real store, a resource that is broken until it is fixed, a
 * remediation that counts what it does, and a run that can be cut off at any of its awaits.
 */
export function setUpActing(options: Options = {}) {
  const { kind = 'direct', mode = 'click', approval = 'clicker', dryRun = false } = options;
  made += 1;
  const n = made;
  const clock = createClock();
  const cut = { at: Number.POSITIVE_INFINITY, count: 0, isDead: false, points: [] as string[], on: '' };
  const reach = async (what: string): Promise<void> => {
    cut.count += 1;
    cut.points.push(what);
    if (cut.count >= cut.at || what === cut.on) cut.isDead = true;
    if (cut.isDead) throw new Crash(what);
  };
  const client = options.client ?? createTable(reach).client;
  const objects = new Map<string, string>();
  const results = {
    put: async (key: string, content: string) => void objects.set(key, content),
    get: async (key: string) => objects.get(key) ?? '',
  };
  const real = createStore({ client, table: 'noroshi', now: clock.now, newUlid: createNewUlid(clock), results });
  // As `posts` would have it: every message stands in its channel.
  const ts = `${clock.now() / 1000}.000100`;
  const store: Store = {
    ...real,
    listSlots: async (owner) => (await real.listSlots(owner)).map((slot) => ({ ...slot, ts })),
  };

  const resource = { ...complianceAlert.resources[0]!, id: `i-${n}` };
  const latest = (name = 'config-remediation') => real.findLatestRequest(resource, name);
  const { aws, remediation } = breakSomething({ kind, approval, reach, latest, now: clock.now });

  const settings: Settings = {
    ...someSettings(),
    access: {
      investigate: [],
      remediate: [{ who: 'U0ALICE' }, { who: 'U0DORA' }],
      approve: ['U0BOB', 'U0CAROL', 'U0ALICE', 'U0ALICE2'],
    },
    remediations: [{ when: { rule: 'approved-amis-by-id' }, use: 'config-remediation', mode, dryRun, parameters: {} }],
    ...options.settings,
  };
  const { slack, told } = createFakeSlack();
  const entries: (AuditEntry & { chain: string })[] = [];
  const queue: { body: object; dueAt: number }[] = [];
  const clients = createClients({ region: 'eu-west-1', now: clock.now });
  const opened: string[] = [];
  const world: ActWorld = {
    ...{ settings, store, now: clock.now, log: quiet, reference: 'request-1' },
    people: options.people ?? createFakePeople({}, {}).people,
    findRemediation: (id) => (id === 'config-remediation' ? remediation : undefined),
    slack: { ...slack, answer: async (...said) => reach('slack:answer').then(() => slack.answer(...said)) },
    async audit(chain, entry) {
      await reach(`audit:${entry.kind}`);
      const known = entries.some((one) => one.chain === chain && one.id === entry.id);
      if (!known) entries.push({ ...entry, chain });
      await reach(`audit:${entry.kind} answered`);
    },
    members: {
      read: async () => clients,
      async remediate(_, { userId, actions, onCall }) {
        await reach('sts:assume');
        opened.push(userId);
        onCall?.({ service: 'fake', operation: String(actions[0]), at: clock.now() });
        return clients;
      },
    },
    compliance: {
      find: async () => reach('compliance').then(() => (aws.isBroken ? aws.verdict : aws.verdictWhenFixed)),
      async evaluate(_, __, { onCall }) {
        await reach('evaluate');
        aws.evaluated += 1;
        onCall?.({ service: 'config', operation: 'StartConfigRulesEvaluation', at: clock.now() });
      },
    },
    loadHistory: async () => [],
    async sendToQueue(name, body, delay = 0) {
      await reach(`sqs:${name}`);
      if (name === 'remediations') queue.push({ body, dueAt: clock.now() + delay * 1000 });
      await reach(`sqs:${name} answered`);
    },
  };

  const alert = { ...complianceAlert, id: `acting-${n}`, resources: [resource], sourceAt: clock.now() - 60_000 };
  /** One run of the function, as Lambda would make it. */
  async function run(body: object, world_ = world): Promise<'done' | 'crashed'> {
    Object.assign(cut, { count: 0, isDead: false, points: [] });
    try {
      await handle(body, world_);
      return 'done';
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return 'crashed';
    } finally {
      Object.assign(cut, { at: Number.POSITIVE_INFINITY, isDead: false, on: '' });
    }
  }
  let presses = 0;
  const pressed = (userId: string) => {
    presses += 1;
    const asker = { teamId: 'T0123456789', userId, channelId: 'C0SECURITY' };
    return { kind: 'remediation', key: `press-${n}-${presses}`, askedAt: clock.now(), asker, messageTs: ts } as const;
  };
  return {
    ...{ world, store, clock, aws, alert, resource, told, entries, queue, cut, opened, latest, run, settings },
    click: (userId = 'U0ALICE', change: Partial<Press> = {}): Press =>
      ({ ...pressed(userId), offer: offerId(alert.id, 'config-remediation'), ...change }) as Press,
    decision: async (decision: Decision, userId: string, of?: RemediationRequest): Promise<Press> => ({
      ...pressed(userId),
      decision,
      ticket: ticketOf((of ?? (await latest()))?.id ?? 'none'),
    }),
    /** The alert stands in a channel. */
    async open() {
      const state = await real.advanceAlert(alert);
      await real.wantSlot({
        owner: `ALERT#${alert.id}`,
        channel: 'C0SECURITY',
        name: 'root',
        lane: 2,
        want: state?.rev ?? 1,
      });
    },
    resolve: (sourceAt = clock.now()) =>
      real.advanceAlert({ ...alert, state: 'resolved', sourceAt, eventKey: `resolved-${sourceAt}` }),
    relapse: (sourceAt = clock.now()) => real.advanceAlert({ ...alert, sourceAt, eventKey: `again-${sourceAt}` }),
    switchTo: (state: Switch['state']) => real.setSwitch({ state, by: 'U0BOB', at: clock.now() }),
    /** Runs what is due on the queue, and what that brings, for so long (ms); what was cut off comes again after 90 s. */
    async deliver(forMs = 0) {
      const until = clock.now() + forMs;
      for (;;) {
        const next = queue.filter(({ dueAt }) => dueAt <= until).toSorted((a, b) => a.dueAt - b.dueAt)[0];
        if (!next) break;
        queue.splice(queue.indexOf(next), 1);
        clock.pass(Math.max(0, next.dueAt - clock.now()));
        if ((await run(next.body)) === 'crashed') queue.push({ ...next, dueAt: clock.now() + 90_000 });
      }
      clock.pass(Math.max(0, until - clock.now()));
    },
    /** As a policy in mode auto asks. */
    async auto(click = 'auto-1') {
      const asked = { resource, remediation: 'config-remediation', input: {}, rule: 'approved-amis-by-id' };
      const request = await ask(
        { ...asked, alertId: alert.id, mode: 'auto', dryRun, requestedBy: 'auto', click },
        world,
      );
      await carryOut(request, world);
      return request;
    },
  };
}

export type Acting = ReturnType<typeof setUpActing>;

/** As `lambda/remediations` tells bodies apart. */
async function handle(body: object, world: ActWorld): Promise<void> {
  if ('request' in body) return follow(body as { request: string; n: number }, world);
  if ('expire' in body) return expire(body as { expire: string }, world);
  return act(body as Press, world);
}
