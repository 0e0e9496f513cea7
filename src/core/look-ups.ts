import type { ConfigurationItem, LoadHistory } from './ports.ts';
import type { Resource } from './resource.ts';
import type { SearchTrail } from './search/trail-query.ts';

/** How a person names what is looked for. */
export type Named =
  /** By id, ARN, resource name or Name tag. */
  | Readonly<{ by: 'name'; text: string }>
  /** By an IP address of it, private or public, as `canonicalAddress` writes it. */
  | Readonly<{ by: 'address'; text: string }>
  /** By a name in the DNS, which may as well be its own name. */
  | Readonly<{ by: 'host'; text: string }>
  /** By a tag; without `value` by its key alone. */
  | Readonly<{ by: 'tag'; key: string; value?: string }>;

/** What is looked for in all accounts, and what it must be beside that. */
export type ResourceQuery = Readonly<{ named: Named; type?: string; accountId?: string; region?: string }>;

/** What a rule says of a resource; `at` is ISO 8601. */
export type RuleVerdict = Readonly<{ rule: string; verdict: string; at?: string; annotation?: string }>;

/** Where a rule is broken; `atLeast` means that Config stopped counting there. */
export type BrokenRule = Readonly<{
  rule: string;
  accountId: string;
  region: string;
  resources: number;
  atLeast: boolean;
}>;

/** So many rules of an account are broken, and so many are not; `atLeast` where Config stopped counting. */
export type AccountRules = Readonly<{ accountId: string; broken: number; kept: number; atLeast: boolean }>;

/** Pages may be many: `more` says that not all were read. */
export type Some<One> = Readonly<{ found: readonly One[]; more: boolean }>;

/** A resource that breaks a rule, and what the rule says of it. */
export type Breach = Readonly<{ resource: Resource; annotation?: string; at?: string }>;

/** What people look up of resources beside the aggregator's items. Each throws UNREACHABLE. */
export type LookUps = Readonly<{
  /** Over all accounts; at most `limit`. Throws BAD_ARGUMENT for what AWS Config cannot be asked. */
  find(query: ResourceQuery, limit: number): Promise<readonly Resource[]>;
  /** What is called nearly so: ids and names that begin as `text` does. */
  findLike(text: string): Promise<readonly Resource[]>;
  loadHistory: LoadHistory;
  /** What each rule says of it, asked in its own account. Throws UNKNOWN_ACCOUNT. */
  listVerdicts(resource: Resource): Promise<readonly RuleVerdict[]>;
  /** By account, over all regions. */
  countRules(): Promise<Some<AccountRules>>;
  /** What is not compliant, of all accounts or one, of all rules or one. */
  listBroken(filter: Readonly<{ accountId?: string; rule?: string }>): Promise<Some<BrokenRule>>;
  listBreaches(rule: Readonly<{ rule: string; accountId: string; region: string }>): Promise<Some<Breach>>;
  /** A search of the logs of one account and some regions. */
  searchIn(place: Readonly<{ accountId: string; regions: readonly string[] }>): SearchTrail;
}>;

/** Two captures of a resource, the older one first. */
export type Captures = Readonly<{ before: ConfigurationItem; after: ConfigurationItem }>;
