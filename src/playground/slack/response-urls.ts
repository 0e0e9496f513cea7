import { randomBytes } from 'node:crypto';
import type { Now } from '../../core/ports.ts';

/** Where a response URL speaks: to one person in one channel, about the message that was clicked on. */
export type ResponseTarget = Readonly<{ channel: string; user: string; messageTs?: string; ephemeral?: true }>;

export type ResponseUrls = Readonly<{
  /** The path of a new URL: five uses within 30 minutes. */
  grant: (target: ResponseTarget) => string;
  /** Uses a path up by one. */
  use: (path: string) => ResponseTarget | 'used_url' | 'expired_url' | 'not_found';
}>;

const maxUses = 5;
const lifetimeMs = 30 * 60_000;

/** docs.slack.dev/interactivity/handling-user-interaction: a response URL is good for five uses within 30 minutes. */
export function createResponseUrls(now: Now): ResponseUrls {
  const granted = new Map<string, { target: ResponseTarget; until: number; left: number }>();
  return {
    grant(target) {
      const path = `/response/${randomBytes(18).toString('hex')}`;
      granted.set(path, { target, until: now() + lifetimeMs, left: maxUses });
      return path;
    },
    use(path) {
      const grant = granted.get(path);
      if (!grant) return 'not_found';
      if (now() >= grant.until) return 'expired_url';
      if (grant.left === 0) return 'used_url';
      granted.set(path, { ...grant, left: grant.left - 1 });
      return grant.target;
    },
  };
}
