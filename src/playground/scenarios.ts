import type { Playground } from './start.ts';

/** What happens by itself after the start, by the name that `--scenario` takes. */
export const scenarios: Readonly<Record<string, (playground: Playground) => void>> = {
  quiet: () => undefined,
};
