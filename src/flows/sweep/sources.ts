import pLimit from 'p-limit';
import { readAlert } from '../../alerts/index.ts';
import { openRecord } from '../../core/events/envelope.ts';
import type { ComplianceNow } from '../../core/ports.ts';
import { asked } from './silence.ts';
import type { SweepWorld } from './world.ts';

const hour = 3_600_000;
/** AWS Config records late what it knows: each look begins so long before the last one, in ms. */
const overlap = 2 * hour;
/** Everything is read so often, and GuardDuty's findings of each region. */
const everythingEvery = 24 * hour;
const findingsEvery = 6 * hour;
const atOnce = 16;
/** A look is noted when it is over, some seconds into its minute: the next one is due at the beginning of its own, in ms. */
const early = 30_000;

/**
 * Reads at the source what AWS Config says now, every `sweep.every`, because its events come at best effort only. What
 * differs from what we remember goes the way of every notification; what we know already is left.
 */
export async function readCompliance(world: SweepWorld): Promise<void> {
  const { store, settings, now, sources } = world;
  const last = await store.findNoted(asked);
  if (last !== undefined && now() - last < settings.sweep.everyMs - early) return;
  const whole = await store.findNoted('asked-everything');
  const isWhole = whole === undefined || last === undefined || now() - whole >= everythingEvery;
  const changes = await sources.listComplianceSince(isWhole ? 0 : last - overlap);
  await feed(changes.map(eventOf), 'compliance', world);
  await store.note(asked, 0);
  if (isWhole) await store.note('asked-everything', 0);
}

/** GuardDuty's findings of one region at a time, each region every six hours. */
export async function readFindings(world: SweepWorld): Promise<void> {
  const { store, settings, now, sources } = world;
  const regions = settings.regions === 'enabled' ? [settings.security.region] : settings.regions;
  for (const region of regions) {
    const name = `asked-findings-${region}`;
    const last = await store.findNoted(name);
    if (last !== undefined && now() - last < findingsEvery) continue;
    const findings = await sources.listFindingsSince(region, (last ?? now() - everythingEvery) - overlap);
    await feed(findings, 'findings', world);
    await store.note(name, 0);
    return;
  }
}

async function feed(bodies: readonly object[], what: string, world: SweepWorld): Promise<void> {
  const limit = pLimit(atOnce);
  const sent = await Promise.all(
    bodies.map((body) =>
      limit(async () => {
        if (!(await isNews(body, world))) return 0;
        await world.sendToQueue('alerts', body);
        return 1;
      }),
    ),
  );
  const news = sent.reduce<number>((sum, one) => sum + one, 0);
  world.log.info('AWS was asked what is true now', { what, read: bodies.length, news });
}

/** Whether we remember something else, and nothing newer. */
async function isNews(body: object, { store, settings, now }: SweepWorld): Promise<boolean> {
  const { events } = openRecord(JSON.stringify(body));
  for (const event of events) {
    const { alert } = readAlert(event, settings, now());
    const known = await store.findAlert(alert.id);
    if (known ? known.status !== alert.state && known.newest.sourceAt < alert.sourceAt : alert.state === 'open')
      return true;
  }
  return false;
}

/** The event that AWS Config sends of such a change ("Example compliance change notification"). */
function eventOf({ resource, rule, verdict, at }: ComplianceNow): object {
  const { accountId, region, type: resourceType, id: resourceId } = resource;
  return {
    version: '0',
    id: ['noroshi-sweep', accountId, region, rule, resourceType, resourceId, at].join('/'),
    'detail-type': 'Config Rules Compliance Change',
    source: 'aws.config',
    account: accountId,
    time: at,
    region,
    resources: [],
    detail: {
      ...{ resourceId, resourceType, awsAccountId: accountId, awsRegion: region, configRuleName: rule },
      messageType: 'ComplianceChangeNotification',
      newEvaluationResult: { complianceType: verdict, resultRecordedTime: at },
    },
  };
}
