import { userError } from '../core/errors.ts';
import type { Judge } from './judge.ts';
import { foldedNeedles, type Needles, needleOf } from './needle.ts';
import { canBeEmpty, effortOf, isSolidNode, literalsOf, toSource } from './pattern-plan.ts';
import { type PatternNode, parsePattern } from './pattern-syntax.ts';
import { bytesOf, textOf, textsOf } from './record-view.ts';

type Options = Readonly<{ ignoreCase: boolean }>;

/** Texts (characters) up to which V8's engine may run a pattern whose effort is bounded: some milliseconds at worst. */
const longestNative = 4096;
const mostWays = 200;

/**
 * A pattern in RE2's syntax that matches in some decoded key or value. A literal taken out of it rejects on bytes; what is
 * left runs in V8's engine where its effort is bounded by the pattern itself, and in RE2's, which is linear in any text,
 * otherwise. Throws `BAD_ARGUMENT` for what RE2 does not take.
 */
export async function preparePattern(pattern: string, options: Options): Promise<Judge> {
  const matches = await compileRe2(pattern, options);
  const node = parsePattern(pattern);
  const native = node && compileNative(node, options);
  const test = (text: string) => (native && text.length <= longestNative ? native.test(text) : matches(text));
  const raw = native && node && isSolidNode(node) && !canBeEmpty(node) ? native : undefined;
  return {
    needles: node && needlesOf(node, options),
    test(view) {
      // Where no escape stands, a solid pattern matches the record's text exactly where it matches a key or value.
      if (raw && view.to - view.from <= longestNative && !bytesOf(view).includes('\\')) return raw.test(textOf(view));
      return textsOf(view).some(test);
    },
  };
}

async function compileRe2(pattern: string, { ignoreCase }: Options): Promise<(text: string) => boolean> {
  const { RE2JS } = await import('re2js');
  try {
    const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (text) => compiled.matcher(text).find();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw userError('BAD_ARGUMENT', {
      problem: `/${pattern}/ is no pattern: ${why}.`,
      example: 'regex:i-0[0-9a-f]{16}',
    });
  }
}

/** Nothing where backtracking could cost more than it saves, or where the two engines fold case differently. */
function compileNative(node: PatternNode, { ignoreCase }: Options): RegExp | undefined {
  const { ways, unbounded } = effortOf(node);
  if (ways > mostWays || unbounded > 1 || (unbounded === 1 && ways > 1) || ignoreCase) return undefined;
  try {
    return new RegExp(toSource(node), 'u');
  } catch {
    return undefined;
  }
}

function needlesOf(node: PatternNode, { ignoreCase }: Options): Needles | undefined {
  const literals = literalsOf(node);
  if (!literals || literals.some((text) => text === '')) return undefined;
  if (!ignoreCase) return literals.map(needleOf);
  const folded = literals.map(foldedNeedles);
  const known = folded.filter((needles) => needles !== undefined);
  return known.length === folded.length ? known.flat() : undefined;
}
