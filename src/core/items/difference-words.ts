import { ruleInFull, rulesOfPermissions } from '../security-groups/security-group-rule.ts';
import { readText } from '../text/lenient.ts';
import { maskAt } from '../text/mask.ts';
import { redactText } from '../text/redact.ts';
import { asEc2Writes, fieldOf, inWords } from './item-changes.ts';
import { canonical, type Difference } from './item-difference.ts';

/** A difference as people read it; `isLong` where a value is not shown whole. */
export type Told = Readonly<{ field: string; lines: readonly string[]; isLong: boolean }>;

/** What is longer than this is for the file. */
const longest = 160;
const mostElements = 8;

/** Each difference in words, those that only differ in the order of a list last. */
export function tellDifferences(differences: readonly Difference[]): readonly Told[] {
  const told = differences.map(tell);
  const isOrder = ({ lines }: Told): boolean => lines[0] === onlyOrder;
  return [...told.filter((one) => !isOrder(one)), ...told.filter(isOrder)];
}

const onlyOrder = 'only the order is another';

function tell(difference: Difference): Told {
  const path = pathInWords(difference.path);
  const field = readText(redactText(fieldOf(path))) ?? 'configuration';
  const { before, after } = masked(difference);
  const direction = /^ippermissions(egress)?$/i.exec(path[0] ?? '');
  if (direction && path.length === 1) return tellRules(field, [before, after], direction[1] ? 'outbound' : 'inbound');
  if (Array.isArray(before) || Array.isArray(after)) return tellLists(field, { path, before, after });
  const [was, is] = [inWords(path, before), inWords(path, after)].map((text) => short(text));
  return { field, lines: [`${was?.text} → ${is?.text}`], isLong: Boolean(was?.isLong || is?.isLong) };
}

/** Which part of an item it stands in tells nobody anything, but for tags and relationships. */
function pathInWords([part = '', ...rest]: readonly string[]): readonly string[] {
  if (part === 'configuration' || part === 'supplementary') return rest.length > 0 ? rest : ['configuration'];
  return [part, ...rest];
}

/** A secret that stands under its name is masked on both sides: that it changed is told, and nothing else. */
function masked({ path, before, after }: Difference): Readonly<{ before: unknown; after: unknown }> {
  return { before: maskAt(path, before), after: maskAt(path, after) };
}

function tellRules(
  field: string,
  sides: readonly [before: unknown, after: unknown],
  direction: 'inbound' | 'outbound',
): Told {
  const [old, now] = sides.map((value) => sentencesOf(value, direction));
  return told(field, { gone: minus(old ?? [], now ?? []), come: minus(now ?? [], old ?? []) });
}

/** Each rule of a list of permissions as a sentence: `tcp 22 (SSH) from 0.0.0.0/0 (the whole internet)`. */
export function sentencesOf(permissions: unknown, direction: 'inbound' | 'outbound'): readonly string[] {
  const list = Array.isArray(permissions) ? permissions : [];
  return list.flatMap((one) => rulesOfPermissions([asEc2Writes(one)], direction).map(ruleInFull));
}

function tellLists(
  field: string,
  { path, before, after }: Readonly<{ path: readonly string[]; before: unknown; after: unknown }>,
): Told {
  const [old, now] = [before, after].map((value) =>
    Array.isArray(value) ? value : value === undefined ? [] : [value],
  );
  const without = (all: readonly unknown[], others: readonly unknown[]): readonly unknown[] => {
    const left = others.map(canonical);
    return all.filter((one) => {
      const at = left.indexOf(canonical(one));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  const words = (all: readonly unknown[]): readonly string[] =>
    all.map((one) => inWords(path, one) ?? 'something empty');
  return told(field, { gone: words(without(old ?? [], now ?? [])), come: words(without(now ?? [], old ?? [])) });
}

function told(field: string, { gone, come }: Readonly<{ gone: readonly string[]; come: readonly string[] }>): Told {
  const lines = [...gone.map((text) => ['removed', text] as const), ...come.map((text) => ['added', text] as const)];
  if (lines.length === 0) return { field, lines: [onlyOrder], isLong: false };
  const shown = lines.slice(0, mostElements).map(([what, text]) => ({ ...short(text), what }));
  const left = lines.length - shown.length;
  return {
    field,
    lines: [...shown.map(({ what, text }) => `${what}: ${text}`), ...(left > 0 ? [`and ${left} more`] : [])],
    isLong: left > 0 || shown.some(({ isLong }) => isLong),
  };
}

function short(text: string | null): Readonly<{ text: string; isLong: boolean }> {
  if (text === null) return { text: 'none', isLong: false };
  const clean = redactText(text);
  return clean.length <= longest
    ? { text: clean, isLong: false }
    : {
        text: `${clean.slice(0, 80).replace(/[\ud800-\udbff]$/, '')}… (${clean.length} characters, in the file)`,
        isLong: true,
      };
}

function minus(all: readonly string[], others: readonly string[]): readonly string[] {
  return all.filter((one) => !others.includes(one));
}
