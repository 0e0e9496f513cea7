import type { SecurityEvent } from '../../core/events/event.ts';
import { isTestOfS3, readStoredObject } from '../../core/events/log-file.ts';
import { isPathTest } from '../../core/events/path-test.ts';
import { pathName, paths } from '../../core/paths.ts';
import { findAccount } from '../../core/settings.ts';
import { type TailWorld, tailFile } from './tail.ts';

/**
 * Works off what came for us and is no alert: a log file that was written is read, and a daily test event is noted for its
 * account and region. Answers with the events that are left.
 */
export async function takeOwnEvents(
  events: readonly SecurityEvent[],
  world: TailWorld,
): Promise<readonly SecurityEvent[]> {
  const left: SecurityEvent[] = [];
  for (const event of events) if (!(await takeOwn(event, world))) left.push(event);
  return left;
}

async function takeOwn(event: SecurityEvent, world: TailWorld): Promise<boolean> {
  const object = readStoredObject(event);
  if (object) await tailFile(object, world);
  if (isPathTest(event)) await noteHeard(event, world);
  return object !== undefined || isTestOfS3(event) || isPathTest(event);
}

/** EventBridge itself says which account and region an event is from. */
async function noteHeard({ account, region }: SecurityEvent, { settings, store, log }: TailWorld): Promise<void> {
  if (!findAccount(settings, account) || !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) return;
  await store.noteOne(paths, pathName(account, region));
  log.info('A test event came', { account, region });
}
