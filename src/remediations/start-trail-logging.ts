import type { CloudTrailClient, Trail } from '@aws-sdk/client-cloudtrail';
import * as z from 'zod/mini';
import { isNamed } from '../core/aws-error.ts';
import { type Applied, defineRemediation, type Planned, type Task } from './define.ts';

const type = 'AWS::CloudTrail::Trail';
const Before = z.object({ arn: z.string(), isLogging: z.boolean() });
type Before = z.infer<typeof Before>;

const caveats = [
  'What was called while the trail was off is in no log of it.',
  'What an update of the trail or of its event selectors took away is not given back: this only starts it.',
  'Whether its bucket still takes the log files is not looked at here.',
  'This is not taken back from here: stopping a trail again would weaken the account.',
];

/**
 * Starts the logging of a trail that is there, from its home region. Docs: CloudTrail API Reference, StartLogging and
 * GetTrailStatus.
 */
export const startTrailLogging = defineRemediation({
  id: 'start-trail-logging',
  title: 'Start logging again',
  effect:
    'Starts the logging of this trail again. What was called while it was off stays unlogged, and this is not taken back.',
  resourceTypes: [type],
  approval: 'clicker',
  permissions: {
    read: ['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus'],
    act: ['cloudtrail:StartLogging'],
  },
  before: Before,

  /** A call that was refused stopped nothing. */
  subjectOf({ attempted, resources }) {
    const resource = resources.find((one) => one.type === type);
    return resource && !attempted ? { resource, input: {} } : undefined;
  },

  async plan(task, ctx): Promise<Planned & { before?: Before }> {
    const client = await (await ctx.read()).cloudtrail();
    const trail = await findTrail(task, client);
    const name = task.resource.name ?? task.resource.id;
    if (!trail?.TrailARN) return gone(name);
    const obstacle = obstacleOf(trail, task);
    if (obstacle) return { outcome: 'failed', reason: obstacle };
    const isLogging = await logs(trail.TrailARN, client);
    const before = { arn: trail.TrailARN, isLogging };
    if (isLogging) return { steps: [], back: [], caveats: [], before };
    return { steps: [{ what: 'start the logging of the trail', on: trail.Name ?? name }], back: [], caveats, before };
  },

  async apply(_, { arn }, ctx): Promise<Applied> {
    const { StartLoggingCommand } = await import('@aws-sdk/client-cloudtrail');
    try {
      if (await logs(arn, await (await ctx.read()).cloudtrail())) return { state: 'applied' };
      const client = await (await ctx.act(['cloudtrail:StartLogging'], [arn])).cloudtrail();
      await client.send(new StartLoggingCommand({ Name: arn }));
      return { state: 'applied' };
    } catch (error) {
      return refusalOf(error, arn);
    }
  },
});

function gone(name: string) {
  const reason = `the trail ${name} is not there any more: nothing logs through it until it is set up again (rollout, or whoever owns it)`;
  return { outcome: 'resource-gone', reason } as const;
}

/** A trail's ARN is asked where the alert holds one: by its name alone another account's trail is not found. */
async function findTrail({ resource }: Task, client: CloudTrailClient): Promise<Trail | undefined> {
  const { DescribeTrailsCommand } = await import('@aws-sdk/client-cloudtrail');
  const command = new DescribeTrailsCommand({
    trailNameList: [resource.arn ?? resource.id],
    includeShadowTrails: true,
  });
  const { trailList = [] } = await client.send(command);
  return trailList[0];
}

async function logs(arn: string, client: CloudTrailClient): Promise<boolean> {
  const { GetTrailStatusCommand } = await import('@aws-sdk/client-cloudtrail');
  const { IsLogging = false } = await client.send(new GetTrailStatusCommand({ Name: arn }));
  return IsLogging;
}

/** Logging starts in the trail's own account and home region alone ("StartLogging", InvalidHomeRegionException). */
function obstacleOf({ TrailARN = '', HomeRegion, IsOrganizationTrail }: Trail, { resource }: Task): string | undefined {
  const owner = TrailARN.split(':')[4] ?? '';
  if (owner !== resource.accountId) {
    const whose = IsOrganizationTrail ? "the organization's trail" : 'a trail of another account';
    return `this is ${whose}: it can be started only from the account ${owner}`;
  }
  if (HomeRegion === undefined || HomeRegion === resource.region) return undefined;
  return `the trail's home region is ${HomeRegion}: it can be started only from there`;
}

function refusalOf(error: unknown, arn: string): Applied {
  if (isNamed(error, 'TrailNotFoundException')) return { state: 'resource-gone', reason: gone(arn).reason };
  if (isNamed(error, 'NotOrganizationMasterAccountException')) {
    return { state: 'failed', reason: "this is the organization's trail: only the management account can start it" };
  }
  throw error;
}
