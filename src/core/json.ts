/** What JSON can hold: plain data that is stored and comes back equal. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** JSON in one form: keys in order, no spaces, what is undefined left out. Equal data gives equal text, so that it can be hashed. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inside: unknown) => (isRecord(inside) ? sorted(inside) : inside));
}

function sorted(record: Readonly<Record<string, unknown>>): object {
  // Entries keep a key like __proto__ a key.
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
