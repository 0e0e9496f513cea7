import { matchesPattern } from '../core/condition.ts';
import { placeholders, placeholdersIn } from '../core/policies.ts';
import { findNearest } from '../core/text/nearest.ts';
import type { Path } from './document.ts';

/** What is there of each family, so that an id in the file can be held against it; `secondPerson`: what nobody does alone. */
export type Registries = Readonly<{
  remediations: readonly string[];
  secondPerson?: readonly string[];
  rules: readonly string[];
}>;

export type Problem = Readonly<{ path: Path; what: string }>;

/** What concerns more than one value; works on the file as it was read, so that it tells its part beside the schema's. */
export function crossCheck(data: unknown, registries: Registries | undefined): readonly Problem[] {
  return [
    ...checkAccounts(data),
    ...doubles(entries(data, 'regions').map(({ value, path }) => ({ path, value }))),
    ...checkRoutes(data),
    ...checkAccountNames(data),
    ...checkRules(data, registries),
    ...checkRemediations(data, registries),
    ...checkWhatHides(data),
  ];
}

type Entry = Readonly<{ value: unknown; path: Path }>;

function get(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

/** The entries of the list at `keys`; a single value counts as a list of one, and nothing as an empty list. */
function entries(data: unknown, ...keys: readonly string[]): readonly Entry[] {
  const found = keys.reduce<unknown>(get, data);
  if (found === undefined) return [];
  return Array.isArray(found)
    ? found.map((value, at) => ({ value, path: [...keys, at] }))
    : [{ value: found, path: keys }];
}

function doubles(values: readonly Entry[]): readonly Problem[] {
  const first = new Map<string, Path>();
  return values.flatMap(({ value, path }) => {
    if (value === undefined || typeof value === 'object') return [];
    const earlier = first.get(String(value));
    if (earlier) return [{ path, what: `is the same as ${showPath(earlier)}: ${String(value)} may be there once` }];
    first.set(String(value), path);
    return [];
  });
}

function checkAccounts(data: unknown): readonly Problem[] {
  const accounts = entries(data, 'accounts');
  return ['id', 'name'].flatMap((key) =>
    doubles(accounts.map(({ value, path }) => ({ value: get(value, key), path: [...path, key] }))),
  );
}

function checkRoutes(data: unknown): readonly Problem[] {
  const routes = entries(data, 'routes');
  const problems = routes.flatMap(({ value, path }, at) => {
    const open = Object.keys(get(value, 'when') ?? {}).length === 0;
    const last = at === routes.length - 1;
    if (open && !last)
      return [{ path, what: 'has no conditions, so the routes after it are never reached: move it to the end' }];
    if (!open && last)
      return [{ path, what: 'must have no `when`, as the last route: it takes what no other route takes' }];
    if (get(value, 'to') !== 'owner') return [];
    if (open)
      return [{ path: [...path, 'to'], what: 'must be a channel in the last route: not every account has an owner' }];
    return checkOwner(data, { value, path });
  });
  const none = get(data, 'routes') !== undefined && routes.length === 0;
  return none
    ? [{ path: ['routes'], what: 'must end in a route without `when`, such as - { to: C0SECURITY }' }]
    : problems;
}

function checkOwner(data: unknown, { value, path }: Entry): readonly Problem[] {
  const wanted = entries(get(value, 'when'), 'account').map((entry) => String(entry.value));
  const reached = entries(data, 'accounts')
    .map((entry) => entry.value)
    .filter((account) =>
      [get(account, 'id'), get(account, 'name')].some(
        (name) => wanted.length === 0 || wanted.some((pattern) => matchesPattern(pattern, String(name))),
      ),
    );
  return reached.some((account) => get(account, 'owner') !== undefined)
    ? []
    : [
        {
          path: [...path, 'to'],
          what: 'must be a channel, or the accounts of this route must have an `owner`: none has one',
        },
      ];
}

/** An account's name that is written almost as a listed one is a slip; another one may belong to an account to come. */
function checkAccountNames(data: unknown): readonly Problem[] {
  const names = entries(data, 'accounts').map(({ value }) => String(get(value, 'name')));
  const conditions = ['routes', 'remediations'].flatMap((key) => below(entries(data, key), 'when', 'account'));
  const written = [
    ...conditions,
    ...below(entries(data, 'ignore'), 'account'),
    ...below(entries(data, 'securityGroups', 'allowed'), 'accounts'),
    ...below(entries(data, 'access', 'remediate'), 'accounts'),
  ];
  return written.flatMap(({ value, path }) => {
    if (typeof value !== 'string' || value.includes('*') || /^\d{12}$/.test(value) || names.includes(value)) return [];
    const near = findNearest(value, names);
    return near ? [{ path, what: `names no account of the file; did you mean ${near}?` }] : [];
  });
}

function below(parents: readonly Entry[], ...keys: readonly string[]): readonly Entry[] {
  return parents.flatMap(({ value, path }) =>
    entries(value, ...keys).map((entry) => ({ value: entry.value, path: [...path, ...entry.path] })),
  );
}

function checkRules(data: unknown, registries: Registries | undefined): readonly Problem[] {
  const rules = entries(data, 'configRules');
  const names = rules.map(({ value, path }) => ({ value: get(value, 'name'), path: [...path, 'name'] }));
  const kinds = rules.flatMap(({ value, path }) =>
    (get(value, 'managed') === undefined) === (get(value, 'custom') === undefined)
      ? [{ path, what: 'must have either `managed` (a rule of AWS) or `custom` (a rule of ours)' }]
      : [],
  );
  // While no custom rule exists, any id may be one that comes.
  const known = registries?.rules.length ? registries.rules : undefined;
  return [...kinds, ...doubles(names), ...unknownIds(below(rules, 'custom'), known, 'custom rule')];
}

function checkRemediations(data: unknown, registries: Registries | undefined): readonly Problem[] {
  const policies = entries(data, 'remediations');
  const written = [...below(policies, 'use'), ...below(entries(data, 'access', 'remediate'), 'remediations')];
  const approvers = entries(data, 'access', 'approve');
  return [
    ...unknownIds(written, registries?.remediations, 'remediation'),
    ...policies.flatMap((policy) => [...checkAutomation(policy), ...checkAuto(policy, registries)]),
    ...policies.flatMap(({ value, path }) =>
      get(value, 'mode') === 'approve' && approvers.length === 0
        ? [{ path: [...path, 'mode'], what: 'must not be approve while `access.approve` names nobody who could' }]
        : [],
    ),
  ];
}

/** What an automation runs, and what it is given. */
function checkAutomation({ value, path }: Entry): readonly Problem[] {
  const isAutomation = get(value, 'use') === 'ssm-automation';
  const document = get(value, 'document');
  if (isAutomation && document === undefined) {
    return [{ path: [...path, 'document'], what: 'is missing; ssm-automation needs the name of the document to run' }];
  }
  if (!isAutomation && document !== undefined) {
    return [{ path: [...path, 'document'], what: 'is only for ssm-automation: nothing else runs a document' }];
  }
  const known: readonly string[] = placeholders;
  return Object.entries(get(value, 'parameters') ?? {}).flatMap(([name, text]) =>
    placeholdersIn(String(text))
      .filter((one) => !known.includes(one))
      .map((one) => ({
        path: [...path, 'parameters', name],
        what: `must not hold {${one}}, which nothing is known for; there is ${known.map((good) => `{${good}}`).join(', ')}`,
      })),
  );
}

/** What happens without a click must be narrow, and must not need two people. */
function checkAuto({ value, path }: Entry, registries: Registries | undefined): readonly Problem[] {
  if (get(value, 'mode') !== 'auto') return [];
  const use = get(value, 'use');
  const problems = [
    ...(get(get(value, 'when'), 'rule') === undefined
      ? ['must not be auto without `when.rule`: only the verdict of a rule that is named is acted upon without a click']
      : []),
    ...(typeof use === 'string' && registries?.secondPerson?.includes(use)
      ? [`must not be auto: ${use} takes two people, so write approve`]
      : []),
  ];
  return problems.map((what) => ({ path: [...path, 'mode'], what }));
}

function unknownIds(written: readonly Entry[], known: readonly string[] | undefined, what: string): readonly Problem[] {
  return written.flatMap(({ value, path }) => {
    if (!known || typeof value !== 'string' || value.includes('*') || known.includes(value)) return [];
    const near = findNearest(value, known);
    const advice = near ? `did you mean ${near}?` : `known are ${known.join(', ')}`;
    return [{ path, what: `is no ${what} that exists: ${advice}` }];
  });
}

/** What would silence everything is a slip. */
function checkWhatHides(data: unknown): readonly Problem[] {
  const ignored = entries(data, 'ignore').filter(({ value }) =>
    Object.keys(value ?? {}).every((key) => key === 'because'),
  );
  const exempted = entries(data, 'exempt').filter(
    ({ value }) => get(value, 'tag') === undefined && get(value, 'resource') === undefined,
  );
  return [
    ...ignored.map(({ path }) => ({ path, what: 'must have a condition beside `because`: it would hide every alert' })),
    ...exempted.map(({ path }) => ({ path, what: 'must name a `tag` or a `resource`: it would exempt everything' })),
  ];
}

/** A path as people write it: `accounts[0].id`. */
export function showPath(path: Path): string {
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`))
    .join('');
}
