/** The bucket that the audit trail is in, as far as we use it: nothing of it is ever replaced or deleted. */
export type AuditBucket = Readonly<{
  /** Every key under a prefix, in order; `after` is left out and all before it. */
  list(prefix: string, after?: string): Promise<readonly string[]>;
  /** Undefined where there is no such key. */
  get(key: string): Promise<string | undefined>;
  /** Writes what is not there yet; false when the key is taken (`If-None-Match: *`). */
  putNew(key: string, body: string): Promise<boolean>;
}>;

/** An object with its content, as it was read. */
export type Stored = Readonly<{ key: string; body: string }>;

const atOnce = 32;

/** The objects of these keys in the same order, some at once; keys that are gone meanwhile do not come back. */
export async function loadStored(
  bucket: Pick<AuditBucket, 'get'>,
  keys: readonly string[],
): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  for (let from = 0; from < keys.length; from += atOnce) {
    const some = keys.slice(from, from + atOnce);
    const bodies = await Promise.all(some.map((key) => bucket.get(key)));
    found.push(...some.flatMap((key, index) => ({ key, body: bodies[index] })).filter(isThere));
  }
  return found;
}

function isThere(one: Readonly<{ key: string; body: string | undefined }>): one is Stored {
  return one.body !== undefined;
}
