import type { Log } from '../core/ports.ts';

/** Slack's SDKs log bodies, tokens and response URLs; we keep only that there was something to say. */
export function quietLogger(log: Log, who: string) {
  const nothing = () => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: () => log.warn("Slack's SDK warned", { who }),
    error: () => log.error("Slack's SDK reported an error", { who }),
    setLevel: nothing,
    setName: nothing,
  };
}
