import { z } from 'zod';
import type { Random } from '../random.ts';
import type { PublicKey } from '../seed-digests.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { type BridgeEvent, sessionCall } from './event-shapes.ts';
import { type Caller, mustBeAllowed } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';

/** What the services that watch an account work on. */
export type WatchParts = Readonly<{
  world: World;
  now: () => number;
  random: Random;
  emit(event: BridgeEvent): unknown;
}>;

/** Seconds since 1970. */
const span = z.strictObject({
  StartTime: z.number().optional(),
  EndTime: z.number().optional(),
  NextToken: z.string().optional(),
});
const name = z.strictObject({ Name: z.string().min(1).max(256) });

/** CloudTrail, as far as trails go: what there is, whether it logs, starting and stopping that, and the key of its digests. */
export function makeCloudtrail(parts: WatchParts & Readonly<{ publicKey?: () => Promise<PublicKey> }>): Model {
  return defineModel(
    {
      DescribeTrails: defineAction(
        z.strictObject({
          trailNameList: z.array(z.string()).optional(),
          includeShadowTrails: z.boolean().optional(),
        }),
        ({ trailNameList = [], includeShadowTrails = true }, caller) => {
          mustBeAllowed(caller, 'cloudtrail:DescribeTrails', '*');
          const found = trailsOf(parts.world, caller)
            .filter((one) => includeShadowTrails || one.resource.region === caller.region)
            .filter((one) => trailNameList.length === 0 || trailNameList.some((wanted) => isNamed(one, wanted)));
          return { trailList: found.map(toTrail) };
        },
      ),
      GetTrailStatus: defineAction(name, ({ Name }, caller) => {
        const trail = mustFind(parts.world, caller, { name: Name, action: 'cloudtrail:GetTrailStatus' });
        return { IsLogging: trail.configuration['isLogging'] === true };
      }),
      ListPublicKeys: defineAction(span, async ({ StartTime = 0, EndTime = Infinity }, caller) => {
        mustBeAllowed(caller, 'cloudtrail:ListPublicKeys', '*');
        if (EndTime < StartTime) throw new AwsError('InvalidTimeRangeException', 'The end is before the start.');
        const publicKey = await parts.publicKey?.();
        if (!publicKey) return { PublicKeyList: [] };
        const valid = { ValidityStartTime: 1_735_689_600, ValidityEndTime: 2_051_222_400 };
        const key = { Value: publicKey.der.toString('base64'), Fingerprint: publicKey.fingerprint };
        return { PublicKeyList: [{ ...key, ...valid }] };
      }),
      StartLogging: defineAction(name, ({ Name }, caller) => setLogging(parts, caller, { name: Name, to: true })),
      StopLogging: defineAction(name, ({ Name }, caller) => setLogging(parts, caller, { name: Name, to: false })),
    },
    { invalid: 'InvalidParameterCombinationException', unknownAction: 'UnknownOperationException' },
  );
}

function setLogging(parts: WatchParts, caller: Caller, { name, to }: { name: string; to: boolean }): object {
  const eventName = to ? 'StartLogging' : 'StopLogging';
  const trail = mustFind(parts.world, caller, { name, action: `cloudtrail:${eventName}` });
  if (trail.resource.arn?.split(':')[4] !== caller.accountId) {
    throw new AwsError(
      'NotOrganizationMasterAccountException',
      'You cannot perform this action on an organization trail: use the management account of the organization.',
    );
  }
  if (trail.resource.region !== caller.region) {
    const where = `Trail ${name} cannot be changed outside its home region ${trail.resource.region}.`;
    throw new AwsError('InvalidHomeRegionException', where);
  }
  parts.world.change(trail, { ...trail.configuration, isLogging: to });
  const call = { service: 'cloudtrail', eventName, requestParameters: { name }, responseElements: null };
  parts.emit(sessionCall(caller, call, { at: parts.now(), random: parts.random }));
  return {};
}

function trailsOf(world: World, caller: Caller): readonly WorldItem[] {
  return world
    .listItems()
    .filter(({ resource }) => resource.type === 'AWS::CloudTrail::Trail' && resource.accountId === caller.accountId)
    .filter((one) => one.resource.region === caller.region || one.configuration['isMultiRegionTrail'] === true);
}

function isNamed({ resource }: WorldItem, wanted: string): boolean {
  return resource.arn === wanted || resource.id === wanted;
}

function mustFind(world: World, caller: Caller, of: { name: string; action: string }): WorldItem {
  const found = trailsOf(world, caller).find((one) => isNamed(one, of.name));
  const unknown = `arn:aws:cloudtrail:${caller.region}:${caller.accountId}:trail/${of.name.split('/').at(-1)}`;
  mustBeAllowed(caller, of.action, found?.resource.arn ?? unknown);
  if (found) return found;
  throw new AwsError('TrailNotFoundException', `Unknown trail: ${of.name} for the user: ${caller.accountId}`);
}

function toTrail({ resource, configuration }: WorldItem): object {
  return {
    Name: resource.id,
    TrailARN: resource.arn,
    HomeRegion: resource.region,
    S3BucketName: 'noroshi-example-logs',
    IsMultiRegionTrail: configuration['isMultiRegionTrail'] === true,
    IsOrganizationTrail: configuration['isOrganizationTrail'] === true,
    IncludeGlobalServiceEvents: true,
    LogFileValidationEnabled: true,
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
  };
}
