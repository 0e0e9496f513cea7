import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { AccountState, RegionState, State, Tags } from './state.ts';

/** What every service works on. */
export type Parts = Readonly<{
  /** As it is now: a restored estate has another. */
  state(): State;
  /** Milliseconds since 1970. */
  now(): number;
  /** So many lower-case hexadecimal digits that nobody had before; the same ones in every run. */
  mint(digits: number): string;
  /** How long something takes that AWS takes `ms` for: as long, or no time at all in an estate that is `instant`. */
  lag(ms: number): number;
}>;

/** The actions of a service. Inputs and outputs are as the SDK writes them; only the door (`call.ts`) calls them. */
export type Actions = Readonly<Record<string, (input: never, caller: Caller) => object | undefined>>;

/** The caller's account. */
export function accountOf({ state }: Parts, { accountId }: Pick<Caller, 'accountId'>): AccountState {
  const account = state().accounts[accountId];
  if (!account) throw new Error(`The estate has no account ${accountId}.`);
  return account;
}

/** The caller's account in the region that is asked. */
export function hereOf(parts: Parts, caller: Pick<Caller, 'accountId' | 'region'>): RegionState {
  const here = accountOf(parts, caller).regions[caller.region];
  if (!here) throw new Error(`The estate has no ${caller.region} in ${caller.accountId}.`);
  return here;
}

/** Takes a thing off a shelf. */
export function without<Thing>(shelf: Readonly<Record<string, Thing>>, name: string): Record<string, Thing> {
  return Object.fromEntries(Object.entries(shelf).filter(([one]) => one !== name));
}

/** A page of a list; a token is the number that the next page starts with. */
export function pageOf<Thing>(
  things: readonly Thing[],
  { token, size }: Readonly<{ token: string | undefined; size: number }>,
): Readonly<{ page: Thing[]; next: string | undefined }> {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidNextTokenException', 'The token is not valid.');
  const next = from + size < things.length ? String(from + size) : undefined;
  return { page: things.slice(from, from + size), next };
}

type TagPair = Readonly<{ Key?: string | undefined; Value?: string | undefined }>;

/** Tags as most services write them. */
export function tagsFrom(pairs: readonly TagPair[] | undefined): Tags {
  return Object.fromEntries((pairs ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Tags as most services answer them. */
export function tagPairs(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Milliseconds as the SDK answers them. */
export function timeOf(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
