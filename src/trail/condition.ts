import type { TrailCondition } from '../core/search/trail-query.ts';
import { prepareField } from './fields.ts';
import type { Judge } from './judge.ts';
import { better, either, foldedNeedles, isSolid, type Needles, needleOf } from './needle.ts';
import { preparePattern } from './pattern.ts';
import { holdsPlainly, textOf, textsOf } from './record-view.ts';
import { longestPattern } from './scanner.ts';

type Options = Readonly<{ ignoreCase: boolean }>;

/** Prepares a condition. Throws `BAD_ARGUMENT` for what can match nothing or cannot be read. */
export async function prepareCondition(condition: TrailCondition, options: Options): Promise<Judge> {
  switch (condition.kind) {
    case 'term':
      return options.ignoreCase ? foldedTerm(condition.text) : term(condition.text);
    case 'pattern':
      return preparePattern(condition.pattern, options);
    case 'field':
      return prepareField(condition.field, { value: condition.value, ...options });
    case 'not': {
      const { test } = await prepareCondition(condition.condition, options);
      return { test: (view) => !test(view) };
    }
    default: {
      const judges = await Promise.all(condition.conditions.map((one) => prepareCondition(one, options)));
      return condition.kind === 'and' ? all(judges) : any(judges);
    }
  }
}

function all(judges: readonly Judge[]): Judge {
  const needles = judges.reduce<Needles | undefined>((best, judge) => better(best, judge.needles), undefined);
  return { test: (view) => judges.every(({ test }) => test(view)), needles };
}

function any(judges: readonly Judge[]): Judge {
  const needles = either(judges.map((judge) => judge.needles));
  return { test: (view) => judges.some(({ test }) => test(view)), needles };
}

/** A text that some decoded key or value contains. */
function term(text: string): Judge {
  if (text === '') return { test: () => true };
  const needle = needleOf(text);
  // A text that was cut to a needle is not yet found with it.
  const surely = isSolid(text) && needle.bytes.length < longestPattern;
  return {
    needles: [needle],
    test(view) {
      const found = holdsPlainly(view, needle);
      if (found === 'yes' && surely) return true;
      if (found === 'no' && !view.escaped) return false;
      return textsOf(view).some((one) => one.includes(text));
    },
  };
}

function foldedTerm(text: string): Judge {
  const lower = text.toLowerCase();
  const solid = isSolid(lower);
  return {
    needles: foldedNeedles(text),
    test(view) {
      if (solid && !textOf(view).includes('\\')) return textOf(view).toLowerCase().includes(lower);
      return textsOf(view).some((one) => one.toLowerCase().includes(lower));
    },
  };
}
