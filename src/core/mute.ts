import { createHash } from 'node:crypto';
import type { Alert } from './alert.ts';
import { matchesCondition } from './condition.ts';
import { type MuteChoices, type MuteScope, muteScopes } from './mute-choice.ts';
import type { AlertState, Member } from './rows.ts';
import type { AlertCondition, Settings } from './settings.ts';

/**
 * What a person wants to hear nothing of for a while: alerts that fit `when` are recorded and not posted until `until` (ms).
 * `alertId` where it was made by the button of one alert.
 */
export type Mute = Readonly<{
  id: string;
  when: MuteCondition;
  because: string;
  /** Slack user id. */
  by: string;
  at: number;
  until: number;
  alertId?: string;
}>;

/** At least one of them; all that are there must hold. */
export type MuteCondition = Pick<
  AlertCondition,
  'kind' | 'account' | 'region' | 'rule' | 'finding' | 'actor' | 'resource' | 'tag' | 'severity'
>;

/** The mute that an alert falls under now, the longest first; undefined when it is to be posted. */
export function muteOf(alert: Alert, mutes: readonly Mute[], now: number): Mute | undefined {
  return mutes
    .filter(({ when, until }) => until > now && Object.keys(when).length > 0 && matchesCondition(alert, when))
    .toSorted((a, b) => b.until - a.until)[0];
}

/** What muting an alert means; undefined where it has no such thing, or where a name holds a `*`, which would hide more. */
export function conditionFor(alert: Alert, scope: MuteScope): MuteCondition | undefined {
  const when = conditionOf(alert, scope);
  return when && Object.values(when).some((value) => String(value).includes('*')) ? undefined : when;
}

function conditionOf(alert: Alert, scope: MuteScope): MuteCondition | undefined {
  const { kind, rule, finding, resources, actor, accountId: account } = alert;
  const id = resources[0]?.id;
  const what = { kind, account, ...(rule !== undefined && { rule }), ...(finding !== undefined && { finding }) };
  switch (scope) {
    case 'same':
      return { ...what, ...(id !== undefined && { resource: id }) };
    case 'resource':
      return id === undefined ? undefined : { account, resource: id };
    case 'rule':
      return what;
    case 'actor': {
      const who = actor?.arn ?? actor?.name;
      return who === undefined || who === '' ? undefined : { account, actor: who };
    }
    case 'account':
      return { account };
  }
}

/** The choices that an alert has, and how what it is about is called. */
export function muteChoicesOf(alert: Alert): MuteChoices {
  const { kind, rule, finding, resources, actor, accountId, accountName } = alert;
  const [resource] = resources;
  const isAccount = resource?.type === 'AWS::::Account';
  const named = isAccount ? 'the account itself' : resource?.name || resource?.id;
  return {
    scopes: muteScopes.filter((scope) => conditionFor(alert, scope) !== undefined),
    names: {
      what: rule ?? finding ?? `${kind} alerts`,
      ...(named && { resource: named }),
      ...(actor?.name && { actor: actor.name }),
      account: accountName ?? accountId,
    },
  };
}

/** An alert that is open, and the mute that hides it. */
export type OpenAlert = Readonly<{ state: AlertState; mute?: Mute }>;

/** What people can know and say of the alerts that are open. */
export type Quiet = Readonly<{
  /** The latest first; `limit` are looked through. */
  listOpen(limit: number): Promise<readonly OpenAlert[]>;
  /** The channel that an alert's message is in, if it has one. */
  findChannel(alertId: string): Promise<string | undefined>;
  /** What a storm's message tells of, since `openedAt` (ms); undefined when there is no such storm any more. */
  findStorm(id: string): Promise<Readonly<{ openedAt: number; members: readonly Member[] }> | undefined>;
  listMutes(): Promise<readonly Mute[]>;
  /** Puts it, and has the messages that it is about say so. */
  mute(mute: Mute): Promise<void>;
  /**
   * Somebody looks after an alert from then (`at`, in ms) on, and its messages say so; the same once more is the same. Throws
   * NOT_OPEN, and ACKNOWLEDGED where somebody did before.
   */
  acknowledge(alertId: string, said: Readonly<{ by: string; at: number }>): Promise<void>;
  /** Ends it, and has what it hid posted; undefined when there was none. */
  unmute(id: string): Promise<Mute | undefined>;
}>;

/** The id of the mute that a job makes: short enough to be typed, and the same however often the job is delivered. */
export function muteId(jobKey: string): string {
  return createHash('sha256').update(`mute|${jobKey}`).digest('hex').slice(0, 8);
}

/** In words, as a person would say it, with the names of accounts: `rule restricted-ssh on sg-1 in payments-prod (111122223333)`. */
export function describeCondition(when: MuteCondition, settings: Pick<Settings, 'accounts'>): string {
  const say = (value: MuteCondition['resource']): string => (Array.isArray(value) ? value.join(' or ') : String(value));
  const { kind, account, region, rule, finding, actor, resource, tag, severity } = when;
  return [
    severity !== undefined && `severity ${say(severity)}`,
    rule === undefined && finding === undefined && kind !== undefined && `kind ${say(kind)}`,
    rule !== undefined && `rule ${say(rule)}`,
    finding !== undefined && `finding ${say(finding)}`,
    actor !== undefined && `by ${say(actor)}`,
    resource !== undefined && `on ${say(resource)}`,
    ...Object.entries(tag ?? {}).map(([key, value]) => `tagged ${key}=${value}`),
    account !== undefined && `in ${say([account].flat().map((one) => accountIn(one, settings)))}`,
    region !== undefined && `in ${say(region)}`,
  ]
    .filter((part) => part !== false)
    .join(' ');
}

function accountIn(idOrName: string, settings: Pick<Settings, 'accounts'>): string {
  const name = settings.accounts.find(({ id }) => id === idOrName)?.name;
  return name === undefined || name === idOrName ? idOrName : `${name} (${idOrName})`;
}
