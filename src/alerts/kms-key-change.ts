import { type Call, type CallReading, onCalls, resourceAt, type Told } from '../core/cloudtrail/call.ts';
import { textAt } from '../core/cloudtrail/fields.ts';
import { plainReading } from '../core/cloudtrail/plain-reading.ts';
import { counted } from '../core/text/phrase.ts';
import { defineAlert } from './define.ts';

const key = ['AWS::KMS::Key', 'keyId'] as const;
const byService = { userIdentity: { invokedBy: [{ exists: false }] } };

const readings: readonly CallReading[] = [
  plainReading({
    call: 'kms:DisableKey',
    verb: ['disabled', 'disable'],
    what: ['the key '],
    so: 'what it encrypted cannot be read for now',
    severity: 'high',
    resource: key,
  }),
  { service: 'kms', names: ['ScheduleKeyDeletion'], tell: tellDeletion },
  plainReading({
    call: 'kms:CancelKeyDeletion',
    verb: ['saved', 'save'],
    what: ['the key ', ' from its deletion'],
    severity: 'info',
    undoes: true,
    resource: key,
  }),
  plainReading({
    call: 'kms:EnableKey',
    verb: ['enabled', 'enable'],
    what: ['the key '],
    severity: 'info',
    undoes: true,
    resource: key,
  }),
  plainReading({
    call: 'kms:DisableKeyRotation',
    verb: ['switched off', 'switch off'],
    what: ['the rotation of the key '],
    severity: 'medium',
    resource: key,
  }),
  plainReading({
    call: 'kms:EnableKeyRotation',
    verb: ['switched on', 'switch on'],
    what: ['the rotation of the key '],
    severity: 'info',
    undoes: true,
    resource: key,
  }),
  plainReading({
    call: 'kms:DeleteImportedKeyMaterial',
    verb: ['deleted', 'delete'],
    what: ['the imported material of the key '],
    so: 'what it encrypted cannot be read without importing it again',
    severity: 'critical',
    resource: key,
  }),
  plainReading({
    call: 'kms:ImportKeyMaterial',
    verb: ['imported', 'import'],
    what: ['material for the key '],
    severity: 'low',
    undoes: true,
    resource: key,
  }),
  { service: 'kms', names: ['UpdateAlias', 'DeleteAlias'], where: byService, tell: tellAlias },
];

/** A KMS key was disabled, scheduled for deletion or given away by its alias; or saved. */
export const kmsKeyChange = defineAlert({ id: 'kms-key-change', ...onCalls(readings) });

/** The date is the answer's; who asked without a number of days gets 30 ("ScheduleKeyDeletion"). */
function tellDeletion(call: Call): Told | undefined {
  const resource = resourceAt(call, ...key);
  if (!resource) return undefined;
  const days = Number(
    textAt(call.request, 'pendingWindowInDays') ?? textAt(call.response, 'pendingWindowInDays') ?? 30,
  );
  const date = textAt(call.response, 'deletionDate');
  const when = Number.isInteger(days) && days > 0 ? ` in ${counted(days, 'day')}` : '';
  return {
    verb: ['scheduled', 'schedule'],
    what: ['the key ', { resource: 0 }, ` for deletion${when}`],
    effect: 'what it encrypted is lost then',
    severity: 'critical',
    resources: [resource],
    changes: [{ field: 'Key state', before: 'as it was', after: 'pending deletion' }],
    facts: date ? [{ label: 'Deleted on', value: date }] : [],
  };
}

/** Whoever encrypts by an alias uses the other key from now on. */
function tellAlias(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::KMS::Alias', 'aliasName');
  if (!resource) return undefined;
  const target = textAt(call.request, 'targetKeyId');
  if (call.name === 'DeleteAlias') {
    return {
      verb: ['deleted', 'delete'],
      what: ['the key alias ', { resource: 0 }],
      severity: 'medium',
      resources: [resource],
    };
  }
  return {
    verb: ['moved', 'move'],
    what: ['the key alias ', { resource: 0 }, ' to another key'],
    severity: 'medium',
    resources: [resource],
    changes: target ? [{ field: 'Key', before: 'the key it had', after: target.split('/').at(-1) || target }] : [],
  };
}
