import { createPublishJob } from '../aws/jobs-topic.ts';
import { createLoadSlackSecret } from '../aws/secrets.ts';
import { createSignedPost } from '../aws/signed-post.ts';
import { createLog } from '../core/log.ts';
import { once } from '../core/once.ts';
import { loadSettings, readEnvironment, readOwnIdentity } from '../settings.ts';
import { createFrontDoor } from '../slack/front-door.ts';
import { createOpenModal } from '../slack/open-modal.ts';

const now = Date.now;

/** The front door reads one secret, publishes to one topic and opens forms; it knows the commands by name only. */
const compose = once(async () => {
  const environment = readEnvironment(['settings', 'jobsTopic', 'region']);
  const { settings } = await loadSettings({ file: environment.settings });
  const post = createSignedPost({ region: environment.region, identity: readOwnIdentity(), now });
  const loadSecrets = createLoadSlackSecret({ post, secretId: settings.slack.secret, now });
  const log = createLog({ write: (line) => process.stdout.write(line), now, fields: { function: 'slack' } });
  const loadToken = async () => (await loadSecrets()).botToken;
  return createFrontDoor({
    loadSecrets,
    settings,
    team: settings.slack.team,
    publish: createPublishJob({ post, topicArn: environment.jobsTopic }),
    apiUrl: environment.slackApiUrl,
    now,
    openModal: createOpenModal({ loadToken, apiUrl: environment.slackApiUrl, log }),
    log,
  });
});

/** Slack's requests, by function URL: answered within its three seconds, worked on elsewhere. */
export async function handler(event: Parameters<Awaited<ReturnType<typeof compose>>>[0], _context: unknown) {
  const handle = await compose();
  return handle(event);
}
