import type { Alert } from './alert.ts';
import { matchesCondition } from './condition.ts';
import type { Mode } from './remediation.ts';
import type { Resource } from './resource.ts';
import { type AlertCondition, findAccount, type RemediationPolicy, type Settings } from './settings.ts';

/** What a policy decides of a change: whose yes it takes, and whether it is only told what would be done. */
export type Terms = Readonly<{ mode: Mode; dryRun: boolean }>;

type Approval = 'clicker' | 'second-person';

/** What a policy is about: a remediation, or one document of an automation. */
export function policyKey({ use, document }: Pick<RemediationPolicy, 'use' | 'document'>): string {
  return document === undefined ? use : `${use}/${document}`;
}

/** The policies that decide over an alert: the first that matches for each remediation, and for each document. */
export function policiesFor(alert: Alert, settings: Settings): readonly RemediationPolicy[] {
  const matching = settings.remediations.filter(({ when }) => matchesCondition(alert, when));
  return matching.filter((policy, at) => matching.findIndex((other) => policyKey(other) === policyKey(policy)) === at);
}

/**
 * What a policy decides, made no looser than the remediation itself: what takes two people takes them whatever the file
 * says. Nothing but a verdict of a rule is acted upon by itself, so `auto` waits for a click elsewhere.
 */
export function termsOf(
  { mode, dryRun }: Pick<RemediationPolicy, 'mode' | 'dryRun'>,
  { approval, isVerdict }: Readonly<{ approval: Approval; isVerdict: boolean }>,
): Terms {
  if (approval === 'second-person') return { mode: 'approve', dryRun };
  return { mode: mode === 'auto' && !isVerdict ? 'click' : mode, dryRun };
}

/** What a command asks for: a remediation (and document) on a resource, about a rule or not. */
type Ordered = Readonly<{ use: string; document?: string | undefined; resource: Resource; rule?: string | undefined }>;

/**
 * What decides over a command: the first policy for that remediation which matches account, environment, region, rule and
 * resource. A command has no alert, so a policy that also asks for a kind, a severity, a finding, an actor or a tag decides
 * nothing by itself, yet makes those after it as strict as it is: no command is laxer than a button. Where nothing matches,
 * a second person must approve. `policy` is the one that gives document and parameters, if any.
 */
export function termsOfCommand(
  asked: Ordered,
  { settings, approval }: Readonly<{ settings: Settings; approval: Approval }>,
): Terms & Readonly<{ policy?: RemediationPolicy }> {
  const possible = settings.remediations.filter((policy) => isPossible(policy, asked, settings));
  const definite = possible.findIndex(({ when }) => isKnowable(when, asked));
  const heard = definite < 0 ? possible : possible.slice(0, definite + 1);
  const isFree = definite >= 0 && heard.every(({ mode }) => mode !== 'approve') && approval === 'clicker';
  const policy = possible[definite] ?? possible[0];
  return {
    mode: isFree ? 'click' : 'approve',
    dryRun: heard.some(({ dryRun }) => dryRun),
    ...(policy && { policy }),
  };
}

/** Conditions that a command can meet; a rule only where one is named. */
const askable: readonly (keyof AlertCondition)[] = ['account', 'environment', 'region', 'resource', 'rule'];

function isKnowable(when: AlertCondition, { rule }: Ordered): boolean {
  const asks = Object.keys(when);
  return asks.every((key) => askable.some((known) => known === key)) && !(rule === undefined && asks.includes('rule'));
}

function isPossible({ use, document, when }: RemediationPolicy, asked: Ordered, settings: Settings): boolean {
  const { resource, rule } = asked;
  if (use !== asked.use || (asked.document !== undefined && document !== asked.document)) return false;
  const { account, environment, region, resource: wanted, rule: wantedRule } = when;
  const found = findAccount(settings, resource.accountId);
  return matchesCondition(
    {
      ...{ accountId: resource.accountId, region: resource.region, resources: [resource] },
      ...(found && { accountName: found.name }),
      ...(found?.environment !== undefined && { environment: found.environment }),
      ...(rule !== undefined && { rule }),
    },
    {
      ...(account !== undefined && { account }),
      ...(environment !== undefined && { environment }),
      ...(region !== undefined && { region }),
      ...(wanted !== undefined && { resource: wanted }),
      ...(wantedRule !== undefined && rule !== undefined && { rule: wantedRule }),
    },
  );
}

/** The placeholders that the parameters of an automation may hold. */
export const placeholders = ['resource.id', 'resource.arn', 'resource.name', 'account', 'region', 'rule'] as const;

/**
 * What an automation is given: `document`, and each parameter as `parameter.NAME` with its placeholders filled in. Undefined
 * when one of them cannot be: an automation never runs on a guess.
 */
export function inputOf(
  { document, parameters }: Pick<RemediationPolicy, 'document' | 'parameters'>,
  { resource, rule }: Readonly<{ resource: Resource; rule?: string | undefined }>,
): Readonly<Record<string, string>> | undefined {
  if (document === undefined) return {};
  const known: Readonly<Record<string, string | undefined>> = {
    'resource.id': resource.id,
    'resource.arn': resource.arn,
    'resource.name': resource.name,
    account: resource.accountId,
    region: resource.region,
    rule,
  };
  const filled = Object.entries(parameters).map(([name, text]) => [`parameter.${name}`, fill(text, known)] as const);
  if (filled.some(([, text]) => text === undefined)) return undefined;
  return { document, ...Object.fromEntries(filled.map(([name, text]) => [name, text ?? ''])) };
}

/** The names in braces of a parameter, as the settings write them; AWS's own `{{…}}` are none. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(placeholder)].map(([, name = '']) => name);
}

const placeholder = /(?<!\{)\{([a-z][\w.]*)\}(?!\})/g;

/** Names come from tags that others write: what holds a control character is no name. */
function fill(text: string, known: Readonly<Record<string, string | undefined>>): string | undefined {
  const values = placeholdersIn(text).map((name) => (Object.hasOwn(known, name) ? known[name] : undefined));
  if (values.some((value) => value === undefined || value === '' || /\p{Cc}/u.test(value))) return undefined;
  return text.replace(placeholder, (_, name: string) => known[name] ?? '');
}
