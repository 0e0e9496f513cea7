/** An input that AWS's own model was held against: what it calls required is there. */
export type Checked<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer One)[]
    ? readonly Checked<One>[]
    : T extends object
      ? { readonly [Key in keyof T]: undefined extends T[Key] ? Kept<T, Key> : Checked<T[Key]> }
      : T;
type Kept<T, Key extends keyof T> = object extends Pick<T, Key> ? Checked<T[Key]> : Checked<Exclude<T[Key], undefined>>;
