import type { Ask, OperationName, OutputOf } from '../../../../infra/rollout/ask.ts';
import type { Place } from '../../../../infra/rollout/place.ts';

/** A place whose AWS answers one call in another way, or throws; where `answer` says nothing it answers as ever. */
export function answering<Name extends OperationName>(
  place: Place,
  name: Name,
  answer: (output: () => Promise<OutputOf<Name>>) => Promise<OutputOf<Name>>,
): Place {
  const ask = (asked: OperationName, input: never): Promise<unknown> =>
    asked === name ? answer(() => place.ask(name, input)) : place.ask(asked, input);
  // One function for all calls, which only the table of operations tells apart.
  return { ...place, ask: ask as Ask };
}
