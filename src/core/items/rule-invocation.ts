import { parseArn } from '../arn.ts';
import { toIsoTime } from '../instant.ts';
import type { ConfigurationItem } from '../ports.ts';
import { isObject, readList, readText } from '../text/lenient.ts';
import { normalizeItem } from './configuration-item.ts';

type Body = Readonly<Record<string, unknown>>;

/** Why a rule is asked: a resource changed; it changed and is too large to be sent; or it is time to look at all of them. */
export type Cause =
  | Readonly<{ kind: 'item'; item: ConfigurationItem }>
  /** `summary` has everything but the configuration. */
  | Readonly<{ kind: 'oversized'; summary: ConfigurationItem }>
  /** `at` is ISO 8601. */
  | Readonly<{ kind: 'scheduled'; at: string }>;

/** What AWS Config asks of a custom rule's function. */
export type RuleInvocation = Readonly<{
  /** As the rule is called in its account. */
  ruleName: string;
  accountId: string;
  /** Where the rule is; absent when the invocation does not tell. */
  region?: string;
  /** JSON text or an object, as it came. */
  parameters: unknown;
  /** The resource is no longer in the rule's scope. */
  leftScope: boolean;
  cause: Cause;
  /** Absent when there is nobody to answer to. */
  resultToken?: string;
  testMode: boolean;
  executionRole?: string;
}>;

/** Messages that ask for all resources. Docs: AWS Config API Reference, SourceDetail, `MessageType`. */
const scheduledMessages = ['ScheduledNotification', 'ConfigurationSnapshotDeliveryCompleted'];

/** The token that AWS's own rule development kit tests with. */
const testToken = 'TESTMODE';

/**
 * Reads the event that a custom rule's function is invoked with, or says why it is none. Docs: AWS Config Developer Guide,
 * "Example Events for AWS Config Rules".
 */
export function readInvocation(input: unknown): RuleInvocation | Readonly<{ refused: string }> {
  if (!isObject(input)) return { refused: 'it is no JSON object' };
  const invoking = objectIn(input['invokingEvent']);
  if (!invoking) return { refused: 'its invokingEvent is missing or is not JSON' };
  const cause = causeOf(invoking);
  if ('refused' in cause) return cause;
  const accountId = readText(input['accountId']) ?? accountOf(cause, invoking);
  if (accountId === undefined || !/^\d{12}$/.test(accountId)) return { refused: 'it names no account' };
  const ruleName = readText(input['configRuleName']);
  if (ruleName === undefined) return { refused: 'it names no rule' };
  const region = parseArn(readText(input['configRuleArn']) ?? '')?.region;
  const token = input['resultToken'];
  const resultToken = typeof token === 'string' && token !== '' ? token : undefined;
  const executionRole = readText(input['executionRoleArn']);
  return {
    ...{ ruleName, accountId, cause },
    ...(region && { region }),
    parameters: input['ruleParameters'],
    leftScope: input['eventLeftScope'] === true || input['eventLeftScope'] === 'true',
    ...(resultToken && { resultToken }),
    testMode: resultToken === testToken,
    ...(executionRole && { executionRole }),
  };
}

function causeOf(invoking: Body): Cause | Readonly<{ refused: string }> {
  const messageType = readText(invoking['messageType']);
  if (messageType && scheduledMessages.includes(messageType)) {
    const at = toIsoTime(invoking['notificationCreationTime']);
    return at ? { kind: 'scheduled', at } : { refused: 'it does not say when it was scheduled' };
  }
  // The oldest form of the notification holds a list of one item.
  const item = normalizeItem(readList(invoking['configurationItem'])[0]);
  if (item) return { kind: 'item', item };
  const summary = normalizeItem(invoking['configurationItemSummary']);
  if (summary) return { kind: 'oversized', summary };
  return { refused: `it holds no configuration item${messageType ? `, and its messageType is ${messageType}` : ''}` };
}

function accountOf(cause: Cause, invoking: Body): string | undefined {
  if (cause.kind === 'scheduled') return readText(invoking['awsAccountId']);
  return (cause.kind === 'item' ? cause.item : cause.summary).resource.accountId;
}

/** Strings hold JSON, as AWS writes them; whoever composes an event by hand may leave the object as it is. */
function objectIn(value: unknown): Body | undefined {
  if (isObject(value)) return value;
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
