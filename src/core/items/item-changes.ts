import type { Change } from '../alert.ts';
import type { ConfigurationItem } from '../ports.ts';
import { ruleInFull, rulesOfPermissions } from '../security-groups/security-group-rule.ts';
import { isObject, readText } from '../text/lenient.ts';
import { clipped, listed, spaced } from '../text/phrase.ts';

/** More than so many would be read by nobody at 3 a.m.; the Config timeline has them all. */
export const mostItemChanges = 20;

/**
 * What AWS Config says has changed, property by property ("configurationItemDiff" of a notification): nested values are
 * compared as deep as they go, lists by what came and went, rules of security groups in words.
 */
export function changesInDiff(properties: unknown): readonly Change[] {
  if (!isObject(properties)) return [];
  return distinct(
    Object.entries(properties).flatMap(([path, one]) =>
      isObject(one) ? compare(stepsOf(path), one['previousValue'], one['updatedValue']) : [],
    ),
  );
}

/** What is different between two items of one resource, told as `changesInDiff` tells it. */
export function changesOfItem(before: ConfigurationItem, after: ConfigurationItem): readonly Change[] {
  const parts = [
    [[], before.configuration, after.configuration],
    [[], before.supplementary, after.supplementary],
    [['Tags'], before.tags, after.tags],
    [['Relationships'], before.relationships, after.relationships],
  ] as const;
  return distinct(parts.flatMap(([path, old, now]) => compare(path, old, now)));
}

/** `Configuration.IpPermissions.0` → IpPermissions: where in a list it stands tells nobody anything. */
function stepsOf(path: string): readonly string[] {
  const steps = path.split('.').filter((step) => !/^\d+$/.test(step));
  return /^(?:Configuration|SupplementaryConfiguration)$/.test(steps[0] ?? '') ? steps.slice(1) : steps;
}

/** Times and hashes that change with everything else, and say nothing beside it. */
const noise = /^(?:last ?modified|last ?updated|modified ?at|updated ?at|etag|revision ?id|version ?id|last ?used)\b/i;

function compare(path: readonly string[], old: unknown, now: unknown): readonly Change[] {
  const [before, after] = [parsed(old), parsed(now)];
  const field = fieldOf(path);
  if (JSON.stringify(before) === JSON.stringify(after) || noise.test(field)) return [];
  if (isObject(before) && isObject(after) && path.length < 8) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => compare([...path, key], before[key], after[key]));
  }
  if (Array.isArray(before) || Array.isArray(after)) return compareLists(path, asList(before), asList(after));
  return changeOf(field, inWords(path, before), inWords(path, after));
}

/** What went from a list and what came: the order, and what stayed, are left out. */
function compareLists(path: readonly string[], old: readonly unknown[], now: readonly unknown[]): readonly Change[] {
  const before = old.flatMap((one) => inWords(path, one) ?? []);
  const after = now.flatMap((one) => inWords(path, one) ?? []);
  const gone = before.filter((one) => !after.includes(one));
  const come = after.filter((one) => !before.includes(one));
  return changeOf(fieldOf(path), joined(gone), joined(come));
}

function joined(all: readonly string[]): string | null {
  if (all.length === 0) return null;
  return all.length > 5 ? `${all.slice(0, 5).join('; ')} and ${all.length - 5} more` : all.join('; ');
}

function changeOf(field: string, before: string | null, after: string | null): readonly Change[] {
  return before === after ? [] : [{ field: readText(field) ?? 'configuration', before, after }];
}

/** `['SecurityGroups']` → `security groups`, `['State', 'Name']` → `name of state`, `['Tags', 'team']` → `tag team`. */
export function fieldOf(path: readonly string[]): string {
  const [first = '', ...rest] = path;
  if (/^tags?$/i.test(first)) return rest.length > 0 ? `tag ${rest.join('.')}` : 'tags';
  const known = fields.get(first.toLowerCase());
  const words = [known ?? first, ...rest].map((step) => spaced(step.replace(/(?<=\w)Configuration$/, '')));
  return words.toReversed().join(' of ').trim();
}

const fields = new Map([
  ['ippermissions', 'inbound rules'],
  ['ippermissionsegress', 'outbound rules'],
]);

/** A value in one line; null where there is none. */
export function inWords(path: readonly string[], value: unknown): string | null {
  const first = path[0]?.toLowerCase() ?? '';
  if (path.length === 1 && first.startsWith('ippermissions') && isObject(value)) {
    const direction = first.endsWith('egress') ? 'outbound' : 'inbound';
    const rules = rulesOfPermissions([asEc2Writes(value)], direction).map(ruleInFull);
    if (rules.length > 0) return rules.join('; ');
  }
  if (first === 'relationships' && isObject(value)) return relationInWords(value);
  return plain(value, 0) ?? null;
}

/** Config writes address ranges twice: as plain texts, and in newer items as objects under a name of their own. */
export function asEc2Writes(permission: unknown): unknown {
  if (!isObject(permission)) return permission;
  const { ipv4Ranges, ipRanges } = permission;
  const told = asList(ipv4Ranges).length > 0 ? asList(ipv4Ranges) : asList(ipRanges);
  return { ...permission, ipRanges: told.map((one) => (typeof one === 'string' ? { cidrIp: one } : one)) };
}

/** `Is attached to Instance` and what: `is attached to instance i-a`. */
function relationInWords(one: Readonly<Record<string, unknown>>): string | null {
  const relation = readText(one['relation'] ?? one['relationshipName'] ?? one['name']);
  const what = readText(one['resourceName']) ?? readText(one['resourceId'] ?? one['id']);
  return what ? [relation?.toLowerCase(), what].filter(Boolean).join(' ') : null;
}

function plain(value: unknown, depth: number): string | undefined {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (depth > 3) return undefined;
  if (Array.isArray(value)) {
    return readText(listed(value.slice(0, 10).flatMap((one) => plain(one, depth + 1) ?? [])));
  }
  if (!isObject(value)) return readText(value);
  const parts = Object.entries(value).flatMap(([key, one]) => {
    const words = plain(one, depth + 1);
    return words ? [`${spaced(key)} ${words}`] : [];
  });
  return parts.length > 0 ? clipped(parts.join(', '), 400) : undefined;
}

/** Config writes JSON in strings here and there. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value ?? undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** One line for each field: Config tells each element of a list by itself. */
function distinct(changes: readonly Change[]): readonly Change[] {
  return [...new Set(changes.map(({ field }) => field))].map((field) => {
    const all = changes.filter((one) => one.field === field);
    const side = (which: 'before' | 'after') => joined([...new Set(all.flatMap((one) => one[which] ?? []))]);
    return { field, before: side('before'), after: side('after') };
  });
}
