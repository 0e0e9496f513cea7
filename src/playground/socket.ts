import { randomBytes } from 'node:crypto';
import { createPublishJob } from '../aws/jobs-topic.ts';
import { createSignedPost } from '../aws/signed-post.ts';
import { userError } from '../core/errors.ts';
import { createLog } from '../core/log.ts';
import type { Now } from '../core/ports.ts';
import { loadSettings, readOwnIdentity } from '../settings.ts';
import { createOpenModal } from '../slack/open-modal.ts';
import { createSocket } from '../slack/socket.ts';
import { startAws } from './aws/start.ts';
import { forgetOwnAws, setEnvironment } from './environment.ts';
import { loadFunctions, mappingsOf } from './functions.ts';
import { invoke } from './lambda.ts';
import { startPump, startSchedule } from './pump.ts';
import type { Scenario } from './scenarios.ts';
import { environmentOf, graceMs, sweepEveryMs } from './start.ts';

export type SocketOptions = Readonly<{
  /** The playground's settings with the ids of the real workspace. */
  settingsFile: string;
  seed: number;
  scenario: Scenario;
  now: Now;
  told: (text: string) => void;
}>;

/** Slack's two tokens, from the environment alone: the bot's, and the app's for Socket Mode. */
function readTokens(env: Readonly<Record<string, string | undefined>> = process.env) {
  const { SLACK_BOT_TOKEN: botToken = '', SLACK_APP_TOKEN: appToken = '' } = env;
  if (botToken.startsWith('xoxb-') && appToken.startsWith('xapp-')) return { botToken, appToken };
  const problem = '--socket needs SLACK_BOT_TOKEN (xoxb-…) and SLACK_APP_TOKEN (xapp-…) in the environment.';
  throw userError('USAGE', { problem, usage: 'Usage: npm start -- --socket --settings FILE' });
}

/**
 * The playground's AWS and Noroshi behind a real workspace, by Socket Mode: no address of one's own is needed. What the
 * scenario holds happens as soon as all is there.
 */
export async function startSocketPlayground(options: SocketOptions): Promise<Readonly<{ close: () => Promise<void> }>> {
  const { settingsFile, seed, scenario, now, told } = options;
  const { botToken, appToken } = readTokens();
  const slackApiUrl = process.env['SLACK_API_URL'] || 'https://slack.com/api/';
  const { settings } = await loadSettings({ file: settingsFile });
  forgetOwnAws();
  // Nothing signs here, and the front door's function is not asked.
  const slackSecret = { botToken, signingSecret: randomBytes(16).toString('hex') };
  const aws = await startAws({ settings, seed, now, slackSecret });
  setEnvironment(environmentOf(aws, { slackApiUrl, settingsFile }));
  const functions = loadFunctions();
  const post = createSignedPost({ region: aws.region, identity: readOwnIdentity(), now });
  const log = createLog({ write: told, now, fields: { function: 'slack' } });
  const socket = createSocket({
    appToken,
    settings,
    team: settings.slack.team,
    publish: createPublishJob({ post, topicArn: aws.topics.jobs }),
    apiUrl: slackApiUrl,
    now,
    openModal: createOpenModal({ loadToken: async () => botToken, apiUrl: slackApiUrl, log }),
    log,
  });
  await socket.start().catch(async (error: unknown) => {
    await aws.close();
    throw error;
  });
  const pump = startPump(mappingsOf(functions, aws.queue), (line) => told(`${line}\n`));
  const sweeps = startSchedule(functions.sweep, { everyMs: sweepEveryMs, told: (line) => told(`${line}\n`) });
  aws.customRules.answerWith((event) => invoke(functions.configRules, event));
  for (const { scene } of scenario.scenes) aws.deliver(scene.seeded?.(aws.story) ?? scene.events(now()));
  return {
    async close() {
      await socket.stop();
      await Promise.all([pump.close(graceMs), sweeps.close(graceMs)]);
      await aws.close();
    },
  };
}
