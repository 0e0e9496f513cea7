import { z } from 'zod';
import type { SecurityEvent } from '../../core/events/event.ts';
import { detectorItem, recorderItem, trailItem } from '../seed-detection.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';

const call = z.object({
  eventSource: z.string(),
  eventName: z.string(),
  errorCode: z.undefined().optional(),
  requestParameters: z.record(z.string(), z.unknown()),
});
const finding = z.looseObject({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  accountId: z.string().optional(),
  region: z.string().optional(),
  service: z.looseObject({ detectorId: z.string().regex(/^[0-9a-f]{32}$/), archived: z.boolean().optional() }),
});

type Context = Readonly<{ world: World; now: () => number }>;

/** What somebody sends of trails, recorders, detectors and findings is true here from then on. */
export function adoptDetection(event: SecurityEvent, context: Context): void {
  if (!isHere(event, context.world)) return;
  if (event.detailType === 'GuardDuty Finding') adoptFinding(event, context);
  const parsed = call.safeParse(event.detail);
  if (!parsed.success) return;
  const { eventSource, eventName, requestParameters } = parsed.data;
  const change = changes[`${eventSource.split('.')[0]}:${eventName}`]?.(requestParameters, event, context.now());
  if (change) settle(change, context.world);
}

type Change = Readonly<{ item: WorldItem; isGone?: true }>;
type Read = (request: Readonly<Record<string, unknown>>, place: SecurityEvent, at: number) => Change | undefined;

const changes: Readonly<Record<string, Read>> = {
  'cloudtrail:StopLogging': (request, event, at) => trail(request, event, { isLogging: false, at }),
  'cloudtrail:StartLogging': (request, event, at) => trail(request, event, { isLogging: true, at }),
  'cloudtrail:DeleteTrail': (request, event, at) => gone(trail(request, event, { isLogging: false, at })),
  'config:StopConfigurationRecorder': (request, event, at) => recorder(request, event, { recording: false, at }),
  'config:StartConfigurationRecorder': (request, event, at) => recorder(request, event, { recording: true, at }),
  'config:DeleteConfigurationRecorder': (request, event, at) =>
    gone(recorder(request, event, { recording: false, at })),
  'guardduty:UpdateDetector': detector,
  'guardduty:DeleteDetector': (request, event, at) => gone(detector({ ...request, enable: false }, event, at)),
};

function trail(
  { name }: Parameters<Read>[0],
  { account: accountId, region }: SecurityEvent,
  about: { isLogging: boolean; at: number },
): Change | undefined {
  const id = typeof name === 'string' ? name.split('/').at(-1) : undefined;
  return id ? { item: trailItem({ accountId, region }, { name: id, ...about }) } : undefined;
}

function recorder(
  { configurationRecorderName: name }: Parameters<Read>[0],
  { account: accountId, region }: SecurityEvent,
  about: { recording: boolean; at: number },
): Change | undefined {
  return typeof name === 'string' ? { item: recorderItem({ accountId, region }, { name, ...about }) } : undefined;
}

function detector(
  { detectorId: id, enable }: Parameters<Read>[0],
  { account: accountId, region }: SecurityEvent,
  at: number,
): Change | undefined {
  if (typeof id !== 'string' || typeof enable !== 'boolean') return undefined;
  return { item: detectorItem({ accountId, region }, { id, status: enable ? 'ENABLED' : 'DISABLED', at }) };
}

function gone(change: Change | undefined): Change | undefined {
  return change && { ...change, isGone: true };
}

function settle({ item, isGone }: Change, world: World): void {
  const known = world.findItem(item.resource);
  if (isGone) world.remove(item.resource);
  else if (known) world.change(known, { ...known.configuration, ...item.configuration });
  else world.add(item);
}

/** Findings are no resources of AWS Config's; they live beside them so that GuardDuty knows them. */
function adoptFinding(event: SecurityEvent, { world, now }: Context): void {
  const parsed = finding.safeParse(event.detail);
  if (!parsed.success) return;
  const { id, accountId = event.account, region = event.region, service } = parsed.data;
  const place = { accountId, region };
  const resource = { type: 'AWS::GuardDuty::Finding', id, ...place };
  const owner = detectorItem(place, { id: service.detectorId, status: 'ENABLED', at: now() });
  world.add(owner);
  const known = world.findItem(resource);
  if (known) world.change(known, parsed.data);
  else world.add({ ...owner, resource, configuration: parsed.data });
}

function isHere({ account, region }: SecurityEvent, world: World): boolean {
  return world.accounts.some(({ id }) => id === account) && world.regions.includes(region);
}
