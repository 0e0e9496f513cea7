import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { Evaluation } from '../core/items/evaluation.ts';
import { escapeControls } from '../core/log.ts';
import { findNearest } from '../core/text/nearest.ts';
import { listed } from '../core/text/phrase.ts';
import { judgeInvocation, judgeItems } from '../flows/evaluate/judge.ts';
import { settleInvocation, settleItems } from '../flows/evaluate/settle.ts';
import { type Judge, type Rule, rules } from '../rules/index.ts';
import { everywhere, onlyFile, readArguments } from './arguments.ts';
import { openAccount, type Sources } from './evaluate-account.ts';
import type { Io } from './io.ts';
import { parametersIn, type RuleFile, readRuleFile } from './rule-file.ts';

const usage =
  'Usage: noroshi evaluate RULE FILE [--parameters k=v,…] [--items FILE] [--credential-report FILE] [--json] [--settings FILE], or noroshi evaluate --list';

const help = `${usage}

Runs a custom Config rule and prints its evaluations as JSON; nothing is told to AWS Config.
FILE holds what AWS Config invokes a rule's function with, or configuration items as its API or its events write them: one,
an array, or a snapshot; - is standard input. AWS is asked only for what FILE does not hold: the item that was too large to
be sent, all resources of a scheduled run, IAM's credential report; and not for that either where a file has it.

  --parameters k=v,…        parameters of the rule, beside those of FILE; may be repeated
  --items FILE              configuration items: all that there are, when FILE invokes the rule
  --credential-report FILE  IAM's credential report, as CSV
  --list                    the rules and their parameters
  --json                    the evaluations in one line
  --settings FILE           the settings: AWS is then asked as the bot asks it, otherwise with your own credentials
`;

const options = {
  ...everywhere,
  parameters: { type: 'string', multiple: true },
  items: { type: 'string' },
  'credential-report': { type: 'string' },
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
  const given = readParameters(values.parameters ?? []);
  // Parameters are needed only when the rule really judges.
  const judge = () => prepare(rule, { ...parametersIn(file), ...given });
  const evaluations = settle(file, rule) ?? (await evaluate(file, { rule, judge: judge(), sources: values }, io));
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

/** What is said whatever the parameters are; undefined when anything of the file is to be judged. */
function settle(file: RuleFile, rule: Rule): readonly Evaluation[] | undefined {
  if (file.kind === 'items') return settleItems(file.items, rule);
  const settled = settleInvocation(file.invocation, rule);
  return settled && [settled];
}

type Wanted = Readonly<{ rule: Rule; judge: Judge; sources: Sources }>;

async function evaluate(file: RuleFile, wanted: Wanted, io: Io): Promise<readonly Evaluation[]> {
  const { rule, judge, sources } = wanted;
  const { account, isAskedAsYou } = await openAccount(file, sources, io);
  const asked = { rule, judge, account, now: io.now() };
  try {
    const evaluations =
      file.kind === 'items' ? await judgeItems(file.items, asked) : await judgeInvocation(file.invocation, asked);
    // With credentials of another account nothing would be found, and nobody would know why.
    if (isAskedAsYou()) {
      io.stderr.write(
        `Asked AWS in ${file.region} with your credentials, which must be of account ${file.accountId}.\n`,
      );
    }
    return evaluations;
  } catch (error) {
    const why = awsReason(error);
    if (!why) throw error;
    throw userError('NOT_IN_FILE', { file: file.name, why, ...missingIn(file, wanted) });
  }
}

/** What AWS was asked for, and who else could tell. */
function missingIn({ accountId, region, ...file }: RuleFile, { rule, judge, sources }: Wanted) {
  const wants = (option: string) =>
    `Give it with ${option} FILE, or have AWS credentials of account ${accountId} that reach ${region}.`;
  const asksItems = file.kind === 'invocation' && sources.items === undefined;
  const cause = asksItems ? file.invocation.cause : undefined;
  if (judge.of === 'resource' && cause?.kind === 'oversized') {
    const { type, id } = cause.summary.resource;
    return { missing: `the item of ${type} ${id}, which was too large to be sent`, advice: wants('--items') };
  }
  const types = judge.of === 'account' ? judge.counts : cause?.kind === 'scheduled' ? rule.resourceTypes : [];
  if (asksItems && types.length > 0) {
    return { missing: `every ${listed(types)} of the account`, advice: wants('--items') };
  }
  return { missing: 'IAM’s credential report', advice: wants('--credential-report') };
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
    .map(({ id, summary, resourceTypes, schedule, parameters, remediation }) => {
      const when = schedule ? `by schedule (${schedule})` : 'on change';
      const judged = resourceTypes.length === 0 ? 'the account' : resourceTypes.join(', ');
      const lines = Object.entries(parameters).map(
        ([name, { help: text, required }]) => `    ${name}${required ? '' : ' (optional)'}: ${text}\n`,
      );
      const mending = remediation ? `  mended by ${remediation.document}\n` : '';
      return `${id}: ${summary}\n  judges ${judged}, ${when}\n${mending}${lines.join('')}`;
    })
    .join('\n');
}
