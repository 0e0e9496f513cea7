import type { z } from 'zod';
import type { Actor, Alert, AlertKind, Change, Fact, Sentence } from '../core/alert.ts';
import type { EventPattern, SecurityEvent } from '../core/event.ts';
import type { Resource } from '../core/resource.ts';
import type { Settings } from '../core/settings.ts';
import type { Severity } from '../core/severity.ts';

/** What an alert type says of an event; `alerts/index.ts` adds what is the same for all kinds. */
export type AlertDraft = Readonly<{
  sentence: Sentence;
  severity: Severity;
  state?: Alert['state'];
  /** The primary one first. */
  resources: readonly Resource[];
  actor?: Actor;
  attempted?: true;
  /** What makes two alerts the same problem; the kind is added to it. */
  fingerprint: readonly string[];
  /** The same fact arriving twice has the same key. */
  eventKey: string;
  /** ISO 8601; the event's own time where it is left out. */
  occurredAt?: string;
  changes?: readonly Change[];
  facts?: readonly Fact[];
  rule?: string;
  finding?: string;
}>;

/** One kind of alert, closed over its schema. */
export type AlertType = Readonly<{
  id: AlertKind;
  /** The EventBridge pattern that forwards it; none for what is never forwarded on purpose. */
  pattern?: EventPattern;
  matches(event: SecurityEvent): boolean;
  /** Undefined when the event's shape is not the one that we know: it is posted as `unknown`, with a warning. */
  read(event: SecurityEvent, settings: Settings): AlertDraft | undefined;
}>;

/**
 * Defines an alert type. `matches` is cheap and decides whose event it is; `schema` names only the fields of `detail` that
 * are used; `toAlert` is pure. May return undefined for an event that no person needs to see.
 */
export function defineAlert<Detail>(definition: {
  id: AlertKind;
  pattern?: EventPattern;
  matches: (event: SecurityEvent) => boolean;
  schema: z.ZodType<Detail>;
  toAlert: (event: Omit<SecurityEvent, 'detail'> & { readonly detail: Detail }, settings: Settings) => AlertDraft;
}): AlertType {
  const { schema, toAlert, ...rest } = definition;
  return {
    ...rest,
    read(event, settings) {
      const parsed = schema.safeParse(event.detail);
      return parsed.success ? toAlert({ ...event, detail: parsed.data }, settings) : undefined;
    },
  };
}
