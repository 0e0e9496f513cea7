import { createClients } from '../aws/clients.ts';
import { createDocuments } from '../aws/documents.ts';
import { createSendToQueue } from '../aws/queues.ts';
import { createResults } from '../aws/results.ts';
import { createLoadSlackSecret } from '../aws/secrets.ts';
import { createLog } from '../core/log.ts';
import { loadSettings, readEnvironment } from '../settings.ts';
import { createPeople } from '../slack/people.ts';
import { createSlack } from '../slack/post.ts';
import { createStore } from '../store/index.ts';
import { createNewUlid } from '../store/ulid.ts';

const now = Date.now;

/** What every function behind the front door works with, put together at its first invocation. */
export async function composeBot(name: string) {
  const environment = readEnvironment(['settings', 'table', 'resultsBucket', 'region']);
  const { settings } = await loadSettings({ file: environment.settings });
  const clients = createClients({ region: environment.region, stsRegion: settings.security.region, now });
  const loadSecret = createLoadSlackSecret({ clients, secretId: settings.slack.secret, now });
  const results = createResults({ clients, bucket: environment.resultsBucket });
  const log = createLog({ write: (line) => process.stdout.write(line), now, fields: { function: name } });
  const toSlack = { loadToken: async () => (await loadSecret()).botToken, apiUrl: environment.slackApiUrl, log };
  return {
    ...{ settings, clients, log, now, results },
    sendToQueue: createSendToQueue({ clients, urls: environment.queues }),
    slack: createSlack(toSlack),
    people: createPeople({ ...toSlack, now }),
    store: createStore({
      client: await createDocuments(clients),
      table: environment.table,
      now,
      newUlid: createNewUlid({ now }),
      results,
    }),
  };
}
