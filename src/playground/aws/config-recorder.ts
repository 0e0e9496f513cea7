import { z } from 'zod';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import type { WatchParts } from './cloudtrail.ts';
import { sessionCall } from './event-shapes.ts';
import { type Caller, mustBeAllowed } from './identity.ts';
import { defineAction } from './model.ts';

const names = z.strictObject({ ConfigurationRecorderNames: z.array(z.string().min(1).max(256)).optional() });
const one = z.strictObject({ ConfigurationRecorderName: z.string().min(1).max(256) });

/** The recorders of AWS Config: what there is, whether it records, and starting and stopping that. */
export function recorderActions(parts: WatchParts) {
  const { world } = parts;
  return {
    DescribeConfigurationRecorders: defineAction(names, ({ ConfigurationRecorderNames }, caller) => {
      mustBeAllowed(caller, 'config:DescribeConfigurationRecorders', '*');
      return { ConfigurationRecorders: recordersOf(world, caller, ConfigurationRecorderNames).map(toRecorder) };
    }),
    DescribeConfigurationRecorderStatus: defineAction(names, ({ ConfigurationRecorderNames }, caller) => {
      mustBeAllowed(caller, 'config:DescribeConfigurationRecorderStatus', '*');
      const found = recordersOf(world, caller, ConfigurationRecorderNames);
      const status = (recorder: WorldItem) => ({
        name: recorder.resource.id,
        recording: recorder.configuration['recording'] === true,
        lastStatus: 'SUCCESS',
      });
      return { ConfigurationRecordersStatus: found.map(status) };
    }),
    DescribeDeliveryChannels: defineAction(z.strictObject({}), (_, caller) => {
      mustBeAllowed(caller, 'config:DescribeDeliveryChannels', '*');
      const channels = recordersOf(world, caller).flatMap(
        ({ configuration }) => configuration['deliveryChannel'] ?? [],
      );
      return { DeliveryChannels: channels.map((name) => ({ name, s3BucketName: 'noroshi-example-logs' })) };
    }),
    StartConfigurationRecorder: defineAction(one, ({ ConfigurationRecorderName: name }, caller) =>
      setRecording(parts, caller, { name, to: true }),
    ),
    StopConfigurationRecorder: defineAction(one, ({ ConfigurationRecorderName: name }, caller) =>
      setRecording(parts, caller, { name, to: false }),
    ),
  };
}

function setRecording(parts: WatchParts, caller: Caller, { name, to }: { name: string; to: boolean }): object {
  const eventName = to ? 'StartConfigurationRecorder' : 'StopConfigurationRecorder';
  const found = itemsOf(parts.world, caller).find(({ resource }) => resource.id === name);
  const unknown = `arn:aws:config:${caller.region}:${caller.accountId}:configuration-recorder/${name}/unknown`;
  mustBeAllowed(caller, `config:${eventName}`, found?.resource.arn ?? unknown);
  if (!found) throw missing(name);
  if (found.configuration['servicePrincipal']) {
    throw new AwsError('UnmodifiableEntityException', 'You cannot start or stop a service-linked recorder.');
  }
  if (to && !found.configuration['deliveryChannel']) {
    throw new AwsError(
      'NoAvailableDeliveryChannelException',
      'Delivery channel is not available to start configuration recorder.',
    );
  }
  parts.world.change(found, { ...found.configuration, recording: to });
  const requestParameters = { configurationRecorderName: name };
  const call = { service: 'config', eventName, requestParameters, responseElements: null };
  parts.emit(sessionCall(caller, call, { at: parts.now(), random: parts.random }));
  return {};
}

function itemsOf(world: World, caller: Caller): readonly WorldItem[] {
  const { accountId, region } = caller;
  return world
    .listItems()
    .filter(({ resource }) => resource.type === 'AWS::Config::ConfigurationRecorder')
    .filter(({ resource }) => resource.accountId === accountId && resource.region === region);
}

function recordersOf(world: World, caller: Caller, wanted: readonly string[] = []): readonly WorldItem[] {
  const all = itemsOf(world, caller);
  const unknown = wanted.find((name) => !all.some(({ resource }) => resource.id === name));
  if (unknown !== undefined) throw missing(unknown);
  return wanted.length === 0 ? all : all.filter(({ resource }) => wanted.includes(resource.id));
}

function missing(name: string): AwsError {
  const message = `Cannot find configuration recorder with the specified name '${name}'.`;
  return new AwsError('NoSuchConfigurationRecorderException', message);
}

function toRecorder({ resource, configuration }: WorldItem): object {
  const { servicePrincipal } = configuration;
  return {
    name: resource.id,
    arn: resource.arn,
    roleARN: `arn:aws:iam::${resource.accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: true, resourceTypes: [] },
    ...(servicePrincipal === undefined ? {} : { servicePrincipal }),
  };
}
