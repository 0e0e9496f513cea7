import { userError } from '../core/errors.ts';
import type { Judge } from './judge.ts';
import { foldedNeedles, type Needles, needleOf } from './needle.ts';
import { canBeEmpty, effortOf, isSolidNode, literalsOf, toSource, withoutLooseEnds } from './pattern-plan.ts';
import { type PatternNode, parsePattern } from './pattern-syntax.ts';
import { stringAround, textOf, textsOf } from './record-view.ts';

type Options = Readonly<{ ignoreCase: boolean }>;

/** Steps that V8's engine may take over one text: some ten milliseconds at worst. */
const mostSteps = 2e7;
const mostWays = 200;

/** RE2 takes so many steps at most for each character: with 300 of them 5000 characters take some 30 ms. */
const largestProgram = 300;
const longestPattern = 256;

/**
 * A pattern in RE2's syntax that matches in some decoded key or value. A literal taken out of it rejects on bytes; what is
 * left runs in V8's engine where its effort is bounded by the pattern itself, and in RE2's, which is linear in any text,
 * otherwise. Throws `BAD_ARGUMENT` for what RE2 does not take.
 */
export async function preparePattern(pattern: string, options: Options): Promise<Judge> {
  const matches = await compileRe2(pattern, options);
  const node = parsePattern(pattern);
  const native = node && compileNative(withoutLooseEnds(node), options);
  const test = (text: string) => (native && text.length <= native.longest ? native.pattern.test(text) : matches(text));
  const raw = native && node && isSolidNode(node) && !canBeEmpty(node) ? native : undefined;
  return {
    needles: node && needlesOf(node, options),
    test(view) {
      // Most matches are where the literal led to: that one string is cheaper to look at than the record.
      const nearby = stringAround(view);
      if (raw && nearby !== undefined && nearby.length <= raw.longest && raw.pattern.test(nearby)) return true;
      // Where no escape stands, a solid pattern matches the record's text exactly where it matches a key or value.
      if (raw && view.to - view.from <= raw.longest && !textOf(view).includes('\\')) {
        return raw.pattern.test(textOf(view));
      }
      return textsOf(view).some(test);
    },
  };
}

async function compileRe2(pattern: string, { ignoreCase }: Options): Promise<(text: string) => boolean> {
  const { RE2JS } = await import('re2js');
  try {
    if (pattern.length > longestPattern) throw new Error(`it is longer than ${longestPattern} characters`);
    const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    if (compiled.programSize() > largestProgram) throw new Error('its counts make it too large; write + or * for them');
    return (text) => compiled.matcher(text).find();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw userError('BAD_ARGUMENT', {
      problem: `/${pattern}/ is no pattern: ${why}.`,
      example: 'regex:i-0[0-9a-f]{16}',
    });
  }
}

/** A pattern for V8's engine, and the longest text (characters) that it may be run on. */
type Native = Readonly<{ pattern: RegExp; longest: number }>;

/** Nothing where backtracking could cost more than it saves, or where the two engines fold case differently. */
function compileNative(node: PatternNode, { ignoreCase }: Options): Native | undefined {
  const { ways, unbounded } = effortOf(node);
  if (ways > mostWays || unbounded > 1 || ignoreCase) return undefined;
  const longest = (mostSteps / ways) ** (1 / (1 + unbounded));
  try {
    return { pattern: new RegExp(toSource(node), 'u'), longest };
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
