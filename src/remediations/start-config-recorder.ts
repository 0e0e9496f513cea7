import type { ConfigServiceClient, ConfigurationRecorder } from '@aws-sdk/client-config-service';
import * as z from 'zod/mini';
import { isNamed } from '../core/aws-error.ts';
import { type Applied, defineRemediation, type Planned, type Task } from './define.ts';

const type = 'AWS::Config::ConfigurationRecorder';
const Before = z.object({ name: z.string(), arn: z.string(), isRecording: z.boolean() });
type Before = z.infer<typeof Before>;

const caveats = [
  'What changed while the recorder was off shows only in what it finds now.',
  'Which types it records stays as it is: what was left out is not put back.',
  'Whether its bucket still takes what it delivers is not looked at here.',
  'This is not taken back from here: stopping the recorder again would weaken the account.',
];
const noChannel =
  'AWS Config has no delivery channel here, and does not record without one: put it back first (rollout, step channel)';

/**
 * Starts the account's own recorder of AWS Config. Docs: AWS Config API Reference, StartConfigurationRecorder and
 * DescribeConfigurationRecorderStatus.
 */
export const startConfigRecorder = defineRemediation({
  id: 'start-config-recorder',
  title: 'Record again',
  effect:
    "Starts AWS Config's recorder again. What changed in between is found only as it is now, and this is not taken back.",
  resourceTypes: [type],
  approval: 'clicker',
  permissions: {
    read: [
      'config:DescribeConfigurationRecorders',
      'config:DescribeConfigurationRecorderStatus',
      'config:DescribeDeliveryChannels',
    ],
    act: ['config:StartConfigurationRecorder'],
  },
  before: Before,

  /** A call that was refused stopped nothing. */
  subjectOf({ attempted, resources }) {
    const resource = resources.find((one) => one.type === type);
    return resource && !attempted ? { resource, input: {} } : undefined;
  },

  async plan(task, ctx): Promise<Planned & { before?: Before }> {
    const client = await (await ctx.read()).config();
    const name = task.resource.name ?? task.resource.id;
    const recorder = await findRecorder(name, client);
    if (!recorder) return gone(name);
    if (recorder.servicePrincipal) {
      const reason = `the recorder ${name} belongs to ${recorder.servicePrincipal}, which alone may start and stop it`;
      return { outcome: 'failed', reason };
    }
    const isRecording = await records(name, client);
    const before = { name, arn: recorder.arn ?? arnOf(name, task), isRecording };
    if (isRecording) return { steps: [], back: [], caveats: [], before };
    const { DescribeDeliveryChannelsCommand } = await import('@aws-sdk/client-config-service');
    const { DeliveryChannels = [] } = await client.send(new DescribeDeliveryChannelsCommand({}));
    if (DeliveryChannels.length === 0) return { outcome: 'failed', reason: noChannel };
    return { steps: [{ what: "start AWS Config's recorder", on: name }], back: [], caveats, before };
  },

  async apply(_, { name, arn }, ctx): Promise<Applied> {
    const { StartConfigurationRecorderCommand } = await import('@aws-sdk/client-config-service');
    try {
      if (await records(name, await (await ctx.read()).config())) return { state: 'applied' };
      const client = await (await ctx.act(['config:StartConfigurationRecorder'], [arn])).config();
      await client.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: name }));
      return { state: 'applied' };
    } catch (error) {
      if (isNamed(error, 'NoSuchConfigurationRecorderException')) {
        return { state: 'resource-gone', reason: gone(name).reason };
      }
      if (isNamed(error, 'NoAvailableDeliveryChannelException')) return { state: 'failed', reason: noChannel };
      throw error;
    }
  },
});

function gone(name: string) {
  const reason = `the recorder ${name} was deleted: nothing is recorded until it is set up again (rollout, step recorder)`;
  return { outcome: 'resource-gone', reason } as const;
}

async function findRecorder(name: string, client: ConfigServiceClient): Promise<ConfigurationRecorder | undefined> {
  const { DescribeConfigurationRecordersCommand } = await import('@aws-sdk/client-config-service');
  try {
    const command = new DescribeConfigurationRecordersCommand({ ConfigurationRecorderNames: [name] });
    return (await client.send(command)).ConfigurationRecorders?.[0];
  } catch (error) {
    if (isNamed(error, 'NoSuchConfigurationRecorderException')) return undefined;
    throw error;
  }
}

async function records(name: string, client: ConfigServiceClient): Promise<boolean> {
  const { DescribeConfigurationRecorderStatusCommand } = await import('@aws-sdk/client-config-service');
  const command = new DescribeConfigurationRecorderStatusCommand({ ConfigurationRecorderNames: [name] });
  const { ConfigurationRecordersStatus: [status] = [] } = await client.send(command);
  return status?.recording ?? false;
}

/** The ARN ends in an id that older answers leave out. */
function arnOf(name: string, { resource }: Task): string {
  return `arn:aws:config:${resource.region}:${resource.accountId}:configuration-recorder/${name}/*`;
}
