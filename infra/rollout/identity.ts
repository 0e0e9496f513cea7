import type { Ask, Keys, Wire } from './ask.ts';

/** An account that cannot be set up: why, and what to do, in one sentence. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Nobody can get anywhere: the terminal's credentials, or a link of the chain. One sentence, as above. */
export class NoWayIn extends Error {
  override readonly name = 'NoWayIn';
}

/** Who asks: an account, and keys that are renewed before they end (none: those of the terminal). `stale` keys are not given again. */
export type Identity = Readonly<{ accountId: string; keys(stale?: Keys): Promise<Keys | undefined> }>;

/** A role to take over; `accountId` is the account that must answer. */
export type Wanted = Readonly<{ accountId: string; roleArn: string; externalId?: string }>;

type Session = Readonly<{ keys: Keys; until: number }>;

/** AWS IAM User Guide, "Role chaining": such a session lasts an hour at most, and asking for more fails. In seconds. */
const lasts = 3_600;
/** Renewed when less is left, in ms. */
const margin = 10 * 60_000;
const expired = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];

/** A role taken over by asking STS with `sts`; its keys are asked for when they are needed first. Its `keys` throw Unreachable. */
export function assumedRole(sts: Ask, wanted: Wanted, now: () => number): Identity {
  let session: Session | undefined;
  let renewal: Promise<Session> | undefined;
  return {
    accountId: wanted.accountId,
    async keys(stale) {
      if (session && session.keys !== stale && now() < session.until - margin) return session.keys;
      renewal ??= assume(sts, wanted, now).finally(() => {
        renewal = undefined;
      });
      session = await renewal;
      return session.keys;
    },
  };
}

async function assume(sts: Ask, { roleArn, externalId }: Wanted, now: () => number): Promise<Session> {
  const input = { RoleArn: roleArn, RoleSessionName: 'noroshi-rollout', DurationSeconds: lasts };
  const { Credentials: made } = await sts('sts:AssumeRole', {
    ...input,
    ...(externalId && { ExternalId: externalId }),
  }).catch((error: unknown) => {
    const advice = 'check that it is there, whom it trusts, its ExternalId, and that the account is not suspended';
    throw new Unreachable(`${roleArn} cannot be assumed (${wordsOf(error)}): ${advice}.`);
  });
  if (!made?.AccessKeyId || !made.SecretAccessKey || !made.SessionToken) {
    throw new Unreachable(`AWS gave no keys for ${roleArn}.`);
  }
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = made;
  const until = made.Expiration ? new Date(made.Expiration).getTime() : now() + lasts * 1000;
  return { keys: { accessKeyId, secretAccessKey, sessionToken }, until };
}

/** Asks in a region under an identity's keys of now, and once more under new ones when AWS calls them expired. */
export function askAs(identity: Identity, wire: Wire, region: string): Ask {
  let held: Readonly<{ keys: Keys | undefined; ask: Ask }> | undefined;
  const wired = (keys: Keys | undefined): Ask => {
    // The same keys keep their clients.
    if (held?.keys !== keys || !held) held = { keys, ask: wire({ region, ...(keys && { keys }) }) };
    return held.ask;
  };
  return async (name, input) => {
    const keys = await identity.keys();
    try {
      return await wired(keys)(name, input);
    } catch (error) {
      if (!keys || !(error instanceof Error) || !expired.includes(error.name)) throw error;
      return wired(await identity.keys(keys))(name, input);
    }
  };
}

/** An error in one line of at most 300 characters. */
export function wordsOf(error: unknown): string {
  const name = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
  const text = `${name}${error instanceof Error ? error.message : String(error)}`;
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}
