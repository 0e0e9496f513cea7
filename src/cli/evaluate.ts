import type { Clients } from '../aws/clients.ts';
import { createClients } from '../aws/clients.ts';
import { createRuleAccount } from '../aws/config-evaluations.ts';
import { openRuleSession } from '../aws/rule-session.ts';
import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { Evaluation } from '../core/evaluation.ts';
import { escapeControls } from '../core/log.ts';
import { findNearest } from '../core/nearest.ts';
import { once } from '../core/once.ts';
import { judgeInvocation, judgeItems } from '../flows/judge.ts';
import { type Judge, type Rule, rules } from '../rules/index.ts';
import { loadSettings } from '../settings.ts';
import { everywhere, onlyFile, readArguments } from './arguments.ts';
import type { Io } from './io.ts';
import { type RuleFile, readRuleFile } from './rule-file.ts';

const usage =
  'Usage: noroshi evaluate RULE FILE [--parameters k=v,…] [--json] [--settings FILE], or noroshi evaluate --list';

const help = `${usage}

Runs a custom Config rule and prints its evaluations as JSON; nothing is told to AWS Config.
FILE holds what AWS Config invokes a rule's function with, or configuration items as its API or its events write them: one,
an array, or a snapshot; - is standard input. AWS is asked only for what FILE does not hold: the item that was too large to
be sent, all resources of a scheduled run, IAM's credential report.

  --parameters k=v,…  parameters of the rule, beside those of FILE; may be repeated
  --list              the rules and their parameters
  --json              the evaluations in one line
  --settings FILE     the settings: AWS is then asked as the bot asks it, otherwise with your own credentials
`;

const options = {
  ...everywhere,
  parameters: { type: 'string', multiple: true },
  list: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** `noroshi evaluate RULE FILE`: 0 when the rule has judged, whatever it said. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(argv, { options, usage });
  if (values.help || values.list) {
    io.stdout.write(values.help ? help : listing());
    return 0;
  }
  const [id, ...files] = positionals;
  const rule = ruleOf(id);
  const file = await readRuleFile(onlyFile(files, usage), io);
  const judge = prepare(rule, { ...file.parameters, ...readParameters(values.parameters ?? []) });
  const evaluations = await evaluate(file, { rule, judge, settings: values.settings }, io);
  const answer = { rule: rule.id, evaluations: evaluations.map(toApi) };
  io.stdout.write(`${escapeControls(JSON.stringify(answer, null, values.json ? undefined : 2))}\n`);
  return 0;
}

function ruleOf(id: string | undefined): Rule {
  if (id === undefined) throw userError('USAGE', { problem: 'RULE is missing.', usage });
  const known = rules.map((rule) => rule.id);
  const rule = rules.find((one) => one.id === id);
  if (rule) return rule;
  const near = findNearest(id, known);
  const advice = near ? `; did you mean ${near}?` : `; the rules are ${known.join(', ')}.`;
  throw userError('USAGE', { problem: `There is no rule ${id}${advice}`, usage });
}

function prepare(rule: Rule, parameters: Parameters): Judge {
  const prepared = rule.prepare(parameters);
  if ('judge' in prepared) return prepared.judge;
  const needed = Object.entries(rule.parameters).flatMap(([name, { required }]) => (required ? [`${name}=…`] : []));
  throw userError('BAD_ARGUMENT', {
    problem: `${rule.id}: ${prepared.problems.join('; ')}.`,
    example: `noroshi evaluate ${rule.id} FILE --parameters ${needed.join(',') || 'k=v'}`,
  });
}

type Parameters = Readonly<Record<string, unknown>>;

/** `a=1,b=2,3` is a: `1`, b: `2,3`, for values are lists often enough. */
function readParameters(written: readonly string[]): Parameters {
  const pieces = written.flatMap((one) => one.split(/,(?=\s*[A-Za-z]\w*=)/));
  return Object.fromEntries(
    pieces.map((piece) => {
      const at = piece.indexOf('=');
      if (at > 0) return [piece.slice(0, at).trim(), piece.slice(at + 1)];
      throw userError('USAGE', { problem: `--parameters must be k=v, not ${piece}.`, usage });
    }),
  );
}

type Wanted = Readonly<{ rule: Rule; judge: Judge; settings: string | undefined }>;

async function evaluate(file: RuleFile, { rule, judge, settings }: Wanted, io: Io): Promise<readonly Evaluation[]> {
  const clients = openClients(file, settings, io);
  const account = createRuleAccount({ clients, accountId: file.accountId });
  const asked = { rule, judge, account, now: io.now() };
  try {
    return await (file.kind === 'items' ? judgeItems(file.items, asked) : judgeInvocation(file.invocation, asked));
  } catch (error) {
    const why = awsReason(error);
    if (!why) throw error;
    const what = `AWS in account ${file.accountId}, which has what ${file.name} does not hold,`;
    throw userError('UNREACHABLE', { what, why });
  }
}

/**
 * No session is opened before the first question, so that none is needed where the file holds enough. Whoever asks with
 * credentials of another account would be told that nothing is there; so that is said.
 */
function openClients(file: RuleFile, settingsFile: string | undefined, io: Io): Clients {
  const { accountId, region } = file;
  const clients = createClients({ region, now: io.now });
  const executionRole = file.kind === 'invocation' ? file.invocation.executionRole : undefined;
  const session = once(async () => {
    if (settingsFile === undefined) {
      io.stderr.write(`Asking AWS in ${region} with your own credentials, which must be of account ${accountId}.\n`);
      return clients;
    }
    const { settings } = await loadSettings({ file: settingsFile, readFile: io.readFile });
    return openRuleSession({ clients, settings }, { accountId, ...(executionRole && { executionRole }) });
  });
  return { ...clients, config: async () => (await session()).config(), iam: async () => (await session()).iam() };
}

/** As AWS Config's API writes evaluations. */
function toApi({ resource, complianceType, annotation, orderingTimestamp }: Evaluation): object {
  return {
    ComplianceResourceType: resource.type,
    ComplianceResourceId: resource.id,
    ComplianceType: complianceType,
    ...(annotation && { Annotation: annotation }),
    OrderingTimestamp: orderingTimestamp,
  };
}

function listing(): string {
  return rules
    .map(({ id, summary, resourceTypes, schedule, parameters }) => {
      const when = schedule ? `by schedule (${schedule})` : 'on change';
      const judged = resourceTypes.length === 0 ? 'the account' : resourceTypes.join(', ');
      const lines = Object.entries(parameters).map(
        ([name, { help: text, required }]) => `    ${name}${required ? '' : ' (optional)'}: ${text}\n`,
      );
      return `${id}: ${summary}\n  judges ${judged}, ${when}\n${lines.join('')}`;
    })
    .join('\n');
}
