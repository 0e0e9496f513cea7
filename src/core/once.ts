/** Makes a thing at its first use and keeps it; a failure is not kept, so the next use tries again. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let held: Promise<T> | undefined;
  return () => {
    held ??= make().catch((error: unknown) => {
      held = undefined;
      throw error;
    });
    return held;
  };
}
