/** What was asked for, or nothing where AWS answers with one of these codes: it is not there. */
export async function findOrUndefined<T>(answer: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isOneOf(error, codes)) return undefined;
    throw error;
  }
}

/** Whether AWS answered with one of these codes. */
export function isOneOf(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && codes.includes(error.name);
}

/** A write that may meet what a lost reply left behind: one of these codes says that it is there already. */
export async function unlessThere<T>(write: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  return findOrUndefined(write, ...codes);
}

/** How long what was just made may be unknown elsewhere, in ms: IAM's roles take up to half a minute. */
const waits = [1_000, 2_000, 4_000, 8_000, 15_000];

/** Places in which somebody has waited in vain: what is not there after all that time is not worth waiting for again. */
const waited = new WeakSet<object>();

/** Writes, and again a little later while it fails for what takes a moment; in a place that is given itself, in vain once only. */
export async function again<T>(
  place: Readonly<{ pause(ms: number): Promise<void> }>,
  write: () => Promise<T>,
  takesMoment: (error: Error) => boolean,
): Promise<T> {
  for (const wait of waited.has(place) ? [] : waits) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof Error) || !takesMoment(error)) throw error;
    }
    await place.pause(wait);
  }
  return write().catch((error: unknown) => {
    waited.add(place);
    throw error;
  });
}
