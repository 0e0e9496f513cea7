import fc from 'fast-check';
import type { Alert } from '../../src/core/alert.ts';
import type { AlertState } from '../../src/core/ports.ts';
import { noLongerCompliant, prod } from '../../src/playground/scenes/events.ts';
import { renderAlert } from '../../src/slack/render/alert.ts';
import { advance } from '../../src/store/advance.ts';
import type { Figure } from './figure.ts';
import { alertOf } from './load.ts';
import { stormSettings } from './run.ts';

const states = fc.uniqueArray(
  fc.record({
    sourceAt: fc.integer({ min: 1, max: 1000 }),
    state: fc.constantFrom('open' as const, 'resolved' as const),
  }),
  { minLength: 1, maxLength: 8, selector: ({ sourceAt }) => sourceAt },
);

/** R6: however the states of a problem come in, its message shows the newest by source time, and says what that opening said. */
export function order({ seed, cases }: Readonly<{ seed: number; cases: number }>): readonly Figure[] {
  const about = { ...prod, rule: 'restricted-ssh', type: 'AWS::EC2::SecurityGroup', id: 'sg-0a0a0a0a0a0a0a0a1' };
  const sample = alertOf(JSON.stringify(noLongerCompliant(about, 1_772_323_200_000)), stormSettings());
  const alertAt = ({ sourceAt, state }: { sourceAt: number; state: Alert['state'] }): Alert => {
    const title = `state of ${sourceAt}`;
    return { ...sample, state, sourceAt, eventKey: String(sourceAt), title, sentence: [title] };
  };
  const property = fc.property(states, fc.infiniteStream(fc.nat()), (said, keys) => {
    const sorted = said.toSorted((a, b) => a.sourceAt - b.sourceAt);
    const opening = sorted.findLast(({ state }) => state === 'open');
    if (!opening) return true;
    const shuffled = said
      .map((one) => ({ one, key: Number(keys.next().value) }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ one }) => one);
    // Each of them twice, as queues deliver.
    const state = [...shuffled, ...shuffled].reduce<AlertState | undefined>(
      (known, one) => advance(known, alertAt(one), { now: 1 }) ?? known,
      undefined,
    );
    if (!state) return false;
    const { text } = renderAlert(state, { offers: [] });
    const newest = sorted.at(-1);
    const isOpening = state.alert.title === `state of ${opening.sourceAt}`;
    return isOpening && state.status === newest?.state && text.endsWith(`state of ${newest.sourceAt}`);
  });
  const { numRuns, failed } = fc.check(property, { seed, numRuns: cases });
  return [
    { row: 'R6', what: 'orders in which the newest is not what is shown', most: 0, measured: failed ? 1 : 0, seed },
    { row: 'R6', what: 'orders that were not tried', most: 0, measured: cases - numRuns, seed },
  ];
}
