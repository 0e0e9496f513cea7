const dayMs = 86_400_000;

/** A day in UTC as `2026-11-20`. */
export type Day = string;

/** The day that a moment (ms since 1970) is in. */
export function dayOf(at: number): Day {
  return new Date(at).toISOString().slice(0, 10);
}

/** Whether a text is a day that there is. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && dayOf(at) === text;
}

/** The day `count` days later, or before where it is negative. */
export function addDays(day: Day, count: number): Day {
  return dayOf(Date.parse(day) + count * dayMs);
}

/** When a day is over, in ms. */
export function endOf(day: Day): number {
  return Date.parse(day) + dayMs;
}

/** The days from one to another, both included, at most ten years of them. */
export function daysBetween(from: Day, to: Day): readonly Day[] {
  const count = Math.min(3653, Math.max(0, (Date.parse(to) - Date.parse(from)) / dayMs + 1));
  return Array.from({ length: count }, (_, index) => addDays(from, index));
}
