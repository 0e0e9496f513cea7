import type { Change, Fact } from '../alert.ts';
import type { Call } from '../cloudtrail/call.ts';
import type { Around, Reach } from './policy-reach.ts';
import { reachOfPolicy, severityOfReach } from './policy-reach.ts';
import type { Statement } from './policy-statements.ts';
import { statementsInWords } from './policy-words.ts';

/** What an alert says of a policy that now stands somewhere. */
export type PolicyTold = Readonly<{
  reach: Reach | undefined;
  /** The statement that reaches farthest. */
  so: string | undefined;
  changes: readonly Change[];
  facts: readonly Fact[];
}>;

/** A policy in words; CloudTrail tells what a policy became, and nothing of what it was. */
export function tellPolicy(statements: readonly Statement[], around: Around): PolicyTold {
  const words = statementsInWords(statements, around);
  const shown = words.length > 3 ? [...words.slice(0, 3), `${words.length - 3} more`] : words;
  return {
    reach: reachOfPolicy(statements, around),
    so: statements.some(({ isAllow }) => isAllow) ? words[0] : undefined,
    changes: words.length > 0 ? [{ field: 'Policy', before: 'its earlier policy', after: shown.join('; ') }] : [],
    facts: words.length > 1 ? [{ label: 'Statements', value: words.slice(0, 10).join('\n') }] : [],
  };
}

/** Where a call's policies stand. */
export function aroundOf({ place, settings }: Call): Around {
  return { accountId: place.accountId, settings };
}

/** A policy of a resource in words, and how bad it is that it reaches as far as it does. */
export function judgedPolicy(call: Call, statements: readonly Statement[]) {
  const { reach, ...told } = tellPolicy(statements, aroundOf(call));
  return { ...told, severity: severityOfReach(reach) };
}
