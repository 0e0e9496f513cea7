import { createAggregator } from '../aws/aggregator.ts';
import { createAudit, createManifestWriter } from '../aws/audit.ts';
import { createCompliance } from '../aws/compliance.ts';
import { createLoadHistory } from '../aws/history.ts';
import { createMembers } from '../aws/member.ts';
import { handleBatch } from '../core/batch.ts';
import { once } from '../core/once.ts';
import { receive } from '../flows/act/receive.ts';
import { findRemediation } from '../remediations/index.ts';
import { composeBot } from './compose.ts';

const compose = once(async () => {
  const bot = await composeBot('remediations');
  const members = createMembers(bot);
  const asked = { compliance: createCompliance({ members }), loadHistory: createLoadHistory({ members }) };
  // A person waits longer than an alert does.
  const aggregator = createAggregator({ ...bot, timeoutMs: 8_000 });
  const audits = { audit: createAudit(bot), sealDay: createManifestWriter(bot) };
  return { ...bot, ...asked, ...audits, members, aggregator, findRemediation };
});

/** Presses and commands that change something, and what follows them: the only function that may do so in a member account. */
export async function handler(event: unknown, { awsRequestId: reference }: Readonly<{ awsRequestId: string }>) {
  const world = { ...(await compose()), reference };
  return handleBatch(
    event,
    (body) => receive(body, world),
    (error, messageId) => world.log.error('A message failed', { reference, messageId, error: String(error) }),
  );
}
