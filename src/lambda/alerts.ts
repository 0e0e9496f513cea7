import { createAggregator } from '../aws/aggregator.ts';
import { createClients } from '../aws/clients.ts';
import { createFindCaptured } from '../aws/configuration-history.ts';
import { createDocuments } from '../aws/documents.ts';
import { createMembers } from '../aws/member.ts';
import { createTellOnCall } from '../aws/oncall.ts';
import { createSendToQueue } from '../aws/queues.ts';
import { createResults } from '../aws/results.ts';
import { createLog } from '../core/log.ts';
import { once } from '../core/once.ts';
import { readReceived } from '../core/received.ts';
import { type NotifyWorld, notify } from '../flows/notify.ts';
import { loadSettings, readEnvironment } from '../settings.ts';
import { createStore } from '../store/index.ts';
import { createNewUlid } from '../store/ulid.ts';
import { logFilesOf } from './log-file.ts';
import { sleep } from './sleep.ts';

const now = Date.now;
const compose = once(async (): Promise<NotifyWorld> => {
  const environment = readEnvironment(['settings', 'table', 'resultsBucket', 'queues', 'region']);
  const { settings } = await loadSettings({ file: environment.settings });
  const clients = createClients({ region: environment.region, stsRegion: settings.security.region, now });
  const results = createResults({ clients, bucket: environment.resultsBucket });
  const client = await createDocuments(clients);
  const log = createLog({ write: (line) => process.stdout.write(line), now, fields: { function: 'alerts' } });
  return {
    ...{ settings, results, log, now, sleep, tellOnCall: createTellOnCall({ clients, settings, log }) },
    store: createStore({ client, table: environment.table, now, newUlid: createNewUlid({ now }), results }),
    findCaptured: createFindCaptured({ members: createMembers({ clients, settings }) }),
    ...{ aggregator: createAggregator({ clients, settings }), readLogFile: logFilesOf({ clients, settings, now }) },
    sendToQueue: createSendToQueue({ clients, urls: environment.queues }),
  };
});

/** Security signals from the queue: recorded, enriched, and handed to `posts`; those that failed come again. */
export async function handler(event: unknown, _context: unknown) {
  const failed = await notify(readReceived(event), await compose());
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
