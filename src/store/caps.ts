import type { Store } from '../core/ports.ts';
import { onlyKey } from '../core/resource.ts';
import { type StoreParts, ttlFrom } from './rows.ts';
import { changeDocument, findDocument, type Place } from './versioned.ts';

const hour = 3_600_000;

/** Which requests began within the last hour, `at` in ms. */
type Counted = Readonly<{ rev: number; begun: readonly Readonly<{ id: string; at: number }>[] }>;

/** The rows `CAP#resource` and `CAP#account` / `HOUR`: how much was begun there within the hour that ends now. */
export function createCaps(parts: StoreParts): Pick<Store, 'countAgainstCaps'> {
  return {
    async countAgainstCaps({ id, resource }, { perResourcePerHour, perAccountPerHour }) {
      const ofResource = place(parts, `CAP#${onlyKey(resource)}`);
      const ofAccount = place(parts, `CAP#${resource.accountId}`);
      if (!(await count(parts, { at: ofResource, id, most: perResourcePerHour }))) return 'resource';
      if (await count(parts, { at: ofAccount, id, most: perAccountPerHour })) return 'counted';
      // It does not begin, so it does not use up what the resource may have.
      await changeDocument(parts, ofResource, (there) => there && without(there, id));
      return 'account';
    },
  };
}

async function count(
  parts: StoreParts,
  { at, id, most }: Readonly<{ at: Place<Counted>; id: string; most: number }>,
): Promise<boolean> {
  const now = parts.now();
  const counted = await changeDocument(parts, at, (there) => {
    const begun = (there?.begun ?? []).filter((one) => one.at > now - hour);
    if (begun.some((one) => one.id === id) || begun.length >= most) return undefined;
    return { rev: (there?.rev ?? 0) + 1, begun: [...begun, { id, at: now }] };
  });
  if (counted) return true;
  const there = await findDocument<Counted>(parts, at.key);
  return there?.begun.some((one) => one.id === id && one.at > now - hour) ?? false;
}

function without({ rev, begun }: Counted, id: string): Counted {
  return { rev: rev + 1, begun: begun.filter((one) => one.id !== id) };
}

function place(parts: StoreParts, pk: string): Place<Counted> {
  return {
    key: { pk, sk: 'HOUR' },
    large: `jobs/caps/${Buffer.from(pk).toString('base64url').slice(0, 200)}`,
    beside: () => ({ ttl: ttlFrom(parts.now()) }),
  };
}
