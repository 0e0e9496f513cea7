import * as z from 'zod/mini';
import { oneLine } from './text/phrase.ts';

/**
 * What somebody at a terminal wants of the switch of all remediations: `id` sorts by time, `at` in ms, `by` is
 * `terminal:NAME`; `saw` is since when it was off when that person asked for `on`.
 */
export type Wish = Readonly<{
  id: string;
  to: 'on' | 'off';
  by: string;
  at: number;
  reason?: string;
  saw?: number;
}>;

/**
 * Wishes are written with people's own credentials, and taken up by the function that may write the audit trail. One for
 * `off` holds from the moment that it is there; one for `on` changes nothing until it is taken up.
 */
export type WishStore = Readonly<{
  /** False when one of that id is there already. */
  putWish(wish: Wish): Promise<boolean>;
  /** Those that nobody has taken up yet, the oldest first. */
  listWishes(): Promise<readonly Wish[]>;
  endWish(id: string): Promise<void>;
}>;

const StoredWish = z.object({
  to: z.enum(['on', 'off']),
  by: z.string().check(z.regex(/^terminal:/)),
  at: z.number().check(z.gte(0), z.lte(Date.UTC(2100, 0))),
  reason: z.optional(z.string()),
  saw: z.optional(z.number()),
});

/** A wish as it was stored; a terminal's clock may be wrong. What cannot be read is a wish for `off`: then nothing goes. */
export function readWish(id: string, stored: unknown, now: number): Wish {
  const parsed = StoredWish.safeParse(stored);
  if (!parsed.success) return { id, to: 'off', by: 'terminal:unknown', at: now };
  const { to, by, at, reason, saw } = parsed.data;
  return {
    ...{ id, to, by: oneLine(by, 80), at },
    ...(reason !== undefined && { reason: oneLine(reason, 300) }),
    ...(saw !== undefined && { saw }),
  };
}
