import { counted } from '../../text/phrase.ts';
import { accountItself, type Call, type CallReading, resourceAt, type Told } from '../call.ts';
import { at, flagAt, textAt, textsAt } from '../fields.ts';
import { plainReading } from '../plain-reading.ts';

const detector = ['AWS::GuardDuty::Detector', 'detectorId'] as const;
const recorder = ['AWS::Config::ConfigurationRecorder', 'configurationRecorderName'] as const;

/** Calls that stop, narrow or start again AWS Config, GuardDuty and Security Hub. */
export const detectionReadings: readonly CallReading[] = [
  plainReading({
    call: 'config:StopConfigurationRecorder',
    verb: ['stopped', 'stop'],
    what: ["AWS Config's recorder "],
    so: 'changes are not recorded any more',
    severity: 'critical',
    resource: recorder,
  }),
  plainReading({
    call: 'config:DeleteConfigurationRecorder',
    verb: ['deleted', 'delete'],
    what: ["AWS Config's recorder "],
    so: 'changes are not recorded any more',
    severity: 'critical',
    resource: recorder,
  }),
  plainReading({
    call: 'config:StartConfigurationRecorder',
    verb: ['started', 'start'],
    what: ["AWS Config's recorder "],
    severity: 'info',
    undoes: true,
    resource: recorder,
  }),
  plainReading({
    call: 'config:DeleteDeliveryChannel',
    verb: ['deleted', 'delete'],
    what: ["AWS Config's delivery channel "],
    so: 'what is recorded is not delivered any more',
    severity: 'critical',
    resource: ['AWS::Config::DeliveryChannel', 'deliveryChannelName', 'configurationRecorderName'],
  }),
  plainReading({
    call: 'config:PutDeliveryChannel',
    verb: ['set up', 'set up'],
    what: ["AWS Config's delivery channel "],
    severity: 'low',
    undoes: true,
    resource: ['AWS::Config::DeliveryChannel', 'deliveryChannel.name'],
    facts: { 'deliveryChannel.s3BucketName': 'Bucket', 'deliveryChannel.s3KeyPrefix': 'Prefix' },
  }),
  plainReading({
    call: 'config:DeleteConfigRule',
    verb: ['deleted', 'delete'],
    what: ['the Config rule '],
    severity: 'high',
    resource: ['AWS::Config::ConfigRule', 'configRuleName'],
  }),
  { service: 'config', names: ['PutConfigurationRecorder'], tell: tellRecorder },
  plainReading({
    call: 'guardduty:DeleteDetector',
    verb: ['deleted', 'delete'],
    what: ["GuardDuty's detector "],
    so: 'GuardDuty watches nothing here any more',
    severity: 'critical',
    resource: detector,
  }),
  { service: 'guardduty', names: ['UpdateDetector'], tell: tellDetector },
  ...['StopMonitoringMembers', 'DisassociateMembers', 'DeleteMembers'].map(
    (name): CallReading => ({ service: 'guardduty', names: [name], tell: tellMembers }),
  ),
  ...['DisassociateFromAdministratorAccount', 'DisassociateFromMasterAccount'].map((name) =>
    plainReading({
      call: `guardduty:${name}`,
      verb: ['took', 'take'],
      what: ["GuardDuty's detector ", ' away from its administrator account'],
      severity: 'critical',
      resource: detector,
    }),
  ),
  { service: 'guardduty', names: ['CreateFilter', 'UpdateFilter'], tell: tellFilter },
  { service: 'guardduty', names: ['CreateIPSet', 'UpdateIPSet'], tell: tellTrusted },
  plainReading({
    call: 'securityhub:DisableSecurityHub',
    verb: ['switched off', 'switch off'],
    what: ['Security Hub'],
    severity: 'critical',
  }),
  plainReading({
    call: 'securityhub:EnableSecurityHub',
    verb: ['switched on', 'switch on'],
    what: ['Security Hub'],
    severity: 'info',
    undoes: true,
  }),
  { service: 'securityhub', names: ['BatchDisableStandards'], tell: tellStandards },
];

/** A recorder that leaves resource types out sees less; the record tells what it shall be, not what it was. */
function tellRecorder(call: Call): Told | undefined {
  const wanted = at(call.request, 'configurationRecorder');
  const group = at(wanted, 'recordingGroup');
  const resource = resourceAt(
    call,
    'AWS::Config::ConfigurationRecorder',
    'configurationRecorder.name',
    'configurationRecorderName',
  );
  if (!resource) return undefined;
  const left = textsAt(group, ['exclusionByResourceTypes', 'resourceTypes']);
  const only = textsAt(group, ['resourceTypes']);
  const isAll = flagAt(group, 'allSupported') === true || group === undefined;
  const so = isAll
    ? 'it records every type of resource'
    : left.length > 0
      ? `it leaves out ${counted(left.length, 'type')} of resources`
      : `it records only ${counted(only.length, 'type')} of resources`;
  const types = left.length > 0 ? left : only;
  return {
    verb: ['set up', 'set up'],
    what: ["AWS Config's recorder ", { resource: 0 }],
    so,
    severity: isAll ? 'info' : 'high',
    resources: [resource],
    changes: [{ field: 'Recorded types', before: 'as it was', after: isAll ? 'all' : so.replace(/^it /, '') }],
    facts:
      isAll || types.length === 0
        ? []
        : [{ label: left.length > 0 ? 'Left out' : 'Recorded', value: types.slice(0, 20).join(', ') }],
  };
}

function tellDetector(call: Call): Told | undefined {
  const resource = resourceAt(call, ...detector);
  if (!resource) return undefined;
  const isOn = flagAt(call.request, 'enable');
  const what = ["GuardDuty's detector ", { resource: 0 }] as const;
  if (isOn === false) {
    const effect = 'GuardDuty watches nothing here any more';
    return { verb: ['suspended', 'suspend'], what, effect, severity: 'critical', resources: [resource] };
  }
  const features = [at(call.request, 'features'), at(call.request, 'dataSources')];
  const isLess = /"(?:status":"DISABLED"|enable":false)/i.test(JSON.stringify(features));
  if (isLess) {
    const effect = 'some of its protection is off';
    return { verb: ['narrowed', 'narrow'], what, effect, severity: 'high', resources: [resource] };
  }
  return { verb: ['changed', 'change'], what, severity: 'info', resources: [resource], undoes: isOn === true };
}

function tellMembers(call: Call): Told | undefined {
  const resource = resourceAt(call, ...detector);
  const accounts = textsAt(call.request, ['accountIds']);
  if (!resource || accounts.length === 0) return undefined;
  const which = accounts.length === 1 ? `the account ${accounts[0]}` : `${accounts.length} accounts`;
  return {
    verb: ['stopped', 'stop'],
    what: [`watching ${which} with GuardDuty`],
    severity: 'critical',
    resources: [resource],
    facts: [{ label: 'Accounts', value: accounts.slice(0, 50).join(', ') }],
  };
}

function tellFilter(call: Call): Told | undefined {
  const name = textAt(call.request, 'name') ?? textAt(call.request, 'filterName');
  const resource = resourceAt(call, ...detector);
  if (!name || !resource) return undefined;
  const isArchiving = textAt(call.request, 'action')?.toUpperCase() === 'ARCHIVE';
  return {
    verb: isArchiving ? ['had', 'have'] : ['set up', 'set up'],
    what: isArchiving ? [`GuardDuty's findings archived unseen by the filter ${name}`] : [`GuardDuty's filter ${name}`],
    severity: isArchiving ? 'high' : 'low',
    resources: [resource],
    facts: [{ label: 'Filter', value: name }],
  };
}

function tellTrusted(call: Call): Told | undefined {
  const resource = resourceAt(call, ...detector);
  const name = textAt(call.request, 'name') ?? textAt(call.request, 'ipSetId');
  if (!resource || !name) return undefined;
  const location = textAt(call.request, 'location');
  return {
    verb: ['set up', 'set up'],
    what: [`the list ${name} of addresses that GuardDuty trusts`],
    effect: 'whatever comes from them is not reported',
    severity: 'high',
    resources: [resource],
    facts: location ? [{ label: 'List', value: location }] : [],
  };
}

function tellStandards(call: Call): Told | undefined {
  const arns = textsAt(call.request, ['standardsSubscriptionArns']);
  if (arns.length === 0) return undefined;
  const names = arns.map((arn) => arn.split('subscription/').at(-1) || arn);
  return {
    verb: ['switched off', 'switch off'],
    what: [
      names.length === 1 ? `the standard ${names[0]} of Security Hub` : `${names.length} standards of Security Hub`,
    ],
    severity: 'high',
    resources: [accountItself(call.place)],
    facts: [{ label: 'Standards', value: names.join(', ') }],
  };
}
