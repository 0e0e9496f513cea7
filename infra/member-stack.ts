import {
  Aws,
  BootstraplessSynthesizer,
  CfnCondition,
  CfnMapping,
  CfnParameter,
  Fn,
  type IStackSynthesizer,
  Stack,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../src/core/settings.ts';
import { busArnFor } from './definitions/forwarding.ts';
import type { Group } from './definitions/groups.ts';
import { globalRegionOf } from './definitions/recording.ts';
import { addForwarding, addPathTest } from './member/forwarding.ts';
import { addConfigRules, addRecording } from './member/recording.ts';
import { addMemberRoles } from './member/roles.ts';

type MemberProps = Readonly<{ group: Group; regions: readonly string[]; relays: readonly string[] }>;

/**
 * What stands in each account of a group and in each region: one template for all of them, without assets, so that StackSets
 * can take it as well as `cdk deploy` with the account's own credentials.
 */
export function addMemberStack(scope: Construct, settings: Settings, { group, regions, relays }: MemberProps): Stack {
  const stack = new Stack(scope, `noroshi-member-${group.group}`, {
    // Their own declaration leaves `undefined` out that the interface allows.
    synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
    description: `Noroshi: what stands in each account (group ${group.group}) and region.`,
  });
  const busOf = (region: string): string => busArnFor(settings, { bus: group.bus, region, relays });
  const buses = new CfnMapping(stack, 'Buses', {
    mapping: Object.fromEntries(regions.map((region) => [region, { arn: busOf(region) }])),
  });
  const { isGlobal, isOurs, makesServiceRole } = addConditions(stack, globalRegionOf(settings));
  addMemberRoles(stack, settings, { isGlobal, buses: [...new Set(regions.map(busOf))] });
  const way = { buses, queue: group.queue };
  addForwarding(stack, settings, way);
  if (settings.sweep.tryPaths) addPathTest(stack, settings, way);
  addRecording(stack, settings, { isGlobal, isOurs, makesServiceRole });
  addConfigRules(stack, settings, { group: group.group, isGlobal });
  return stack;
}

function addConditions(stack: Stack, globalRegion: string) {
  const recorder = new CfnParameter(stack, 'Recorder', {
    default: 'ours',
    allowedValues: ['ours', 'theirs'],
    description: 'theirs: the account has a recorder of AWS Config in this region, which stays as it is.',
  });
  const role = new CfnParameter(stack, 'ServiceRole', {
    default: 'there',
    allowedValues: ['make', 'there'],
    description: 'make: the account has no AWSServiceRoleForConfig yet. In one region only.',
  });
  const isGlobal = new CfnCondition(stack, 'IsGlobal', { expression: Fn.conditionEquals(Aws.REGION, globalRegion) });
  const isOurs = new CfnCondition(stack, 'IsOurs', { expression: Fn.conditionEquals(recorder.valueAsString, 'ours') });
  const makesServiceRole = new CfnCondition(stack, 'MakesServiceRole', {
    expression: Fn.conditionAnd(isGlobal, Fn.conditionEquals(role.valueAsString, 'make')),
  });
  return { isGlobal, isOurs, makesServiceRole };
}
