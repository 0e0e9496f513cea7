import type { CredentialRow } from '../core/items/credential-report.ts';
import type { Verdict } from '../core/items/evaluation.ts';
import { type ParameterValues, type RuleParameters, readParameters } from '../core/items/rule-parameters.ts';
import type { ConfigurationItem } from '../core/ports.ts';
import type { Resource } from '../core/resource.ts';

/** How often Config runs a scheduled rule, in Config's words (`MaximumExecutionFrequency`). */
export type Frequency = 'One_Hour' | 'Three_Hours' | 'Six_Hours' | 'Twelve_Hours' | 'TwentyFour_Hours';

/** What can mend what the rule finds: the remediation's id here, and the SSM document that AWS offers for it. */
type Mending = Readonly<{ id: string; document: string; resourceParameter: string }>;

/** What every rule says of itself. */
type About = Readonly<{
  id: string;
  /** What must be so, in one line. */
  summary: string;
  /** IAM actions in the rule's account beside those that every rule needs. */
  permissions: readonly string[];
  /** What a rule asks beside AWS Config. */
  needs?: 'credential-report';
  remediation?: Mending;
}>;

/** What the runner knows when a rule judges: the time in ms; `credentials` are empty unless the rule needs them. */
export type Known = Readonly<{ now: number; credentials: readonly CredentialRow[] }>;

/** A rule whose parameters are read: it judges resource by resource, or the account by all resources of some types. */
export type Judge =
  | Readonly<{ of: 'resource'; judge(item: ConfigurationItem, known: Known): Verdict }>
  | Readonly<{
      of: 'account';
      counts: readonly string[];
      judge(resources: readonly Resource[], known: Known): Verdict;
    }>;

/** A custom Config rule, closed over its parameters and its schema. */
export type Rule = About &
  Readonly<{
    /** What it judges; changes of these invoke it unless it has a schedule. */
    resourceTypes: readonly string[];
    /** Present when time alone invokes it. */
    schedule?: Frequency;
    parameters: RuleParameters;
    /** With the parameters of an invocation (JSON text or an object); or what is wrong with them. */
    prepare(parameters: unknown): Readonly<{ judge: Judge } | { problems: readonly string[] }>;
  }>;

/** What we need of a schema: zod's and zod/mini's both have it. */
type Schema<Configuration> = Readonly<{
  safeParse(value: unknown): { success: true; data: Configuration } | { success: false };
}>;

/**
 * Defines a rule that judges resources one by one. `schema` names only the fields of the item's `configuration` that are
 * used, permissively. `evaluate` is pure, gets what is there, and never sees a deleted resource or one of another type.
 */
export function defineRule<const Table extends RuleParameters, Configuration>(
  definition: Omit<About, 'permissions'> & {
    resourceTypes: readonly string[];
    schedule?: Frequency;
    permissions?: readonly string[];
    parameters: Table;
    schema: Schema<Configuration>;
    evaluate: (
      configuration: Configuration,
      context: Known & { item: ConfigurationItem; parameters: ParameterValues<Table> },
    ) => Verdict;
  },
): Rule {
  const { schema, evaluate, permissions = [], ...about } = definition;
  const judgeWith = (item: ConfigurationItem, known: Known, parameters: ParameterValues<Table>): Verdict => {
    const parsed = schema.safeParse(item.configuration);
    if (!parsed.success) return nonCompliant('Cannot be told: AWS Config recorded no configuration that can be read');
    return evaluate(parsed.data, { ...known, item, parameters });
  };
  return {
    ...about,
    permissions,
    prepare(given) {
      const read = readParameters(about.parameters, given);
      if ('problems' in read) return read;
      return { judge: { of: 'resource', judge: (item, known) => judgeWith(item, known, read.values) } };
    },
  };
}

/** Defines a rule that judges the account as a whole, on a schedule, by the resources of the types that it `counts`. */
export function defineAccountRule<const Table extends RuleParameters>(
  definition: Omit<About, 'permissions'> & {
    schedule: Frequency;
    permissions?: readonly string[];
    parameters: Table;
    counts?: (parameters: ParameterValues<Table>) => readonly string[];
    evaluate: (resources: readonly Resource[], context: Known & { parameters: ParameterValues<Table> }) => Verdict;
  },
): Rule {
  const { counts = () => [], evaluate, permissions = [], ...about } = definition;
  return {
    ...about,
    permissions,
    resourceTypes: [],
    prepare(given) {
      const read = readParameters(about.parameters, given);
      if ('problems' in read) return read;
      const { values: parameters } = read;
      const judge = (resources: readonly Resource[], known: Known) => evaluate(resources, { ...known, parameters });
      return { judge: { of: 'account', counts: counts(parameters), judge } };
    },
  };
}

export const compliant: Verdict = { complianceType: 'COMPLIANT' };

/** `annotation` says in one sentence what is wrong; the runner cuts it to what Config takes. */
export function nonCompliant(annotation: string): Verdict {
  return { complianceType: 'NON_COMPLIANT', annotation };
}

/** The rule has nothing to say of this resource. */
export function notApplicable(annotation: string): Verdict {
  return { complianceType: 'NOT_APPLICABLE', annotation };
}
