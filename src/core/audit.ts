import type { Json } from './json.ts';

/** What an entry of the audit trail is about. */
export const auditKinds = ['request', 'refusal', 'plan', 'decision', 'intent', 'call', 'outcome', 'switch'] as const;

/**
 * One thing that was asked, decided, intended, called or came out. `id` is its own within its chain, so that writing it
 * again after a crash is harmless; `at` in ms. Never holds a secret or a token.
 */
export type AuditEntry = Readonly<{
  id: string;
  kind: (typeof auditKinds)[number];
  at: number;
  /** Slack user id, `auto`, `terminal:NAME` or `noroshi`. */
  by: string;
  /** In one sentence. */
  what: string;
  requestId?: string;
  alertId?: string;
  accountId?: string;
  region?: string;
  resource?: string;
  remediation?: string;
  details?: Json;
}>;
