/** One row of what must hold: `measured` must not be above `most`, and `seed` is the one that it was measured with. */
export type Figure = Readonly<{ row: string; what: string; most: number; measured: number; seed?: number }>;

export function isMet({ measured, most }: Figure): boolean {
  return measured <= most;
}

/** Of each figure the worst of all seeds. */
export function worstOf(figures: readonly Figure[]): readonly Figure[] {
  const worst = new Map<string, Figure>();
  for (const figure of figures) {
    const key = `${figure.row} ${figure.what}`;
    const known = worst.get(key);
    if (!known || figure.measured > known.measured) worst.set(key, figure);
  }
  return [...worst.values()];
}

/** Those that are not met, in a form that a failing test shows well. */
export function missed(figures: readonly Figure[]): readonly string[] {
  return figures
    .filter((figure) => !isMet(figure))
    .map(({ row, what, most, measured, seed }) => `${row} ${what}: ${measured} > ${most} (seed ${seed ?? '-'})`);
}

/** What every run comes to, whatever its load: nothing lost, doubled, stale, too early or undone. */
export type Kept = Readonly<{
  lost: readonly string[];
  doubled: readonly string[];
  stale: readonly string[];
  breaches: readonly string[];
  backwards: readonly string[];
}>;

export function keptFigures(row: string, seed: number, kept: Kept): readonly Figure[] {
  const { lost, doubled, stale, breaches, backwards } = kept;
  const none = (what: string, found: readonly string[]): Figure => ({
    ...{ row, what, most: 0, measured: found.length, seed },
  });
  return [
    none('alerts lost', lost),
    none('messages doubled', doubled),
    none('messages that show something old', stale),
    none('calls before a Retry-After, or that Slack refuses', breaches),
    none('messages that went back to an older rev', backwards),
  ];
}
