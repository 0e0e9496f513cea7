import { canonicalJson } from '../../src/core/json.ts';
import type { Item, Lack, Look, Row, StepId } from './item.ts';
import type { Mode } from './run.ts';
import { rowOf } from './run.ts';

/** Reads and compares; changes nothing. */
export const plan: Mode = async (item) => rowOfLook(item, await item.look());

/** Reads and compares, and asks whether what is set also works; changes nothing. */
export const verify: Mode = async (item) => {
  const look = await item.look();
  const unwell = look.state === 'same' ? await item.check?.() : undefined;
  return unwell === undefined
    ? rowOfLook(item, look)
    : rowOf(item, { ...saidOf(look), state: 'different', reason: unwell });
};

/** What records, detects or delivers it: without these steps nobody would know what happens. */
const logging: ReadonlySet<StepId> = new Set(['trail', 'recorder', 'channel', 'recording', 'detector', 'destination']);

/** Whether what a step keeps stays where everything else is taken away. */
function goesOn(step: StepId, allowWeaken: boolean): boolean {
  return logging.has(step) && !allowWeaken;
}

const goesOnBecause = 'It logs, records or detects: it goes with --allow-weaken only.';

/** Takes away what is ours; what is kept says why. Logging goes on, unless whoever runs it allows that it ends. */
export function remove({ allowWeaken }: Pick<Writing, 'allowWeaken'>): Mode {
  return async (item) => {
    if (goesOn(item.step, allowWeaken)) return rowOf(item, { state: 'same', reason: goesOnBecause });
    return rowOfRemoval(item, await item.remove(), { state: 'done', reason: 'taken away' });
  };
}

/**
 * Says what `remove` would do, for a run that is dry (`RunWorld.isDry`): each item decides by the same reads as when it goes.
 * What is not there has no reason, since nobody asks about it.
 */
export function wouldRemove({ allowWeaken }: Pick<Writing, 'allowWeaken'>): Mode {
  return async (item) => {
    const done = await item.remove();
    if (done === 'absent') return rowOf(item, { state: 'same' });
    if (goesOn(item.step, allowWeaken)) return rowOf(item, { state: 'same', reason: goesOnBecause });
    return rowOfRemoval(item, done, { state: 'different', reason: 'It would be taken away.' });
  };
}

type Removed = Awaited<ReturnType<Item['remove']>>;

function rowOfRemoval(item: Item, done: Removed, gone: Pick<Row, 'state' | 'reason'>): Row {
  if (done === 'removed') return rowOf(item, gone);
  if (done === 'absent') return rowOf(item, { state: 'same', reason: 'not there' });
  return rowOf(item, { state: 'foreign', reason: done.kept });
}

type Writing = Readonly<{
  allowWeaken: boolean;
  /** The state that somebody looked at and agreed to, by `keyOf`: what has changed since is left alone. */
  planned?: ReadonlyMap<string, Row>;
  /** Told before something is written. */
  onWrite?(item: Item, lack: Lack): void | Promise<void>;
  pause(ms: number): Promise<void>;
}>;

/** IAM and others show what was written a moment later. In ms. */
const looksAfter = [0, 1_000, 3_000, 8_000] as const;

/** Writes what is missing or different, and says `done` when it is seen to be so. */
export function apply({ allowWeaken, planned, onWrite, pause }: Writing): Mode {
  // Where something was written, what stands on it is not any more what it was when the plan was made.
  const touched = new Set<string>();
  const placeOf = ({ accountId, region }: Item) => `${accountId} ${region}`;
  return async (item) => {
    const look = await item.look();
    if (look.state === 'same' || look.state === 'foreign') return rowOfLook(item, look);
    const isTouched = touched.has(placeOf(item));
    const changed = planned && changedSince(planned.get(keyOf(item)), look, isTouched);
    if (changed !== undefined) return rowOf(item, { ...saidOf(look), state: 'error', reason: changed });
    if (look.state === 'different' && look.weakens !== undefined && !allowWeaken) return rowOfLook(item, look);
    await onWrite?.(item, look);
    touched.add(placeOf(item));
    await item.write(look);
    for (const wait of looksAfter) {
      if (wait > 0) await pause(wait);
      const now = await item.look();
      if (now.state === 'same') return rowOf(item, { ...saidOf(look), state: 'done', ...reasonIn(look) });
      if (wait === looksAfter.at(-1)) {
        const reason = `It was written, and still reads ${now.state}${now.reason ? `: ${now.reason}` : ''}.`;
        return rowOf(item, { ...saidOf(now), state: 'error', reason });
      }
    }
    throw new Error('Nobody looked again');
  };
}

/** Why what is there now is not what the plan showed; undefined when it is. */
function changedSince(row: Row | undefined, look: Lack, isTouched: boolean): string | undefined {
  if (!row || (row.state !== 'missing' && row.state !== 'different')) {
    return 'The plan says nothing of this: make a new plan.';
  }
  const seen = 'before' in look ? look.before : null;
  const isMadeHere = isTouched && row.state === 'missing';
  const isSame = isMadeHere || canonicalJson(row.before ?? null) === canonicalJson(seen);
  const isWanted = canonicalJson(row.after ?? null) === canonicalJson(look.after);
  if (isSame && isWanted) return undefined;
  return isSame
    ? 'The settings have changed since the plan was made: make a new plan.'
    : 'It has changed since the plan was made: it was left alone. Make a new plan.';
}

/**
 * What a plan wanted to be written, and what nobody met any more where it was to be: its region was disabled, or the settings
 * have changed. What is said of a whole account or region is not said again. `isMeant`: the part of the plan that is applied.
 */
export function notMet(planned: readonly Row[], rows: readonly Row[], isMeant: (row: Row) => boolean): readonly Row[] {
  const met = new Set(rows.map(keyOf));
  const whole = rows.filter(({ object }) => object === 'account' || object === 'region');
  const isSaid = ({ accountId, region }: Row) =>
    whole.some((one) => one.accountId === accountId && (one.object === 'account' || one.region === region));
  const isLack = ({ state }: Row) => state === 'missing' || state === 'different';
  const reason =
    'It is not to be set up here any more: its region was disabled, or the settings have changed. Make a new plan.';
  return planned
    .filter((row) => isLack(row) && isMeant(row) && !met.has(keyOf(row)) && !isSaid(row))
    .map((row) => ({ ...row, state: 'error' as const, reason }));
}

/** What an item, or its row, is called within an installation. */
export function keyOf({
  accountId,
  region,
  step,
  object,
}: Pick<Row, 'accountId' | 'region' | 'step' | 'object'>): string {
  return JSON.stringify([accountId, region, step, object]);
}

function rowOfLook(item: Item, look: Look): Row {
  const weakens = 'weakens' in look ? look.weakens : undefined;
  const reason = weakens === undefined ? look.reason : `${weakens} It is written with --allow-weaken only.`;
  return rowOf(item, { ...saidOf(look), state: look.state, ...(reason !== undefined && { reason }) });
}

function reasonIn({ reason }: Look): Pick<Row, 'reason'> {
  return reason === undefined ? {} : { reason };
}

function saidOf(look: Look): Pick<Row, 'before' | 'after'> {
  return { ...('before' in look && { before: look.before }), ...('after' in look && { after: look.after }) };
}
