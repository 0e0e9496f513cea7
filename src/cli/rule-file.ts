import { userError } from '../core/errors.ts';
import { recognise } from '../core/events/envelope.ts';
import { normalizeItem } from '../core/items/configuration-item.ts';
import { type RuleInvocation, readInvocation } from '../core/items/rule-invocation.ts';
import type { ConfigurationItem } from '../core/ports.ts';
import { isObject } from '../core/text/lenient.ts';
import type { Io } from './io.ts';
import { readJson } from './json-file.ts';

/** What a rule is to judge: an invocation of its function, or items. Account and region are those of the first. */
export type RuleFile = Readonly<{ name: string; accountId: string; region: string }> &
  Readonly<
    | { kind: 'invocation'; invocation: RuleInvocation }
    | { kind: 'items'; items: readonly ConfigurationItem[]; parameters?: Readonly<Record<string, unknown>> }
  >;

/** Where global services speak, and where nothing else is told. */
const globalRegion = 'us-east-1';

const advice =
  'It must hold what AWS Config invokes a rule with, or configuration items, as its API or its events write them.';

/** Reads FILE of `noroshi evaluate`. Throws `BAD_FILE` for what is neither, and names the command that it is for. */
export async function readRuleFile(file: string, io: Pick<Io, 'readFile'>): Promise<RuleFile> {
  const whole = await readJson(file, io);
  const name = file === '-' ? 'standard input' : file;
  if (isSample(whole))
    return { ...itemsIn(whole.items, name), ...(isObject(whole['parameters']) && { parameters: whole['parameters'] }) };
  const input = unwrapped(whole);
  switch (recognise(input)) {
    case 'rule-invocation':
      return invocationIn(input, name);
    case 'configuration-item':
      return itemsIn(input, name);
    case 'log-file':
      throw userError('BAD_FILE', { file: name, problem: 'this is a CloudTrail log file', advice });
    case 'events':
      throw userError('BAD_FILE', {
        file: name,
        problem: 'this neither invokes a Config rule nor is a configuration item',
        advice: `${advice} An event is shown by: noroshi preview FILE`,
      });
  }
}

/** A sample of a rule, as `test/fixtures/rules` holds them: its items, and the parameters that it is judged by. */
function isSample(
  input: unknown,
): input is Readonly<Record<string, unknown>> & Readonly<{ items: readonly unknown[] }> {
  return isObject(input) && Array.isArray(input['items']) && recognise(input['items']) === 'configuration-item';
}

/** An item alone: as GetAggregateResourceConfig answers, as an invokingEvent without its invocation, or from EventBridge. */
function unwrapped(input: unknown): unknown {
  if (!isObject(input)) return input;
  const detail = isObject(input['detail']) ? input['detail'] : {};
  const item = input['ConfigurationItem'] ?? input['configurationItem'] ?? detail['configurationItem'];
  return isObject(item) ? item : input;
}

/** Reads the configuration items of a file. Throws `BAD_FILE` for anything else. */
export async function readItems(file: string, io: Pick<Io, 'readFile'>): Promise<readonly ConfigurationItem[]> {
  const read = await readRuleFile(file, io);
  if (read.kind === 'items') return read.items;
  throw userError('BAD_FILE', { file: read.name, problem: 'it invokes a rule', advice: 'It must hold items alone.' });
}

function invocationIn(input: unknown, name: string): RuleFile {
  if (Array.isArray(input) && input.length > 1) {
    throw userError('BAD_FILE', {
      file: name,
      problem: `there are ${input.length} invocations in it`,
      advice: 'One at a time.',
    });
  }
  const event: unknown = Array.isArray(input) ? input[0] : input;
  // The rule is named at the terminal; an invocation that is written by hand need not name one.
  const invocation = readInvocation(isObject(event) ? { configRuleName: 'rule', ...event } : event);
  if ('refused' in invocation) throw userError('BAD_FILE', { file: name, problem: invocation.refused, advice });
  const { cause, accountId } = invocation;
  const item = cause.kind === 'item' ? cause.item : cause.kind === 'oversized' ? cause.summary : undefined;
  const region = regionOf(item?.resource.region ?? invocation.region);
  return { kind: 'invocation', name, accountId, region, invocation };
}

/** The rule's parameters as FILE has them; none where it has none. Throws `BAD_FILE` when they cannot be read. */
export function parametersIn(file: RuleFile): Readonly<Record<string, unknown>> {
  if (file.kind === 'items') return file.parameters ?? {};
  const { parameters } = file.invocation;
  if (parameters === undefined || parameters === null || parameters === '') return {};
  const parsed = typeof parameters === 'string' ? parseJson(parameters) : parameters;
  if (parsed === null) return {};
  if (isObject(parsed)) return parsed;
  throw userError('BAD_FILE', {
    file: file.name,
    problem: 'its ruleParameters are not a JSON object',
    advice: 'Mend them there.',
  });
}

function itemsIn(input: unknown, name: string): RuleFile {
  const listed = isObject(input) && Array.isArray(input['configurationItems']) ? input['configurationItems'] : input;
  const values: readonly unknown[] = Array.isArray(listed) ? listed : [listed];
  const items = values.map((value, at) => {
    const item = normalizeItem(value);
    if (item) return item;
    throw userError('BAD_FILE', { file: name, problem: `entry ${at + 1} of it is no configuration item`, advice });
  });
  const place = items[0]?.resource;
  const [accountId, region] = [place?.accountId ?? 'unknown', regionOf(place?.region)];
  return { kind: 'items', name, accountId, region, items };
}

function regionOf(region: string | undefined): string {
  return region && /^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/.test(region) ? region : globalRegion;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
