import * as z from 'zod/mini';
import { createMembers } from '../aws/member.ts';
import { handleBatch } from '../core/batch.ts';
import { once } from '../core/once.ts';
import { parseJob } from '../core/parse-job.ts';
import { follow } from '../flows/act/follow.ts';
import { act } from '../flows/act.ts';
import { composeBot } from './compose.ts';

const Look = z.object({ request: z.string(), n: z.number() });

const compose = once(async () => {
  const bot = await composeBot('remediations');
  return { ...bot, members: createMembers(bot) };
});

/** Clicks on Remediate, and what follows them: the only function that may change anything in a member account. */
export async function handler(event: unknown, { awsRequestId: reference }: Readonly<{ awsRequestId: string }>) {
  const world = await compose();
  return handleBatch(
    event,
    async (body) => {
      const look = Look.safeParse(body);
      if (look.success) return follow(look.data, world);
      const job = parseJob(body);
      if (job.kind !== 'remediation') throw new Error('A question came to the remediations');
      await act(job, { ...world, reference });
    },
    (error, messageId) => world.log.error('A message failed', { reference, messageId, error: String(error) }),
  );
}
