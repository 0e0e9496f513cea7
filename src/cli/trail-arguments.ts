import { userError } from '../core/errors.ts';
import { bothOf, fieldCondition, isTrailQuery, parseTrailQuery } from '../core/search/trail-language.ts';
import type { TrailCondition, TrailField, TrailQuery } from '../core/search/trail-query.ts';
import { endOf, type Here, parseTimeRange } from '../core/search/zoned-moment.ts';
import { everywhere, readArguments } from './arguments.ts';

export const usage =
  'noroshi trail QUERY [--source DIRECTORY | s3://BUCKET/PREFIX] [--since 2h] [--event NAME] [--user WHO]';

export const help = `${usage}

Finds CloudTrail records in gzipped logs and prints each as it stands in the log, one line of JSON a record, the newest
first. Progress goes to stderr, and last of all one line of JSON with the figures.

QUERY              words, each of which some key or value of the record must contain; case counts. AND, OR, NOT and ( ) join
                   them; "quotes" hold a text with spaces together; event: service: user: role: ip: resource: account:
                   region: error: source-identity: read-only: name a field, regex: a pattern in RE2's syntax

--source WHERE     a DIRECTORY (any tree of .json.gz files, links followed) or s3://BUCKET/PREFIX; PREFIX is what stands
                   before AWSLogs/, or any prefix within it. Otherwise the bucket of the settings
--since, --until   30m, 2h, 7d, yesterday, 2026-11-20, 2026-11-20T16:40 (your time zone), or both in one as A..B; unless
                   given, the last 24 h in S3 and everything in a DIRECTORY
--event NAME       the API call, exactly: RunInstances
--service NAME     exactly: s3, or s3.amazonaws.com
--user WHO         part of the name, ARN or session of who did it
--role NAME        part of the name or ARN of the role that did it
--ip ADDRESS       where it came from: an address, or a block such as 198.51.100.0/24
--resource ID      part of a resource's ARN, or of a value in the request or the answer
--account ID       12 digits
--region NAME      exactly: eu-west-1
--error CODE       part of the error's code or message; * is any error
--source-identity  part of the source identity of the session
--read-only        only calls that read; read-only:false in QUERY for those that change something
--regex            QUERY is one pattern in RE2's syntax
--ignore-case      without regard to case
--limit N          the newest N by the time of the event (1000 unless given); 0 is all, in the order of the keys
--engine NAME      direct (unless given) reads the files; athena has Amazon Athena read them, for what is too much otherwise: it
                   costs 5 dollars a terabyte, and needs --settings with trail.athena
--seconds N        stops after so long; the figures then hold a cursor
--cursor C         goes on where the figures of the same search left off
--verify           checks the logs of what was found against CloudTrail's digests; the figures then say how many are verified,
                   altered, missing or not covered. Exit code 1 when one is altered or missing
--public-keys FILE what "aws cloudtrail list-public-keys" printed, for --verify; asked of AWS for S3 unless given
--settings FILE    the settings: S3 is then read as the log reader's role, and where --source stands without settings, with
                   your own credentials; otherwise NOROSHI_SETTINGS, otherwise infra/noroshi.yml
`;

const fieldOptions = [
  'event',
  'service',
  'user',
  'role',
  'ip',
  'resource',
  'account',
  'region',
  'error',
  'source-identity',
] as const satisfies readonly TrailField[];

const options = {
  ...everywhere,
  source: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  event: { type: 'string' },
  service: { type: 'string' },
  user: { type: 'string' },
  role: { type: 'string' },
  ip: { type: 'string' },
  resource: { type: 'string' },
  account: { type: 'string' },
  region: { type: 'string' },
  error: { type: 'string' },
  'source-identity': { type: 'string' },
  'read-only': { type: 'boolean' },
  regex: { type: 'boolean' },
  'ignore-case': { type: 'boolean' },
  limit: { type: 'string' },
  seconds: { type: 'string' },
  engine: { type: 'string' },
  verify: { type: 'boolean' },
  'public-keys': { type: 'string' },
  cursor: { type: 'string' },
} as const;

/** What was asked for: the query, and where to look. */
export type Asked = Readonly<{
  query: TrailQuery;
  source: string | undefined;
  settings: string | undefined;
  engine: 'direct' | 'athena';
  /** Present where the logs of what is found are to be checked; with the file of public keys, if one was named. */
  verify?: Readonly<{ publicKeys: string | undefined }>;
}>;

/** Reads the command's arguments; `help` when that was asked for. Throws `USAGE` or `BAD_ARGUMENT` with what to write instead. */
export function readTrailArguments(argv: readonly string[], here: Here): Asked | 'help' {
  const { values, positionals } = readArguments(argv, { options, usage });
  if (values.help) return 'help';
  const engine = engineOf(values);
  const texts = positionals.filter((text) => text !== '');
  const named = fieldOptions.flatMap((field) => (values[field] ? [fieldCondition(field, values[field])] : []));
  if (values['read-only']) named.push(fieldCondition('read-only', 'true'));
  const where = bothOf([values.regex ? patternOf(texts) : queryOf(texts), ...named]);
  if (!where && !['since', 'until', 'limit', 'cursor'].some((name) => Reflect.get(values, name) !== undefined)) {
    throw userError('USAGE', { problem: 'There is nothing to look for: QUERY is missing.', usage });
  }
  const seconds = values.seconds === undefined ? undefined : readCount('seconds', values.seconds);
  return {
    source: values.source,
    settings: values.settings,
    engine,
    ...(values.verify && { verify: { publicKeys: values['public-keys'] } }),
    query: {
      terms: [],
      limit: readCount('limit', values.limit ?? '1000'),
      ...timesOf(values, here),
      ...(where && { where }),
      ...(values['ignore-case'] && { ignoreCase: true }),
      ...(values.cursor !== undefined && { cursor: values.cursor }),
      ...(seconds !== undefined && { budgetMs: seconds * 1000 }),
    },
  };
}

type Chosen = Readonly<{ engine?: string; source?: string; verify?: boolean; cursor?: string; seconds?: string }>;

function engineOf(values: Chosen): Asked['engine'] {
  const { engine = 'direct' } = values;
  if (engine !== 'direct' && engine !== 'athena') {
    throw userError('USAGE', { problem: `--engine ${engine} is not there; the engine is direct or athena.`, usage });
  }
  const others = (['source', 'verify', 'cursor', 'seconds'] as const).filter((name) => values[name] !== undefined);
  if (engine === 'athena' && others[0]) {
    throw userError('USAGE', { problem: `--${others[0]} is for the direct engine; Athena has no use for it.`, usage });
  }
  return engine;
}

/** What the shell kept together and is plain text stays together, as if it stood in quotes. */
function queryOf(texts: readonly string[]): TrailCondition | undefined {
  const words = texts.map((text) => (/\s/.test(text) && !isTrailQuery(text) ? quoted(text) : text));
  return parseTrailQuery(words.join(' '));
}

/** As the query's own quotes take it: only quotes and backslashes are escaped, and a line break is itself. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function patternOf(texts: readonly string[]): TrailCondition | undefined {
  return bothOf(texts.map((pattern) => ({ kind: 'pattern', pattern })));
}

type Times = Readonly<{ since?: string | undefined; until?: string | undefined }>;

function timesOf(typed: Times, here: Here): { since?: number; until?: number } {
  const range = typed.since === undefined ? undefined : parseTimeRange(typed.since, here);
  const end = typed.until === undefined ? undefined : endOf(typed.until, here);
  if (typed.since !== undefined && !range) throw unreadable('since', typed.since);
  if (typed.until !== undefined && end === undefined) throw unreadable('until', typed.until);
  const [since, until] = [range?.since, end ?? range?.until];
  if (since !== undefined && until !== undefined && since >= until) {
    throw userError('USAGE', {
      problem: `The search would end before it begins: ${typed.since} is not before ${typed.until ?? 'its end'}.`,
      usage,
    });
  }
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

function unreadable(name: string, typed: string) {
  const problem = `--${name} ${typed} is no time that can be read; 30m, 2h, 7d, yesterday, 2026-11-20 and 2026-11-20T16:40 are.`;
  return userError('USAGE', { problem, usage });
}

function readCount(name: string, typed: string): number {
  if (/^\d{1,9}$/.test(typed)) return Number(typed);
  const problem =
    name === 'limit'
      ? `--limit ${typed} is no number of records; 0 is all of them.`
      : `--${name} ${typed} is no number.`;
  throw userError('USAGE', { problem, usage });
}
