import { createClients } from '../../src/aws/clients.ts';
import type { AuditEntry } from '../../src/core/audit.ts';
import { offerId, ticketOf } from '../../src/core/button.ts';
import type { Decision, RemediationRequest } from '../../src/core/remediation.ts';
import type { Resource } from '../../src/core/resource.ts';
import type { Settings } from '../../src/core/settings.ts';
import { receive } from '../../src/flows/act/receive.ts';
import { noLongerCompliant } from '../../src/playground/scenes/events.ts';
import type { Remediation } from '../../src/remediations/index.ts';
import { createAggregatorOf } from '../commands/context.ts';
import { createFakePeople } from '../core/people.ts';
import { breakSomething } from '../flows/act/broken.ts';
import type { Figure } from './figure.ts';
import { alertOf } from './load.ts';
import { stormSettings } from './run.ts';
import type { RemediateParts, Simulation } from './world.ts';

const second = 1000;
/** Somebody looks at the channel so often, and for so long: whoever dies on the way is found by the sweep meanwhile. */
const look = { everyMs: 20 * second, forMs: 12 * 60 * second };
/** Who pressed a button and sees nothing come of it presses again: of a message in doubt we do not know yet that it is ours. */
const againAfterMs = 60 * second;

/** A rule whose breaches may be fixed when a second person says yes. */
export const actSettings: Settings = {
  ...stormSettings([{ to: 'C0SECURITY' }]),
  access: { investigate: [], remediate: [{ who: 'U0ALICE' }], approve: ['U0BOB'] },
  remediations: [
    { when: { rule: 'restricted-ssh' }, use: 'config-remediation', mode: 'approve', dryRun: false, parameters: {} },
  ],
};

/** What becomes of the request for each security group, in order. */
const decisions: readonly (Decision | 'nothing')[] = ['approve', 'deny', 'nothing'];
const ends: readonly RemediationRequest['state'][] = ['applied', 'denied', 'expired'];

const account = actSettings.accounts[4]?.id ?? '';
const bodies = (startAt: number) =>
  decisions.map((_, n) => {
    const id = `sg-0b0b0b0b0b0b0b0b${n}`;
    const about = { account, region: 'eu-west-3', rule: 'restricted-ssh', type: 'AWS::EC2::SecurityGroup', id };
    return JSON.stringify(noLongerCompliant(about, startAt));
  });

/** Each of them breaks the rule. */
export function actStory(startAt: number): readonly Readonly<{ atMs: number; body: string }>[] {
  return bodies(startAt).map((body, n) => ({ atMs: second * (1 + n), body }));
}

type Broken = ReturnType<typeof breakSomething>;
type Run = Readonly<{ seed: number; isCrashed: boolean }>;

/** Alice presses the button on each of the alerts; Bob says yes to the first request, no to the second, nothing to the third. */
export function createActs() {
  const entries: AuditEntry[] = [];
  const broken = new Map<string, Broken>();
  return {
    /** What the function of the remediations does with a message. */
    remediate(parts: RemediateParts): (body: unknown) => Promise<void> {
      const brokenOf = ({ id }: Resource): Broken => {
        const known = broken.get(id);
        if (known) return known;
        const kind = { kind: 'followed', approval: 'clicker', latest: async () => undefined } as const;
        const made = breakSomething({ ...kind, reach: parts.reach, now: parts.now });
        broken.set(id, made);
        return made;
      };
      const world = { ...parts, ...worldOf(parts, entries), reference: 'request-1' };
      return (body) =>
        receive(body, {
          ...world,
          sealDay: async () => 'nothing',
          findRemediation: (id) => (id === 'config-remediation' ? ofEach(brokenOf) : undefined),
          compliance: {
            async find(resource) {
              await parts.reach('config:compliance');
              return brokenOf(resource).aws.isBroken ? 'NON_COMPLIANT' : 'COMPLIANT';
            },
            evaluate: () => parts.reach('config:evaluate'),
          },
        });
    },
    /** People look at the channel, and press what they find there. */
    people(simulation: Simulation): void {
      const { scheduler, startAt } = simulation;
      const pressed = new Map<string, number>();
      for (let ms = look.everyMs; ms <= look.forMs; ms += look.everyMs)
        scheduler.after(ms, () => press(simulation, { pressed, startAt }));
    },
    figures({ table, startAt, queues }: Simulation, { seed, isCrashed }: Run): readonly Figure[] {
      const applied = [...broken.values()].reduce((sum, { aws }) => sum + aws.applied.length, 0);
      const requests = requestsIn(table.rows());
      const kinds = new Set(entries.map(({ kind }) => kind));
      const wrong = bodies(startAt).filter((body, n) => {
        const { id } = alertOf(body, actSettings);
        const request = requests.find(({ alertId }) => alertId === id);
        // Whoever died between doing it and saying so may leave it to a person.
        const isLeft = isCrashed && ends[n] === 'applied' && request?.state === 'unconfirmed';
        return request?.state !== ends[n] && !isLeft;
      });
      const figure = (what: string, measured: number): Figure => ({ row: 'R2', what, most: 0, measured, seed });
      return [
        figure('changes made twice', Math.max(0, applied - 1)),
        figure('requests that ended otherwise than was decided', wrong.length),
        figure('changes that nobody wrote down', applied > 0 && !(kinds.has('intent') && kinds.has('outcome')) ? 1 : 0),
        figure('dead letters of remediations', queues.remediations.dead.length),
      ];
    },
  };
}

/** What fixes whichever resource it is asked to. */
function ofEach(brokenOf: (resource: Resource) => Broken): Remediation {
  const of = ({ resource }: Readonly<{ resource: Resource }>) => brokenOf(resource).remediation;
  return {
    ...brokenOf({ type: '', id: '', accountId: account, region: '' }).remediation,
    plan: (task, ctx) => of(task).plan(task, ctx),
    apply: (task, before, ctx) => of(task).apply(task, before, ctx),
    follow: async (task, before, ctx) => (await of(task).follow?.(task, before, ctx)) ?? { state: 'unseen' },
  };
}

/** AWS and Slack as the remediations see them; each call is a place to die at. */
function worldOf({ reach, now }: RemediateParts, entries: AuditEntry[]) {
  // Nothing is called with them.
  const clients = createClients({ region: 'eu-west-1', now });
  return {
    people: createFakePeople().people,
    aggregator: createAggregatorOf({}),
    loadHistory: async () => [],
    async audit(_: string, entry: AuditEntry) {
      await reach(`audit:${entry.kind}`);
      if (!entries.some(({ id, requestId }) => id === entry.id && requestId === entry.requestId)) entries.push(entry);
      await reach(`audit:${entry.kind} answered`);
    },
    members: {
      read: async () => clients,
      async remediate() {
        await reach('sts:assume');
        return clients;
      },
    },
    now,
  };
}

function requestsIn(rows: readonly Readonly<Record<string, unknown>>[]): readonly RemediationRequest[] {
  return rows.flatMap(({ pk, json }) =>
    String(pk).startsWith('REQ#') && typeof json === 'string' ? [JSON.parse(json)] : [],
  );
}

function press(
  { scheduler, slack, queues, table, settings }: Simulation,
  { pressed, startAt }: Readonly<{ pressed: Map<string, number>; startAt: number }>,
): void {
  const messages = slack.messages().filter(({ isGone }) => !isGone);
  const pressOn = (slot: string, userId: string, what: object) => {
    const message = messages.find((one) => one.slot === slot);
    const [who, at] = [`${slot} ${userId}`, scheduler.now()];
    if (!message || at < (pressed.get(who) ?? 0) + againAfterMs) return;
    pressed.set(who, at);
    const asker = { teamId: settings.slack.team, userId, channelId: message.channel };
    const job = { kind: 'remediation', key: `people-press-${pressed.size}-${at}`, askedAt: at, asker };
    queues.remediations.send({ ...job, messageTs: message.ts, ...what });
  };
  const requests = requestsIn(table.rows());
  for (const [n, body] of bodies(startAt).entries()) {
    const { id } = alertOf(body, settings);
    const request = requests.find(({ alertId }) => alertId === id);
    if (!request) pressOn(`ALERT#${id}/root`, 'U0ALICE', { offer: offerId(id, 'config-remediation') });
    const decision = decisions[n];
    if (request?.state !== 'awaiting' || decision === 'nothing') continue;
    pressOn(`REQ#${request.id}/status`, 'U0BOB', { decision, ticket: ticketOf(request.id) });
  }
}
