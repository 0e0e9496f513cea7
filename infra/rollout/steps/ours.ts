import { tag } from '../../definitions/tag.ts';
import { isFields, parseJson } from '../policy-form.ts';

/** Why something is kept when all else is taken away. */
export const notOurs = 'It was not made by Noroshi.';

/** Our tag as most services write it. */
export const keyed = [{ Key: tag.key, Value: tag.value }];

/** Whether a list of tags, or a table of them, holds ours: services write them in different ways. */
export function isTagged(tags: unknown): boolean {
  const said = parseJson(tags ?? null);
  if (isFields(said)) return said[tag.key] === tag.value;
  if (!Array.isArray(said)) return false;
  return said.some(
    (one) =>
      isFields(one) && (one['Key'] ?? one['TagKey']) === tag.key && (one['Value'] ?? one['TagValue']) === tag.value,
  );
}
