import { parseArn } from '../../src/core/arn.ts';
import type { Settings } from '../../src/core/settings.ts';
import { externalIdFor } from '../definitions/external-id.ts';
import type { Ask, Wire } from './ask.ts';
import { askAs, assumedRole, type Identity, NoWayIn, Unreachable, type Wanted, wordsOf } from './identity.ts';
import type { Patient } from './patience.ts';
import { reasonOf } from './reason.ts';

/** An account that answered as the one that was meant: asks AWS in one of its regions, under keys that renew themselves. */
export type Opened = Readonly<{ accountId: string; ask(region: string): Ask }>;

/** Opens an account. Throws `Unreachable`; `NoWayIn` where no account can be opened. */
export type Open = (accountId: string) => Promise<Opened>;

type Parts = Readonly<{ wire: Wire; patient: Patient; now: () => number }>;

/** The role in each account that the last link of the chain takes over. */
export function rolloutRoleOf({ rollout }: Settings): string {
  return rollout?.role ?? 'noroshi-rollout';
}

/**
 * The way into each account: whoever runs it, each link of `rollout.chain`, then `rollout.role` in the account itself with
 * its own ExternalId. The account that answers is compared before anything is read. STS is asked in the home region, whose
 * tokens every region takes.
 */
export function createOpen(settings: Settings, { wire, patient, now }: Parts): Open {
  const home = settings.security.region;
  let held: Promise<Identity> | undefined;

  const stsOf = (identity: Identity, region = home): Ask =>
    patient(askAs(identity, wire, region), { accountId: identity.accountId, region });

  async function take(from: Identity, wanted: Wanted): Promise<Identity> {
    const identity = assumedRole(stsOf(from), wanted, now);
    // Its account may not have the home region; nobody can turn this one off.
    const answers = await whoAnswers(stsOf(identity, 'us-east-1'));
    if (answers === wanted.accountId) return identity;
    throw new Unreachable(`${wanted.roleArn} leads to the account ${answers}: nothing was read there.`);
  }

  async function walk(): Promise<Identity> {
    const terminal: Identity = { accountId: 'terminal', keys: async () => undefined };
    const accountId = await whoAnswers(stsOf(terminal)).catch((error: unknown) => {
      throw new NoWayIn(whyUnknown(error));
    });
    let at: Identity = { ...terminal, accountId };
    for (const { role: roleArn, externalId } of settings.rollout?.chain ?? []) {
      const account = parseArn(roleArn)?.account ?? '';
      at = await take(at, { accountId: account, roleArn, ...(externalId && { externalId }) });
    }
    return at;
  }

  return async (accountId) => {
    held ??= walk().catch((error: unknown) => {
      throw new NoWayIn(reasonOf(error));
    });
    const end = await held;
    // Where the chain ends, its last link does the work.
    const identity =
      end.accountId === accountId
        ? end
        : await take(end, {
            accountId,
            roleArn: `arn:aws:iam::${accountId}:role/${rolloutRoleOf(settings)}`,
            externalId: externalIdFor(settings, accountId),
          });
    return { accountId, ask: (region) => askAs(identity, wire, region) };
  };
}

async function whoAnswers(ask: Ask): Promise<string> {
  return (await ask('sts:GetCallerIdentity', {})).Account ?? '';
}

/** Why AWS does not know who sits at the terminal, and what to do. */
function whyUnknown(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  const advice = 'sign in, or set AWS_PROFILE or the keys of this terminal';
  if (name === 'CredentialsProviderError') return `There are no credentials at this terminal: ${advice}.`;
  if (/Expired/.test(name)) return `The credentials of this terminal have expired: ${advice}.`;
  if (/InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKey/.test(name)) {
    return `AWS does not know the credentials of this terminal (${wordsOf(error)}): ${advice}.`;
  }
  return reasonOf(error);
}
