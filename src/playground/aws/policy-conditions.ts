import { z } from 'zod';

/** What is known of a call: `aws:SourceAccount` and the like; several values where AWS has several. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Operators, each with keys and the values that they are held against. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>> | undefined>>;

/** One text or a list of them, as policies allow both. */
export const oneOrMore = z.union([z.string().transform((value) => [value]), z.array(z.string())]);
const operator = /^(?:(ForAllValues|ForAnyValue):)?(?:(?:String|Arn)(Not)?(Equals|Like)|(Bool)|(Null))(IfExists)?$/;

/** The operators that are evaluated here; a policy with another one is refused, not misread. */
export const conditionsSchema = z.record(z.string().regex(operator), z.record(z.string(), oneOrMore));

/** Whether all conditions hold. Docs: IAM User Guide, "IAM JSON policy elements: Condition operators". */
export function conditionsHold(conditions: Conditions, context: Context): boolean {
  return Object.entries(conditions).every(([name, keys]) =>
    Object.entries(keys ?? {}).every(([key, wanted]) => holds(name, wanted, foundIn(context, key))),
  );
}

/** Keys are the same in capital letters: Lambda writes `AWS:SourceAccount`. */
function foundIn(context: Context, key: string): Context[string] | undefined {
  const found = context[key];
  if (found !== undefined) return found;
  return Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

function holds(name: string, wanted: readonly string[], found: Context[string] | undefined): boolean {
  const [, set, not, how, , isNull, ifExists] = operator.exec(name) ?? [];
  if (isNull) return wanted.includes(String(found === undefined));
  if (found === undefined) return set === 'ForAllValues' || ifExists !== undefined || not !== undefined;
  const isLike = how === 'Like' || name.includes('Arn');
  const fits = (value: string): boolean =>
    wanted.some((one) => (isLike ? wildcard(one, value) : one === value)) !== (not !== undefined);
  const values = typeof found === 'string' ? [found] : found;
  // Without a set operator, a negated one must hold of every value.
  return set === 'ForAllValues' || (set === undefined && not !== undefined) ? values.every(fits) : values.some(fits);
}

/** `*` and `?` as in IAM's ARNs; linear, because the pattern may come from a request. */
export function wildcard(pattern: string, value: string): boolean {
  let p = 0;
  let v = 0;
  let star = -1;
  let mark = 0;
  while (v < value.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = v;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === value[v])) {
      p++;
      v++;
    } else if (star >= 0) {
      p = star + 1;
      v = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
