import { canonicalJson, type Json } from '../../src/core/json.ts';
import type { Lack, Look } from './item.ts';
import { isFields } from './policy-form.ts';

/** What may be said beside a comparison; where nothing differs, only `sameReason`. */
type Said = Readonly<{
  reason?: string | undefined;
  weakens?: string | undefined;
  sameReason?: string | undefined;
}>;

/** What is there (nothing: undefined) held against what should be. */
export function held(before: Json | undefined, after: Json, said: Said = {}): Look {
  const { reason, weakens, sameReason } = said;
  if (before === undefined) return { state: 'missing', after, ...(reason !== undefined && { reason }) };
  if (canonicalJson(before) === canonicalJson(after)) {
    return { state: 'same', before, ...(sameReason !== undefined && { reason: sameReason }) };
  }
  return {
    ...{ state: 'different', before, after },
    ...(reason !== undefined && { reason }),
    ...(weakens !== undefined && { weakens }),
  };
}

/** Whether this part of it must be written. */
export function lacks(lack: Lack, key: string): boolean {
  if (lack.state === 'missing') return true;
  return canonicalJson(partOf(lack.before, key)) !== canonicalJson(partOf(lack.after, key));
}

/** The texts of a list that stands in a state. */
export function textsOf(state: Json, key: string): readonly string[] {
  const part = partOf(state, key);
  return Array.isArray(part) ? part.filter((one) => typeof one === 'string') : [];
}

function partOf(state: Json, key: string): Json {
  return (isFields(state) ? state[key] : undefined) ?? null;
}
