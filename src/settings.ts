import { readFile as readFileOfNode } from 'node:fs/promises';
import { userError } from './core/errors.ts';
import type { OwnIdentity } from './core/own-identity.ts';
import type { Settings } from './core/settings.ts';
import type { Registries } from './settings/cross-checks.ts';
import type { ParsedSettings } from './settings/parse.ts';

export type { Registries };

/** The settings as they were parsed when the bundle that this runs in was built (`infra/bundle.ts`); nowhere else is it defined. */
declare const noroshiSettings: Settings;

/** What `NOROSHI_SETTINGS` says where the settings travel in the bundle. */
const inBundle = 'bundle';

/**
 * The settings from a file, from the JSON text itself (whatever starts with `{`), or, for `bundle`, those that were checked
 * when the bundle was built. Throws `BAD_FILE` when the file cannot be read, `BAD_SETTINGS` as `parseSettings` does.
 */
export async function loadSettings(options: {
  file: string;
  readFile?: (file: string) => Promise<string>;
  registries?: Registries;
}): Promise<ParsedSettings> {
  const { file, readFile = (name) => readFileOfNode(name, 'utf8'), registries } = options;
  const given = registries ? { registries } : {};
  if (file === inBundle && typeof noroshiSettings !== 'undefined') return { settings: noroshiSettings };
  // What reads and checks a file is large, so that a bundle loads it only where it has no settings of its own.
  const { parseSettings } = await import('./settings/parse.ts');
  if (file.trimStart().startsWith('{')) return parseSettings(file, { file: 'NOROSHI_SETTINGS', ...given });
  const text = await readFile(file).catch((error: unknown) => {
    const problem = `the settings cannot be read (${error instanceof Error ? error.message : String(error)})`;
    throw userError('BAD_FILE', {
      file,
      problem,
      advice: 'Name a settings file: --settings FILE, or NOROSHI_SETTINGS.',
    });
  });
  return parseSettings(text, { file, ...given });
}

const variables = {
  settings: 'NOROSHI_SETTINGS',
  table: 'NOROSHI_TABLE',
  jobsTopic: 'NOROSHI_JOBS_TOPIC',
  postsQueue: 'NOROSHI_POSTS_QUEUE',
  followQueue: 'NOROSHI_FOLLOW_QUEUE',
  alertsQueue: 'NOROSHI_ALERTS_QUEUE',
  searchesQueue: 'NOROSHI_SEARCHES_QUEUE',
  resultsBucket: 'NOROSHI_RESULTS',
  allQueues: 'NOROSHI_QUEUES',
  region: 'AWS_REGION',
} as const;

type Variable = keyof typeof variables;
type QueueVariable = 'postsQueue' | 'followQueue' | 'alertsQueue' | 'searchesQueue';
type Values = Readonly<Record<Exclude<Variable, QueueVariable>, string>>;

/** Names of what a door cannot do without; `queues` are all of them. */
export type Need = keyof Values | 'queues';

/** What the environment says; `Needed` are there for certain. Queues by URL, the topic by ARN. */
export type Environment<Needed extends Need = never> = Partial<Values> &
  Pick<Values, Exclude<Needed, 'queues'>> &
  Readonly<{
    queues: 'queues' extends Needed ? Queues : Partial<Queues>;
    /** Base URL of Slack's Web API, ending in a slash. */
    slackApiUrl: string;
    /** Where a bug is, is shown at the terminal. */
    debug: boolean;
  }>;

type Queues = Readonly<{ posts: string; remediations: string; alerts: string; searches: string }>;

/** Reads the environment, the only place that does. Throws one error that names every variable of `needs` that is not set. */
export function readEnvironment<Needed extends Need = never>(
  needs: readonly Needed[] = [],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Environment<Needed> {
  const wanted: readonly Variable[] = needs.flatMap((need): readonly Variable[] =>
    need === 'queues' ? ['postsQueue', 'followQueue', 'alertsQueue', 'searchesQueue'] : [need],
  );
  const missing = wanted.map((need) => variables[need]).filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`Not set in the environment: ${missing.join(', ')}`);
  const values = Object.fromEntries(
    Object.entries(variables).flatMap(([key, name]) => (env[name] ? [[key, env[name]]] : [])),
  );
  const {
    postsQueue: posts,
    followQueue: remediations,
    alertsQueue: alerts,
    searchesQueue: searches,
    ...rest
  } = values;
  const slackApiUrl = env['SLACK_API_URL'] || 'https://slack.com/api/';
  // Narrowed by the check above: what is needed is there.
  return {
    ...rest,
    queues: {
      ...{ ...(posts && { posts }), ...(remediations && { remediations }) },
      ...{ ...(alerts && { alerts }), ...(searches && { searches }) },
    },
    slackApiUrl: slackApiUrl.endsWith('/') ? slackApiUrl : `${slackApiUrl}/`,
    debug: Boolean(env['NOROSHI_DEBUG']),
  } as Environment<Needed>;
}

/** Reads the function's own identity. Throws when there is none. AWS SDKs and Tools Reference Guide, "Service-specific endpoints". */
export function readOwnIdentity(env: Readonly<Record<string, string | undefined>> = process.env): OwnIdentity {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey) throw new Error('Not set in the environment: the keys of AWS');
  const sns = env['AWS_ENDPOINT_URL_SNS'] || env['AWS_ENDPOINT_URL'];
  const secretsmanager = env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] || env['AWS_ENDPOINT_URL'];
  const endpoints = { ...(sns && { sns }), ...(secretsmanager && { secretsmanager }) };
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }), endpoints };
}
