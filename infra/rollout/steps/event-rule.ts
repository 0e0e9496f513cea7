import { canonicalJson, type Json } from '../../../src/core/json.ts';
import type { Ask, OutputOf } from '../ask.ts';
import type { Item, Lack, StepId } from '../item.ts';
import { held, lacks } from '../looks.ts';
import { everyPage } from '../pages.ts';
import type { Place } from '../place.ts';
import { parseJson } from '../policy-form.ts';
import { again, findOrUndefined } from './answers.ts';
import { isTagged, keyed, notOurs } from './ours.ts';

type Targets = NonNullable<OutputOf<'events:ListTargetsByRule'>['Targets']>;
type Target = Targets[number];
type Failed = Readonly<{ ErrorCode?: string | undefined; ErrorMessage?: string | undefined }>;

/** A rule with its one target; `bus` is undefined for the account's default bus, `roleArn` where the service needs none. */
export type WantedRule = Readonly<{
  name: string;
  about: string;
  pattern: object;
  bus?: string;
  target: Readonly<{
    id: string;
    arn: string;
    roleArn?: string;
    deadLettersArn: string;
    retries: Readonly<{ maximumRetryAttempts: number; maximumEventAgeInSeconds: number }>;
  }>;
}>;

/** How many targets EventBridge takes at a rule. Amazon EventBridge, "Quotas". */
const mostTargets = 5;
const gone = 'ResourceNotFoundException';
/** Lets through even more than we ask for, and is left so. Amazon EventBridge, "PutRule": State. */
const widest = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** Keeps a rule of EventBridge as it should be, with no target but ours. */
export function eventRule(place: Place, step: StepId, wanted: WantedRule): Item {
  const { ask, accountId, region } = place;
  const at = whereOf(wanted);
  return {
    ...{ step, object: `rule ${[wanted.bus, wanted.name].filter(Boolean).join('/')}`, accountId, region },
    look: async () => {
      const found = await findRule(ask, at, wanted.pattern);
      if (found?.managedBy !== undefined) {
        return { state: 'foreign', before: found.state, reason: `${found.managedBy} manages it.` };
      }
      return held(found?.state, wantedState(wanted, found?.status));
    },
    write: (lack) => write(place, wanted, lack),
    remove: () => removeRule(ask, at),
  };
}

/** A rule by its name, on a bus or on the default one. */
type Where = Readonly<{ Name: string; EventBusName?: string }>;

function whereOf({ name, bus }: Pick<WantedRule, 'name' | 'bus'>): Where {
  return { Name: name, ...(bus !== undefined && { EventBusName: bus }) };
}

/** The same, as calls about targets write it. */
function ofRule({ Name: Rule, EventBusName }: Where) {
  return { Rule, ...(EventBusName !== undefined && { EventBusName }) };
}

/** Whether a rule carries our tag; undefined where there is none. */
export async function isOurRule(ask: Ask, at: Where): Promise<boolean | undefined> {
  const rule = await findOrUndefined(ask('events:DescribeRule', at), gone);
  return rule && isTagged((await ask('events:ListTagsForResource', { ResourceARN: rule.Arn })).Tags);
}

/** Takes a rule away that carries our tag, with its targets. */
export async function removeRule(ask: Ask, at: Where): Promise<'removed' | 'absent' | Readonly<{ kept: string }>> {
  const isOurs = await isOurRule(ask, at);
  if (isOurs === undefined) return 'absent';
  if (!isOurs) return { kept: notOurs };
  await removeTargets(ask, at, idsOf(await targetsOf(ask, at)));
  await findOrUndefined(ask('events:DeleteRule', at), gone);
  return 'removed';
}

/** Everything is compared that `PutRule` sets back when it is left out. */
function wantedState({ about, pattern, target }: WantedRule, status: string | undefined): Json {
  return {
    description: about,
    pattern: textsOf(pattern).form,
    state: status === widest ? widest : 'ENABLED',
    schedule: null,
    role: null,
    targets: [targetState(targetOf(target))],
  };
}

/** A pattern as it is written, and in the form that it is compared in. */
type Texts = Readonly<{ written: string; form: string }>;

/** The same patterns stand in every account and region, and they are long: each is worked on once. */
const known = new WeakMap<object, Texts>();

function textsOf(pattern: object): Texts {
  const texts = known.get(pattern) ?? { written: JSON.stringify(pattern), form: canonicalJson(pattern) };
  known.set(pattern, texts);
  return texts;
}

function formOf(text: string, wanted: object): string {
  const { written, form } = textsOf(wanted);
  return text === written ? form : canonicalJson(parseJson(text));
}

function targetOf({ id, arn, roleArn, deadLettersArn, retries }: WantedRule['target']): Target {
  return {
    Id: id,
    Arn: arn,
    ...(roleArn !== undefined && { RoleArn: roleArn }),
    DeadLetterConfig: { Arn: deadLettersArn },
    RetryPolicy: {
      MaximumRetryAttempts: retries.maximumRetryAttempts,
      MaximumEventAgeInSeconds: retries.maximumEventAgeInSeconds,
    },
  };
}

function targetState({ Id, Arn, RoleArn, DeadLetterConfig, RetryPolicy, ...others }: Target): Json {
  const rest = parseJson(others);
  return {
    id: Id ?? '',
    arn: Arn ?? '',
    role: RoleArn ?? null,
    deadLetters: DeadLetterConfig?.Arn ?? null,
    retries: parseJson(RetryPolicy ?? null),
    ...(canonicalJson(rest) !== '{}' && { changes: rest }),
  };
}

type Found = Readonly<{ state: Json; status?: string; managedBy?: string; targets: Targets }>;

async function findRule(ask: Ask, at: Where, wanted: object): Promise<Found | undefined> {
  const rule = await findOrUndefined(ask('events:DescribeRule', at), gone);
  if (!rule) return undefined;
  const targets = [...(await targetsOf(ask, at))].sort((a, b) => ((a.Id ?? '') < (b.Id ?? '') ? -1 : 1));
  const state = {
    description: rule.Description ?? '',
    pattern: rule.EventPattern === undefined ? null : formOf(rule.EventPattern, wanted),
    state: rule.State ?? '',
    schedule: rule.ScheduleExpression || null,
    role: rule.RoleArn || null,
    targets: targets.map(targetState),
  };
  return {
    ...{ state, targets },
    ...(rule.State !== undefined && { status: rule.State }),
    ...(rule.ManagedBy !== undefined && { managedBy: rule.ManagedBy }),
  };
}

async function targetsOf(ask: Ask, at: Where): Promise<Targets> {
  const targets = await everyPage(async (NextToken) => {
    const page = await ask('events:ListTargetsByRule', { ...ofRule(at), ...(NextToken && { NextToken }) });
    return { list: page.Targets, next: page.NextToken };
  });
  return [...targets];
}

/** The rule first, then our target, then those that are not ours, so that no event falls between two writes. */
async function write(place: Place, wanted: WantedRule, lack: Lack): Promise<void> {
  const { ask } = place;
  const at = whereOf(wanted);
  const found = await findRule(ask, at, wanted.pattern);
  if (['description', 'pattern', 'state', 'schedule', 'role'].some((part) => lacks(lack, part))) {
    await ask('events:PutRule', {
      ...at,
      EventPattern: textsOf(wanted.pattern).written,
      State: found?.status === widest ? widest : 'ENABLED',
      Description: wanted.about,
      ...(!found && { Tags: keyed }),
    });
  }
  if (!lacks(lack, 'targets')) return;
  const target = targetOf(wanted.target);
  const stale = idsOf(found?.targets ?? []).filter((id) => id !== target.Id);
  const isFull = stale.length >= mostTargets;
  if (isFull) await removeTargets(ask, at, stale);
  const put = async () => {
    failed((await ask('events:PutTargets', { ...ofRule(at), Targets: [target] })).FailedEntries);
  };
  await again(place, put, isForAMoment);
  if (!isFull) await removeTargets(ask, at, stale);
}

async function removeTargets(ask: Ask, at: Where, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  failed((await ask('events:RemoveTargets', { ...ofRule(at), Ids: [...ids] })).FailedEntries);
}

/** `PutTargets` and `RemoveTargets` answer well and name what they did not do. */
function failed(entries: readonly Failed[] | undefined): void {
  const [first] = entries ?? [];
  if (!first) return;
  const error = new Error(first.ErrorMessage ?? 'EventBridge did not say why.');
  error.name = first.ErrorCode ?? 'FailedEntry';
  throw error;
}

/** A role that was just made is not known everywhere yet, and two writes of one rule may meet. */
function isForAMoment({ name, message }: Error): boolean {
  if (name === 'ConcurrentModificationException' || name === 'InternalException') return true;
  return /^(Validation|InvalidParameter|InvalidRole)/.test(name) && /\brole\b/i.test(message);
}

function idsOf(targets: Targets): readonly string[] {
  return targets.map(({ Id = '' }) => Id);
}
