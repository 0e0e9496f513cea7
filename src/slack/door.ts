import * as z from 'zod/mini';
import { type UserError, userError } from '../core/errors.ts';
import type { Asker, Job } from '../core/job.ts';
import type { Message } from '../core/message.ts';
import type { Log, Now } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import type { Take } from './allowance.ts';
import type { OpenModal } from './open-modal.ts';
import type { RequestFacts } from './receiver.ts';
import { answerByUrl, isResponseUrl } from './response-url.ts';

/** What the listeners need, whichever way the requests come. */
export type DoorOptions = Readonly<{
  /** The only workspace that is answered. */
  team: string;
  /** The only app that is answered, where it is known. */
  appId?: string;
  /** Puts the job on the jobs topic. */
  publish: (job: Job) => Promise<void>;
  /** Slack's Web API as configured: response URLs of a stand-in are taken when this is a stand-in. */
  apiUrl?: string;
  /** What the form of a search offers, and is held to. */
  settings: Pick<Settings, 'accounts' | 'regions' | 'trail'>;
  /** Shows a form; without it nobody can be asked anything. */
  openModal?: OpenModal;
  now: Now;
  log: Log;
}>;

/** With what one person may ask for. */
export type DoorParts = DoorOptions & Readonly<{ takeCommand: Take; takeClick: Take }>;

/** What Slack sent, and what its signature says of it. */
export type Request = Readonly<{ body: unknown; facts: RequestFacts }>;

/** An id of Slack's. */
export const slackId = z.string().check(z.regex(/^[A-Z0-9]{2,30}$/));

/** The `ts` of a message. */
export const messageTs = z.string().check(z.regex(/^\d{1,12}\.\d{1,9}$/));

/** Tells whoever pressed what went wrong, where Slack takes an answer. */
export async function tell(message: Message, asker: Asker, { apiUrl }: DoorOptions): Promise<void> {
  const { responseUrl: url, threadTs } = asker;
  if (url !== undefined && isResponseUrl(url, apiUrl ?? 'https://slack.com/api/')) {
    await answerByUrl(url, message, threadTs);
  }
}

/** Puts a job on its topic; false when it could not be done. */
export async function handOver(job: Job, { publish, log }: DoorOptions): Promise<boolean> {
  try {
    await publish(job);
    return true;
  } catch (error) {
    log.error('A job could not be published', { key: job.key, error: error instanceof Error ? error.name : 'unknown' });
    return false;
  }
}

type Origin = Readonly<{ teams: readonly string[]; app: string | undefined }>;

/** Slack Connect lets people of other workspaces click our buttons: the channel's team and the person's must both be ours. */
export function refusal({ teams, app }: Origin, { team, appId, log }: DoorOptions): UserError | undefined {
  const ours = teams.every((one) => one === team) && (appId === undefined || app === appId);
  if (!ours) log.warn('A request from another workspace or app was refused', { teams });
  return ours ? undefined : userError('OTHER_WORKSPACE');
}

/** Who asks from where, without what is not there. */
export function askerOf(who: Omit<Asker, 'responseUrl' | 'threadTs'>, responseUrl?: string, threadTs?: string): Asker {
  return { ...who, ...(responseUrl !== undefined && { responseUrl }), ...(threadTs !== undefined && { threadTs }) };
}

/** What makes the job of a request one, and when it was asked. */
export function keyed({ jobKey, askedAt }: RequestFacts): Pick<Job, 'key' | 'askedAt'> {
  return { key: jobKey, askedAt };
}

/** What the receiver knows of the request that Bolt hands us. */
export function factsOf(context: unknown): RequestFacts {
  return z.object({ jobKey: z.string(), askedAt: z.number() }).parse(context);
}
