import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { userError } from '../core/errors.ts';
import type { Now } from '../core/ports.ts';
import { loadSettings } from '../settings.ts';
import { type Aws, startAws } from './aws/start.ts';
import { makeMembersOf } from './digest-members.ts';
import { forgetOwnAws, type PlaygroundEnvironment, setEnvironment } from './environment.ts';
import { startFrontDoor } from './front-door.ts';
import { loadFunctions, mappingsOf } from './functions.ts';
import { invoke } from './lambda.ts';
import { startPage } from './page/start.ts';
import { pathTests } from './path-tests.ts';
import { startPump, startSchedule } from './pump.ts';
import type { Scenario } from './scenarios.ts';
import { cast } from './slack/cast.ts';
import { readCommands, readHome, readScopes } from './slack/manifest.ts';
import { createPeople, type People } from './slack/person.ts';
import { type SlackStandIn, startSlack } from './slack/start.ts';
import type { Installation } from './slack/workspace.ts';
import { happeningAsText } from './terminal.ts';

export type PlaygroundOptions = Readonly<{
  /** Where the page is; 0 is any free port. */
  port: number;
  seed: number;
  scenario: Scenario;
  now: Now;
  /** What a person at the terminal reads. */
  told: (text: string) => void;
  /** Other settings than the playground's own. */
  settingsFile?: string;
  /** How often is swept, in ms; a minute, as where it is deployed, unless given. */
  sweepEveryMs?: number;
}>;

/** The line for scripts. */
type Ready = Readonly<{
  ready: true;
  page: string;
  frontDoor: string;
  slackApi: string;
  botToken: string;
  signingSecret: string;
  aws: Readonly<Record<'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey' | 'logBucket' | 'readerRole', string>>;
  settings: string;
  accounts: Readonly<Record<string, string>>;
  channels: Readonly<Record<string, string>>;
  users: Readonly<Record<string, string>>;
}>;

export type Playground = Readonly<{
  ready: Ready;
  slack: SlackStandIn;
  people: People;
  aws: Aws;
  /** Ends everything, within 2.5 s. */
  close: () => Promise<void>;
}>;

const ownSettingsFile = fileURLToPath(new URL('./noroshi.yml', import.meta.url));
const manifestFile = fileURLToPath(new URL('../../manifest.yml', import.meta.url));
export const graceMs = 1_500;
export const sweepEveryMs = 60_000;

/** Brings up the stand-ins and Noroshi behind them. Throws `PORT_TAKEN`; what was started by then is ended. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end().catch(() => undefined);
  };
  try {
    return await start(options, { keep: (end) => void opened.push(end), close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Closing = Readonly<{ keep: (end: () => Promise<unknown>) => void; close: () => Promise<void> }>;

async function start(options: PlaygroundOptions, { keep, close }: Closing): Promise<Playground> {
  const { now, told, seed, scenario, settingsFile = ownSettingsFile } = options;
  const failed = (error: unknown) => told(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  const page = await startPage({ port: options.port, failed }).catch((error: unknown) => {
    throw isTaken(error) ? userError('PORT_TAKEN', { port: options.port }) : error;
  });
  keep(page.close);
  forgetOwnAws();
  const { settings } = await loadSettings({ file: settingsFile });
  const manifest = await readFile(manifestFile, 'utf8');
  const installation = install(manifest);
  const slack = await startSlack({ workspace: cast, installation, now, failed });
  keep(slack.close);
  slack.listen((happening) => told(happeningAsText(happening, cast)));
  const secret = { botToken: installation.botToken, signingSecret: installation.signingSecret };
  const onCalled = (message: string): void => told(`☎ on call: ${message}\n`);
  const { slow } = scenario;
  const aws = await startAws({
    ...{ settings, seed, now, slackSecret: secret, onBug: failed, onCalled },
    ...(slow && { logFileMs: slow.logFileMs }),
  });
  keep(aws.close);
  setEnvironment(environmentOf(aws, { slackApiUrl: slack.apiUrl, settingsFile }));
  const functions = loadFunctions(slow);
  const frontDoor = await startFrontDoor(functions.slack, { failed });
  keep(frontDoor.close);
  const pump = startPump(mappingsOf(functions, aws.queue), (line) => told(`${line}\n`));
  keep(() => pump.close(graceMs));
  const sweeps = startSchedule(functions.sweep, {
    everyMs: options.sweepEveryMs ?? sweepEveryMs,
    told: (line) => told(`${line}\n`),
  });
  keep(() => sweeps.close(graceMs));
  aws.customRules.answerWith((event) => invoke(functions.configRules, event));
  const people = createPeople({ slack, frontDoor: `${frontDoor.url}/`, now });
  const commands = readCommands(manifest);
  await page.show({
    ...{ slack, people, settings, commands, scenario, now, failed },
    ...{ deliver: aws.deliver, story: aws.story, topic: aws.topics.alerts, membersOf: makeMembersOf(aws, now) },
  });
  for (const event of pathTests(settings, now())) aws.deliver(event);
  const ready: Ready = {
    ready: true,
    page: page.url,
    frontDoor: `${frontDoor.url}/`,
    slackApi: slack.apiUrl,
    ...secret,
    aws: {
      endpoint: aws.endpoint,
      region: aws.region,
      ...aws.credentials,
      logBucket: aws.buckets.logs,
      readerRole: settings.trail.role,
    },
    settings: settingsFile,
    accounts: byName(settings.accounts),
    channels: byName(cast.channels),
    users: byName(cast.people),
  };
  return { ready, slack, people, aws, close };
}

/** What the functions' deployment would have told them of these stand-ins. */
export function environmentOf(
  aws: Aws,
  { slackApiUrl, settingsFile }: Readonly<{ slackApiUrl: string; settingsFile: string }>,
): PlaygroundEnvironment {
  return {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
    SLACK_API_URL: slackApiUrl,
    NOROSHI_SETTINGS: settingsFile,
    NOROSHI_TABLE: aws.table,
    NOROSHI_JOBS_TOPIC: aws.topics.jobs,
    NOROSHI_POSTS_QUEUE: aws.queues.posts,
    NOROSHI_FOLLOW_QUEUE: aws.queues.follow,
    NOROSHI_ALERTS_QUEUE: aws.queues.alerts,
    NOROSHI_SEARCHES_QUEUE: aws.queues.searches,
    NOROSHI_RESULTS: aws.buckets.results,
    NOROSHI_QUEUES: Object.values(aws.queues).join(','),
  };
}

/** Beside the manifest's: with these, a script that looks with the app's token sees what a person sees. */
const scopesToLook = ['channels:history', 'groups:history', 'im:history', 'users:read'];

function install(manifest: string): Installation {
  return {
    botToken: `xoxb-playground-${randomBytes(12).toString('hex')}`,
    signingSecret: randomBytes(16).toString('hex'),
    scopes: [...new Set([...readScopes(manifest), ...scopesToLook])],
    ...readHome(manifest),
  };
}

function byName(named: readonly Readonly<{ id: string; name: string }>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(named.map(({ id, name }) => [name, id]));
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
