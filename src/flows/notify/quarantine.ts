import { createHash } from 'node:crypto';
import type { Log, Now, Results, SendToQueue, Store } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import type { Settings } from '../../core/settings.ts';
import { wantShown } from '../../delivery/want.ts';

export type QuarantineWorld = Readonly<{
  store: Store;
  results: Results;
  sendToQueue: SendToQueue;
  settings: Settings;
  log: Log;
  now: Now;
}>;

/** What could not be read, as it is kept. */
type Kept = Readonly<{ why: string; receivedAt: string; body: string }>;

/**
 * Keeps what could not be read under `quarantine/` with the reason, and says so in the log and the operations channel. The
 * same content is kept and said once.
 */
export async function quarantine(body: string, why: string, world: QuarantineWorld): Promise<void> {
  const { store, results, settings, log, now } = world;
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 32);
  const kept: Kept = { why, receivedAt: new Date(now()).toISOString(), body };
  await results.put(keyOf(hash), JSON.stringify(kept));
  log.warn('A notification could not be read and is kept in quarantine', { key: keyOf(hash), why });
  const slot = { owner: `QUARANTINE#${hash}`, channel: settings.slack.operations, name: 'root', lane: 3, want: 1 };
  await wantShown(slot, { store, sendToQueue: world.sendToQueue });
}

/** What the operations channel is told: why, and where it is; its content may be anything and is not shown. */
export async function describeQuarantined(hash: string, { results }: { results: Results }): Promise<Reply> {
  const { why, receivedAt, body }: Kept = JSON.parse(await results.get(keyOf(hash)));
  if (body.startsWith(aboutFile)) return describeFile({ why, receivedAt, body });
  return {
    title: `A notification could not be read: ${why}. It is kept, but nobody was alerted about what it says.`,
    sections: [
      {
        kind: 'facts',
        facts: [
          { label: 'Received', value: receivedAt },
          { label: 'Size', value: `${Buffer.byteLength(body)} bytes` },
          { label: 'Kept as', value: keyOf(hash) },
        ],
      },
    ],
  };
}

/** How what is kept of a log file begins: the file itself stays where it is. */
const aboutFile = '{"logFile":';

/** Keeps that a log file could not be read whole, and says so, as above. */
export function quarantineFile(file: string, why: string, world: QuarantineWorld): Promise<void> {
  return quarantine(`${aboutFile}${JSON.stringify(file)}}`, why, world);
}

function describeFile({ why, receivedAt, body }: Kept): Reply {
  const { logFile }: { logFile: string } = JSON.parse(body);
  return {
    title: `A CloudTrail log file could not be read whole: it ${why}. What it alone tells of has alerted nobody.`,
    sections: [
      {
        kind: 'facts',
        facts: [
          { label: 'File', value: logFile },
          { label: 'Received', value: receivedAt },
        ],
      },
    ],
  };
}

function keyOf(hash: string): string {
  return `quarantine/${hash}.json`;
}
