import { type AlertKind, alertKinds } from './alert.ts';
import { parseSpan } from './moment.ts';
import type { MuteCondition } from './mute.ts';
import type { Settings } from './settings.ts';
import { type Severity, severities } from './severity.ts';
import { listed, oneLine } from './text/phrase.ts';

/** Conditions as they are typed: `kind:iam-change`, `account:payments-dev,payments-test`, `tag:Team=web`. */
export type TypedCondition = Readonly<
  Partial<
    Record<
      'kind' | 'severity' | 'account' | 'region' | 'rule' | 'finding' | 'actor' | 'resource' | 'tag',
      string | undefined
    >
  >
>;

type Refuse = (problem: string) => Error;

/** Nobody may look away for longer, in ms. */
const longest = 30 * 86_400_000;
const shortest = 60_000;

/**
 * The condition that was typed; several kinds, severities, accounts and regions are separated by commas. Throws what `refuse`
 * makes of a value that can never hold, so that nobody waits for the effect of a slip.
 */
export function readCondition(
  typed: TypedCondition,
  { accounts }: Pick<Settings, 'accounts'>,
  refuse: Refuse,
): MuteCondition {
  const { kind, severity, account, region, tag, ...texts } = typed;
  const names = accounts.flatMap(({ id, name }) => [id, name]);
  const known = (name: string): boolean => names.includes(name) || name.includes('*') || /^\d{12}$/.test(name);
  return {
    ...(kind !== undefined && { kind: eachOf<AlertKind>(['kind', kind], alertKinds, refuse) }),
    ...(severity !== undefined && { severity: eachOf<Severity>(['severity', severity], severities, refuse) }),
    ...(account !== undefined && {
      account: split(account).map((one) => {
        if (known(one)) return one;
        throw refuse(`There is no account “${oneLine(one, 60)}” in the settings.`);
      }),
    }),
    ...(region !== undefined && { region: split(region) }),
    ...Object.fromEntries(
      Object.entries(texts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    ...(tag !== undefined && { tag: readTag(tag, refuse) }),
  };
}

/** The condition of a mute: it must be about something. */
export function readMuteCondition(typed: TypedCondition, settings: Settings, refuse: Refuse): MuteCondition {
  const condition = readCondition(typed, settings, refuse);
  const values = Object.values(condition).flatMap((value) =>
    typeof value === 'string' ? [value] : Object.values(value),
  );
  if (values.length === 0) {
    throw refuse(
      'Say what is to be muted: kind:, account:, region:, rule:, finding:, actor:, resource:, tag: or severity:.',
    );
  }
  if (values.every((value) => /^\**$/.test(value))) throw refuse('That would mute everything.');
  return condition;
}

/** How long, in ms, from `for:2h`. */
export function readMuteSpan(typed: string | undefined, refuse: Refuse): number {
  const span = typed === undefined ? undefined : parseSpan(typed.toLowerCase());
  if (span === undefined) throw refuse('Say for how long: for:30m, for:2h or for:3d, 30 days at most.');
  if (span < shortest || span > longest) throw refuse('A mute lasts from one minute to 30 days.');
  return span;
}

function eachOf<Word extends string>(
  [name, typed]: readonly [string, string],
  words: readonly Word[],
  refuse: Refuse,
): readonly Word[] {
  return split(typed).map((one) => {
    const found = words.find((word) => word === one.toLowerCase());
    if (found) return found;
    throw refuse(`There is no ${name} “${oneLine(one, 60)}”; there is ${listed(words)}.`);
  });
}

function readTag(typed: string, refuse: Refuse): Readonly<Record<string, string>> {
  const at = typed.indexOf('=');
  if (at < 1 || at === typed.length - 1) throw refuse('A tag is written tag:KEY=VALUE.');
  return { [typed.slice(0, at)]: typed.slice(at + 1) };
}

function split(typed: string): readonly string[] {
  return typed
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
