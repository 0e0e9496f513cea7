import { parseArn } from '../../src/core/arn.ts';
import type { Settings } from '../../src/core/settings.ts';
import { externalIdFor } from '../definitions/external-id.ts';
import type { Ask, Wire } from './ask.ts';
import { askAs, assumedRole, type Identity, Unreachable, type Wanted, wordsOf } from './identity.ts';
import type { Patient } from './patience.ts';

/** An account that answered as the one that was meant: asks AWS in one of its regions, under keys that renew themselves. */
export type Opened = Readonly<{ accountId: string; ask(region: string): Ask }>;

/** Opens an account. Throws `Unreachable`. */
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

  const stsOf = (identity: Identity): Ask =>
    patient(askAs(identity, wire, home), { accountId: identity.accountId, region: home });

  async function take(from: Identity, wanted: Wanted): Promise<Identity> {
    const identity = assumedRole(stsOf(from), wanted, now);
    const answers = await whoAnswers(stsOf(identity));
    if (answers === wanted.accountId) return identity;
    throw new Unreachable(`${wanted.roleArn} leads to the account ${answers}: nothing was read there.`);
  }

  async function walk(): Promise<Identity> {
    const terminal: Identity = { accountId: 'terminal', keys: async () => undefined };
    let at: Identity = { ...terminal, accountId: await whoAnswers(stsOf(terminal)) };
    for (const { role: roleArn, externalId } of settings.rollout?.chain ?? []) {
      const account = parseArn(roleArn)?.account ?? '';
      at = await take(at, { accountId: account, roleArn, ...(externalId && { externalId }) });
    }
    return at;
  }

  return async (accountId) => {
    held ??= walk().catch((error: unknown) => {
      held = undefined; // A failure is not kept.
      throw error;
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
  try {
    return (await ask('sts:GetCallerIdentity', {})).Account ?? '';
  } catch (error) {
    if (error instanceof Unreachable) throw error;
    throw new Unreachable(`AWS does not know who asks (${wordsOf(error)}): set this terminal's credentials.`);
  }
}
