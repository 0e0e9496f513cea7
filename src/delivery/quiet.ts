import type { Alert } from '../core/alert.ts';
import { matchesCondition } from '../core/condition.ts';
import { type Mute, muteOf } from '../core/mute.ts';
import type { Settings } from '../core/settings.ts';

/**
 * Why an alert is recorded and not posted: the `because` of the first rule under `ignore` that fits, or that the settings
 * call what was opened normal and want to hear of the rest only. Undefined for what is posted. While its tags are not known
 * (`isEarly`), an alert that a rule on tags may yet fit is held back.
 */
export function quietBecause(
  alert: Alert,
  { ignore, securityGroups }: Settings,
  { isEarly }: { isEarly: boolean },
): string | undefined {
  const isOpen = isEarly && alert.tags === undefined;
  const fits = ignore.find(({ because: _, ...when }) => {
    const { tag, ...rest } = when;
    return matchesCondition(alert, isOpen && tag ? rest : when);
  });
  if (fits) return fits.because;
  const isWanted = alert.wanted && alert.state === 'open' && securityGroups.tell === 'unwanted';
  return isWanted ? 'the settings allow it' : undefined;
}

/**
 * The mute that hides an alert now; undefined when nobody muted it. While its tags are not known (`isEarly`), one that a mute
 * of tags may yet hide is held back.
 */
export function hiddenBy(
  alert: Alert,
  mutes: readonly Mute[],
  { isEarly, now }: Readonly<{ isEarly: boolean; now: number }>,
): Mute | undefined {
  const isOpen = isEarly && alert.tags === undefined;
  const known = isOpen ? mutes.map(({ when: { tag: _, ...when }, ...mute }) => ({ ...mute, when })) : mutes;
  const byTag = isOpen ? mutes.filter(({ when }) => Object.keys(when).join() === 'tag') : [];
  return muteOf(alert, known, now) ?? byTag.find(({ until }) => until > now);
}
