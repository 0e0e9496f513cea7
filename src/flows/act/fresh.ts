/** A button may be pressed for so long after what it is about, in ms. */
const pressedWithin = 24 * 3_600_000;

/** Whether a button's message, or what it is about (times in ms), is of the last day. Slack's ts counts seconds. */
export function isFresh(messageTs: string, about: readonly number[], now: number): boolean {
  const postedAt = Number(messageTs) * 1000;
  return Math.max(Number.isFinite(postedAt) ? postedAt : 0, ...about) > now - pressedWithin;
}
