/** What JSON can hold: plain data that is stored and comes back equal. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
