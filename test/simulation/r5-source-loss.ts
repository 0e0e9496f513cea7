import type { ComplianceNow } from '../../src/core/ports.ts';
import type { Settings } from '../../src/core/settings.ts';
import { makeRandom } from '../../src/playground/random.ts';
import type { Figure } from './figure.ts';
import { alertOf } from './load.ts';
import { regions, stormSettings } from './run.ts';
import { createSimulation } from './world.ts';

const minute = 60_000;
/** Over so long the states come and go. */
const overMs = 60 * minute;

/** What AWS Config says of a resource from a time on (ms), and whether its event gets lost. */
type Said = Readonly<{ at: number; state: ComplianceNow; body: string; alertId: string; isLost: boolean }>;

/**
 * R5: of the events that AWS Config sends, one in twenty never arrives; the sweep asks Config itself. Each state that is
 * still true must be known within 16 minutes. What a lost event of CloudTrail told is found the same way, as far as a rule
 * looks at what was changed.
 */
export async function sourceLoss({
  seed,
  states,
}: Readonly<{ seed: number; states: number }>): Promise<readonly Figure[]> {
  const settings = stormSettings();
  const said: Said[] = [];
  const simulation = createSimulation({
    ...{ seed, settings },
    sources: (now) => ({
      listComplianceSince: async (since) =>
        [...newestOf(said, now()).values()].flatMap((one) => (one.at >= since ? [one.state] : [])),
      listFindingsSince: async () => [],
    }),
  });
  const { startAt } = simulation;
  said.push(...history({ seed, states, settings, startAt }));
  simulation.deliver(said.flatMap(({ at, body, isLost }) => (isLost ? [] : [{ atMs: at - startAt, body }])));

  const unknown = new Set(said);
  let slowest = 0;
  for (let until = minute; until <= overMs + 60 * minute; until += minute) {
    await simulation.run(until);
    const now = startAt + until;
    const statuses = statusesIn(simulation.table.rows());
    const current = newestOf(said, now);
    for (const one of unknown) {
      if (one.at > now) continue;
      const isOver = current.get(one.alertId) !== one;
      const wanted = one.state.verdict === 'COMPLIANT' ? 'resolved' : 'open';
      const isKnown = statuses.get(one.alertId) === wanted;
      if (!isOver && !isKnown) continue;
      unknown.delete(one);
      if (isKnown && !isOver) slowest = Math.max(slowest, (now - one.at) / minute);
    }
  }
  const figure = (what: string, most: number, measured: number): Figure => ({ row: 'R5', what, most, measured, seed });
  return [
    figure('states that are true and not known', 0, unknown.size),
    figure('until a state is known, min', 16, slowest),
    figure('no event was lost', 0, said.some(({ isLost }) => isLost) ? 0 : 1),
  ];
}

/** Each resource breaks a rule at some time, and some of them are put right. */
function history({
  seed,
  states,
  settings,
  startAt,
}: Readonly<{ seed: number; states: number; settings: Settings; startAt: number }>): readonly Said[] {
  const random = makeRandom(seed, 'source-loss');
  return Array.from({ length: states }, (_, n) => {
    const accountId = settings.accounts[n % settings.accounts.length]?.id ?? '';
    const region = regions[n % regions.length] ?? '';
    const resource = {
      type: 'AWS::EC2::SecurityGroup',
      id: `sg-${n.toString(16).padStart(8, '0')}`,
      accountId,
      region,
    };
    const say = (verdict: string, at: number): Said => {
      const state = { resource, rule: 'restricted-ssh', verdict, at: new Date(at).toISOString() };
      const body = JSON.stringify(eventOf(state));
      return { at, state, body, alertId: alertOf(body, settings).id, isLost: random() < 0.05 };
    };
    const at = startAt + minute + Math.floor((n / states) * overMs);
    const isMended = random() < 0.3;
    return [say('NON_COMPLIANT', at), ...(isMended ? [say('COMPLIANT', at + Math.floor(random() * 20 * minute))] : [])];
  }).flat();
}

function newestOf(said: readonly Said[], now: number): ReadonlyMap<string, Said> {
  return new Map(said.flatMap((one) => (one.at <= now ? [[one.alertId, one] as const] : [])));
}

function statusesIn(rows: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, unknown> {
  return new Map(
    rows.flatMap(({ pk, sk, status }) => (sk === 'STATE' ? [[String(pk).replace('ALERT#', ''), status] as const] : [])),
  );
}

/** "Example compliance change notification", AWS Config Developer Guide. */
function eventOf({ resource, rule, verdict, at }: ComplianceNow): object {
  const { accountId: account, region, type: resourceType, id: resourceId } = resource;
  const detail = {
    ...{ resourceId, resourceType, awsAccountId: account, awsRegion: region, configRuleName: rule },
    messageType: 'ComplianceChangeNotification',
    newEvaluationResult: { complianceType: verdict, resultRecordedTime: at },
  };
  const id = `${resourceId}-${at}`;
  const type = 'Config Rules Compliance Change';
  return {
    version: '0',
    id,
    'detail-type': type,
    source: 'aws.config',
    account,
    time: at,
    region,
    resources: [],
    detail,
  };
}
