import { readFile as readFileOfNode } from 'node:fs/promises';
import type { z } from 'zod/mini';
import { userError } from './core/errors.ts';
import type { Settings } from './core/settings.ts';
import { crossCheck, type Problem, type Registries, showPath } from './settings/cross-checks.ts';
import { readDocument, type SettingsDocument } from './settings/document.ts';
import { findNotInUse } from './settings/not-in-use.ts';
import { settingsSchema } from './settings/schema.ts';

export type { Registries };

/** `notInUse` are the keys of the file whose capability does not exist yet: to be said once. */
export type ParsedSettings = Readonly<{ settings: Settings; notInUse: readonly string[] }>;

/**
 * The settings file (YAML, or the same as JSON) → Settings. `file` is how it is called in messages; without `registries`
 * the ids of remediations and rules are not held against what exists. Throws `BAD_SETTINGS` with all problems at once.
 */
export function parseSettings(text: string, options: { file: string; registries?: Registries }): ParsedSettings {
  const document = readDocument(text);
  if (document.problems.length > 0) throw badSettings(options.file, document.problems);
  const { data } = document;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw badSettings(options.file, ['the file must be a group of keys such as slack, accounts and routes']);
  }
  const parsed = settingsSchema.safeParse(data);
  const problems = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => toProblems(issue, document)),
    ...crossCheck(data, options.registries),
  ];
  if (!parsed.success || problems.length > 0) throw badSettings(options.file, inLines(problems, document));
  return { settings: parsed.data, notInUse: findNotInUse(data, parsed.data) };
}

/**
 * The settings from a file, or from the JSON text itself (in a bundle): whatever starts with `{` is the text.
 * Throws `BAD_FILE` when the file cannot be read, `BAD_SETTINGS` as `parseSettings` does.
 */
export async function loadSettings(options: {
  file: string;
  readFile?: (file: string) => Promise<string>;
  registries?: Registries;
}): Promise<ParsedSettings> {
  const { file, readFile = (name) => readFileOfNode(name, 'utf8'), registries } = options;
  const given = registries ? { registries } : {};
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

type Issue = z.core.$ZodIssue;

/** One problem per unknown key; of a choice between shapes the branch that got further. */
function toProblems(issue: Issue, document: SettingsDocument): readonly Problem[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    const words = message.split('\n');
    return issue.keys.map((key, at) => ({ path: [...path, key], what: words[at] ?? message }));
  }
  if (issue.code === 'invalid_union') {
    const deeper = issue.errors.flat().filter((inner) => inner.path.length > 0);
    if (deeper.length > 0) {
      return deeper.flatMap((inner) => toProblems({ ...inner, path: [...path, ...inner.path] }, document));
    }
  }
  const written = document.writtenAt(path);
  if (issue.code === 'invalid_type' && issue.expected === 'string' && written && /^\d{10,12}$/.test(written)) {
    const why = 'without them it is read as a number, and zeros at its start are lost';
    return [{ path, what: `must stand in quotes, "${written}": ${why}` }];
  }
  // What may be one value or a list is checked as a list; its path is told as it was written.
  const single = path.at(-1) === 0 && document.writtenAt(path.slice(0, -1)) !== undefined;
  return [{ path: single ? path.slice(0, -1) : path, what: message }];
}

function inLines(problems: readonly Problem[], document: SettingsDocument): readonly string[] {
  const lines = problems.map(({ path, what }) => ({ line: document.lineOf(path), words: `${showPath(path)} ${what}` }));
  lines.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return lines.map(({ line, words }) => (line === undefined ? words : `line ${line}: ${words}`));
}

function badSettings(file: string, problems: readonly string[]): Error {
  return userError('BAD_SETTINGS', { file, problems });
}
