import { awsErrorName } from '../core/aws-error.ts';
import type { Evaluation } from '../core/items/evaluation.ts';
import { type RuleInvocation, readInvocation } from '../core/items/rule-invocation.ts';
import { withFields } from '../core/log.ts';
import type { Log, Now, RuleAccount } from '../core/ports.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import { findRule, type Rule } from '../rules/index.ts';
import { brokenEvaluation, type Invoked, judgeInvocation, mendedEvaluation } from './evaluate/judge.ts';
import { putAll } from './evaluate/put-evaluations.ts';
import { settleInvocation } from './evaluate/settle.ts';

export type EvaluateWorld = Readonly<{
  settings: Settings;
  /** Opens the rule's account with the credentials that the settings choose. */
  openAccount(of: Pick<RuleInvocation, 'accountId' | 'region' | 'executionRole'>): Promise<RuleAccount>;
  /** When each rule, by account and name, was last known not to call its account broken (ms); kept between invocations. */
  sound: Map<string, number>;
  log: Log;
  now: Now;
  sleep(ms: number): Promise<void>;
}>;

/** What became of an invocation; a refusal is in the log, and asking again would not change it. */
export type Evaluated =
  | Readonly<{ outcome: 'evaluated' | 'broken-parameters'; evaluations: readonly Evaluation[] }>
  | Readonly<{ outcome: 'refused'; why: string }>;

/**
 * Configuration item → verdict → evaluation: what AWS Config invokes a custom rule's function with, answered. Throws when AWS
 * could not be asked or told, without a word of AWS's about it, so that Config shows the failure at the rule and asks again.
 */
export async function evaluate(input: unknown, world: EvaluateWorld): Promise<Evaluated> {
  const invocation = readInvocation(input);
  if ('refused' in invocation)
    return refuse(world.log, `This is no invocation of a Config rule: ${invocation.refused}`);
  const { ruleName, accountId } = invocation;
  const log = withFields(world.log, { rule: ruleName, accountId });
  if (!findAccount(world.settings, accountId)) return refuse(log, 'The account is not in the settings');
  const rule = ruleOf(ruleName, world.settings);
  if (!rule) return refuse(log, 'There is no such rule here, and the settings name none for it under configRules');
  try {
    return await answer(invocation, rule, { ...world, log });
  } catch (error) {
    log.error('The rule could not be evaluated', { error });
    throw new Error(`The rule ${ruleName} could not be evaluated: ${awsErrorName(error) ?? 'something broke'}`);
  }
}

/** By the settings' name for it, else by its own id: one function serves every custom rule. */
function ruleOf(ruleName: string, { configRules }: Settings): Rule | undefined {
  return findRule(configRules.find(({ name }) => name === ruleName)?.custom ?? ruleName);
}

async function answer(invocation: RuleInvocation, rule: Rule, world: EvaluateWorld): Promise<Evaluated> {
  const { log, sound } = world;
  const now = world.now();
  const account = await world.openAccount(invocation);
  const prepared = rule.prepare(invocation.parameters);
  const key = `${invocation.accountId} ${invocation.ruleName}`;
  if ('problems' in prepared) {
    log.error('The parameters of the rule cannot be read', { problems: prepared.problems });
    sound.delete(key);
    // What is deleted or not the rule's is so whatever its parameters are.
    const settled = settleInvocation(invocation, rule);
    const evaluations = [...(settled ? [settled] : []), brokenEvaluation(invocation, prepared.problems, now)];
    await tell(evaluations, { invocation, account, world });
    return { outcome: 'broken-parameters', evaluations };
  }
  const evaluations = await judgeInvocation(invocation, { rule, judge: prepared.judge, account, now });
  // A rule that judges the account has just said anew what it thinks of it.
  const mended = prepared.judge.of === 'account' ? [] : await findMended(invocation, { account, world, now });
  await tell([...evaluations, ...mended], { invocation, account, world });
  sound.set(key, now);
  return { outcome: 'evaluated', evaluations };
}

/** A rule is asked again so soon after it was last seen whether it is still called broken. */
const soundForMs = 600_000;

/**
 * A schedule takes back whatever is not judged again; after a change it is asked for, and not each time. That it cannot be
 * asked does not hold the verdict back.
 */
async function findMended(
  invoked: Invoked,
  { account, world, now }: { account: RuleAccount; world: EvaluateWorld; now: number },
): Promise<readonly Evaluation[]> {
  const last = world.sound.get(`${invoked.accountId} ${invoked.ruleName}`) ?? 0;
  if (invoked.cause.kind === 'scheduled' || now - last < soundForMs) return [];
  try {
    return (await account.isAccountReported(invoked.ruleName)) ? [mendedEvaluation(invoked, now)] : [];
  } catch (error) {
    world.log.warn('AWS Config could not be asked what the rule says of the account', { error });
    return [];
  }
}

async function tell(
  evaluations: readonly Evaluation[],
  { invocation, account, world }: { invocation: RuleInvocation; account: RuleAccount; world: EvaluateWorld },
): Promise<void> {
  const { resultToken, testMode } = invocation;
  const { log, sleep } = world;
  if (!resultToken) return log.warn('The invocation has no result token, so nothing was put');
  const put = (batch: readonly Evaluation[]) => account.putEvaluations(batch, { resultToken, testMode });
  const refused = await putAll(evaluations, { put, sleep });
  if (refused) return log.error('AWS Config takes no evaluations for this invocation', { refused });
  log.info('Evaluated', { evaluations: evaluations.length, ...(testMode && { testMode }) });
}

function refuse(log: Log, why: string): Evaluated {
  log.error('An invocation of a Config rule was refused', { why });
  return { outcome: 'refused', why };
}
