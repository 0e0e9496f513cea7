import type { Clients } from '../aws/clients.ts';
import { awsReason } from '../core/aws-error.ts';
import type { Io } from './io.ts';

/**
 * A role of the bot's account that the stacks make for people (`infra/bot/people.ts`); where it cannot be had, whatever this
 * terminal may do (`isRole` false), in whichever account it is.
 */
export async function asRole(
  own: Clients,
  { role, accountId, io }: Readonly<{ role: 'redrive' | 'switch'; accountId: string; io: Pick<Io, 'stderr'> }>,
): Promise<Readonly<{ clients: Clients; isRole: boolean }>> {
  const name = `noroshi-${role}`;
  const roleArn = `arn:aws:iam::${accountId}:role/${name}`;
  try {
    return { clients: await own.assume({ roleArn, sessionName: name }), isRole: true };
  } catch (error) {
    const why = awsReason(error);
    if (why === undefined) throw error;
    io.stderr.write(`${roleArn} could not be assumed, so this terminal's own rights are used: ${why}\n`);
    return { clients: own, isRole: false };
  }
}
