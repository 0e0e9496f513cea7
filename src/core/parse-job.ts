import * as z from 'zod/mini';
import { homeActs } from './home.ts';
import { type Job, pressKinds } from './job.ts';
import { lookKinds } from './look.ts';
import { muteScopes } from './mute-choice.ts';
import { decisions } from './remediation.ts';

const common = {
  key: z.string().check(z.minLength(8), z.maxLength(200)),
  askedAt: z.number(),
  asker: z.object({
    teamId: z.string(),
    userId: z.string(),
    channelId: z.string(),
    responseUrl: z.optional(z.string()),
    threadTs: z.optional(z.string()),
  }),
};

const StoredJob = z.union([
  z.object({ ...common, kind: z.enum(['lookup', 'search']), command: z.string(), text: z.string() }),
  z.object({
    ...common,
    kind: z.enum(['lookup', 'search']),
    button: z.enum(lookKinds),
    alertId: z.string(),
    messageTs: z.string(),
    mute: z.optional(z.object({ scope: z.enum(muteScopes), forMs: z.number(), because: z.string() })),
  }),
  z.object({ ...common, kind: z.literal('remediation'), offer: z.string(), messageTs: z.string() }),
  z.object({
    ...common,
    kind: z.literal('remediation'),
    decision: z.enum(decisions),
    ticket: z.string(),
    messageTs: z.string(),
  }),
  z.object({
    ...common,
    kind: z.enum(['lookup', 'search', 'remediation']),
    press: z.enum(pressKinds),
    value: z.string(),
    messageTs: z.string(),
    name: z.optional(z.string()),
  }),
  z.object({
    ...common,
    kind: z.enum(['lookup', 'search']),
    home: z.enum(homeActs),
    value: z.optional(z.string()),
    hash: z.optional(z.string()),
  }),
  z.object({ ...common, kind: z.literal('remediation'), command: z.string(), text: z.string() }),
]);

/** A job as it comes from a queue. Throws when it is none: the queue keeps what we do not understand. */
export function parseJob(body: unknown): Job {
  const parsed = StoredJob.safeParse(body);
  if (!parsed.success) throw new Error('A message on the queue is not a job');
  const { asker, ...rest } = parsed.data;
  const { responseUrl, threadTs, ...who } = asker;
  return {
    ...rest,
    asker: { ...who, ...(responseUrl !== undefined && { responseUrl }), ...(threadTs !== undefined && { threadTs }) },
  };
}
