import { isDay } from '../core/audit/day.ts';
import { loadTrail } from '../core/audit/load.ts';
import { type AuditVerdict, type Range, verifyAudit } from '../core/audit/verify.ts';
import { userError } from '../core/errors.ts';
import { counted } from '../core/text/phrase.ts';
import { everywhere, readArguments } from './arguments.ts';
import type { Io } from './io.ts';
import { settingsFileOf } from './settings-file.ts';

const usage = 'Usage: noroshi audit verify [--since DATE] [--until DATE] [--settings FILE]';

const help = `${usage}

Reads the audit trail and says what of it is missing, changed or planted, one line each; last, what was looked at.

  --since DATE      the first day that is judged, as 2026-11-20 (UTC); otherwise from the beginning
  --until DATE      the last day that is judged; otherwise up to now
  --settings FILE   the settings, which name the bucket; otherwise NOROSHI_SETTINGS,
                    otherwise infra/noroshi.yml
  -h, --help        this text

Exit code 0 when nothing is wrong, 1 when something is, 2 for wrong usage. The end of a chain that was cut off before its
day got a manifest cannot be seen from here: there the bucket's Object Lock stands.
`;

const options = { ...everywhere, since: { type: 'string' }, until: { type: 'string' } } as const;

/** `noroshi audit verify`. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(argv, { options, usage });
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  if (positionals.length !== 1 || positionals[0] !== 'verify')
    throw userError('USAGE', { problem: asked(positionals), usage });
  const range = rangeOf(values);
  const bucket = await openBucket(values.settings, io);
  const verdict = verifyAudit(await loadTrail(bucket, range), { ...range, now: io.now() });
  io.stdout.write(tell(verdict));
  return verdict.problems.length === 0 ? 0 : 1;
}

function asked([first, ...more]: readonly string[]): string {
  if (first === undefined) return 'What of the audit trail? There is verify.';
  return first === 'verify'
    ? `“${more.join(' ')}” means nothing here.`
    : `There is no audit ${first}; there is verify.`;
}

function rangeOf({ since, until }: Readonly<{ since?: string; until?: string }>): Range {
  const range = {
    ...(since !== undefined && { since: dayIn(since) }),
    ...(until !== undefined && { until: dayIn(until) }),
  };
  if (since !== undefined && until !== undefined && since > until) {
    throw userError('USAGE', { problem: `${since} is after ${until}.`, usage });
  }
  return range;
}

function dayIn(text: string): string {
  if (isDay(text)) return text;
  throw userError('USAGE', { problem: `${text} is no day such as 2026-11-20.`, usage });
}

async function openBucket(file: string | undefined, io: Io) {
  const { loadSettings, readEnvironment } = await import('../settings.ts');
  const environment = readEnvironment([], io.env);
  const { settings } = await loadSettings({ file: settingsFileOf(file, io.env), readFile: io.readFile });
  const [{ createClients }, { createAuditBucket }] = await Promise.all([
    import('../aws/clients.ts'),
    import('../aws/audit.ts'),
  ]);
  const clients = createClients({ region: environment.region ?? settings.security.region, now: io.now });
  return createAuditBucket({ clients, settings });
}

/** One line a problem, and the counts. */
function tell({ problems, entries, chains, days, manifests }: AuditVerdict): string {
  const lines = problems.map(({ key, kind, what }) => `${kind} ${key}: ${what}\n`);
  const looked = `${countedEntries(entries)} in ${counted(chains, 'chain')} on ${counted(days, 'day')}`;
  const found = problems.length === 0 ? 'nothing is wrong' : counted(problems.length, 'problem');
  return `${lines.join('')}${looked}, ${counted(manifests, 'manifest')}: ${found}\n`;
}

function countedEntries(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}
