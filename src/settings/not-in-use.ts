/** Keys of the file whose capability does not exist yet. A line leaves this table when its capability comes. */
const laterKeys = ['rollout'] as const;

/** Keys that are there in the file and do nothing yet. */
export function findNotInUse(data: unknown): readonly string[] {
  const written = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  return laterKeys.filter((key) => written.includes(key));
}
