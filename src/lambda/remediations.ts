import * as z from 'zod/mini';
import { createAggregator } from '../aws/aggregator.ts';
import { createAudit } from '../aws/audit.ts';
import { createCompliance } from '../aws/compliance.ts';
import { createLoadHistory } from '../aws/history.ts';
import { createMembers } from '../aws/member.ts';
import { handleBatch } from '../core/batch.ts';
import { once } from '../core/once.ts';
import { parseJob } from '../core/parse-job.ts';
import { command } from '../flows/act/command.ts';
import { expire } from '../flows/act/expire.ts';
import { follow } from '../flows/act/follow.ts';
import { act } from '../flows/act.ts';
import { findRemediation } from '../remediations/index.ts';
import { composeBot } from './compose.ts';

const Look = z.object({ request: z.string(), n: z.number() });
const Expiry = z.object({ expire: z.string() });

const compose = once(async () => {
  const bot = await composeBot('remediations');
  const members = createMembers(bot);
  const asked = { compliance: createCompliance({ members }), loadHistory: createLoadHistory({ members }) };
  return { ...bot, ...asked, members, audit: createAudit(bot), aggregator: createAggregator(bot), findRemediation };
});

/** Presses and commands that change something, and what follows them: the only function that may do so in a member account. */
export async function handler(event: unknown, { awsRequestId: reference }: Readonly<{ awsRequestId: string }>) {
  const world = { ...(await compose()), reference };
  return handleBatch(
    event,
    async (body) => {
      const look = Look.safeParse(body);
      if (look.success) return follow(look.data, world);
      const expiry = Expiry.safeParse(body);
      if (expiry.success) return expire(expiry.data, world);
      const job = parseJob(body);
      if (job.kind !== 'remediation') throw new Error('A question came to the remediations');
      return 'command' in job ? command(job, world) : act(job, world);
    },
    (error, messageId) => world.log.error('A message failed', { reference, messageId, error: String(error) }),
  );
}
