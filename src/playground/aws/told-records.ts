import { z } from 'zod';
import type { SecurityEvent } from '../../core/events/event.ts';
import type { Settings } from '../../core/settings.ts';
import { type LogFile, makeLogFile } from '../seed-logs.ts';
import type { StoryRecord } from '../seed-story.ts';

const told = z.looseObject({ eventID: z.string(), eventTime: z.string(), eventSource: z.string() });

type Parts = Readonly<{
  settings: Settings;
  now: () => number;
  /** What is in the logs already. */
  story: readonly StoryRecord[];
  addLog: (file: LogFile) => Promise<void>;
  failed: (error: unknown) => void;
}>;

/**
 * Puts what CloudTrail tells in events into its logs as well, the same record under the same id, so that a search finds what
 * an alert tells. Of accounts and regions that are not in the settings there are no logs. S3 announces none of these files:
 * their events have come.
 */
export function makeToldRecords({ settings, now, story, addLog, failed }: Parts) {
  const ids = new Set(story.map(({ record }) => String(record['eventID'])));
  const isLogged = ({ account, region }: SecurityEvent) =>
    settings.accounts.some(({ id }) => id === account) &&
    (settings.regions === 'enabled' || settings.regions.includes(region));
  return (events: readonly SecurityEvent[]): void => {
    const fresh = events.filter((event) => isLogged(event) && isNew(event.detail, ids));
    const places = new Map(
      fresh.map(({ account, region }) => [`${account} ${region}`, { accountId: account, region }]),
    );
    for (const { accountId, region } of places.values()) {
      const own = fresh.filter((event) => event.account === accountId && event.region === region);
      const records = own.map(({ detail }) => Object(detail));
      makeLogFile({ settings, accountId, region }, { deliveredAt: now(), records }).then(addLog).catch(failed);
    }
  };
}

function isNew(detail: unknown, ids: Set<string>): boolean {
  const parsed = told.safeParse(detail);
  if (!parsed.success || ids.has(parsed.data.eventID)) return false;
  ids.add(parsed.data.eventID);
  return true;
}
