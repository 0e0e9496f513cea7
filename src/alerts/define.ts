import type { Actor, Alert, AlertKind, Change, Fact, Sentence } from '../core/alert.ts';
import type { ConsolePage } from '../core/console-links.ts';
import type { EventPattern, SecurityEvent } from '../core/events/event.ts';
import type { Resource } from '../core/resource.ts';
import type { Settings } from '../core/settings.ts';
import type { Severity } from '../core/severity.ts';

/** What an alert type says of an event; `alerts/index.ts` adds what is the same for all kinds. */
export type AlertDraft = Readonly<{
  sentence: Sentence;
  severity: Severity;
  state?: Alert['state'];
  /** Where it happened, where the event's own account and region are not it. */
  accountId?: string;
  region?: string;
  /** The primary one first. */
  resources: readonly Resource[];
  actor?: Actor;
  attempted?: true;
  /** What makes two alerts the same problem; the kind is added to it. */
  fingerprint: readonly string[];
  /** The kind that is added instead, where this is a copy: the original and its copies are one alert. */
  copyOf?: AlertKind;
  /** The same fact arriving twice has the same key. */
  eventKey: string;
  /** When it happened, as the source writes it; the event's own time where it is left out. */
  occurredAt?: string;
  /** Which of two events is newer, as the source writes it; `occurredAt` where it is left out. */
  sourceTime?: string;
  changes?: readonly Change[];
  facts?: readonly Fact[];
  /** Of a resolution: what solved it, in a sentence. */
  solvedBy?: string;
  /** It takes back what earlier alerts of the same kind and resource were about. */
  undoes?: true;
  /** CloudTrail's call, `service:EventName`. */
  call?: string;
  /** The settings say that what was opened is normal there. */
  wanted?: true;
  rule?: string;
  finding?: string;
  /** Ids of what a remediation needs to know and no resource stands for: `accessKey`, `finding`, `detector`. */
  ids?: Readonly<Record<string, string>>;
  /** For the links to the console. */
  cloudTrailEventId?: string;
  guardDutyFindingId?: string;
  page?: ConsolePage;
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

/** The event as `toAlert` gets it: its detail parsed by the schema. */
export type EventOf<Detail> = Omit<SecurityEvent, 'detail'> & Readonly<{ detail: Detail }>;

/** What we need of a schema: zod's and zod/mini's both have it. */
type Schema<Detail> = Readonly<{ safeParse(value: unknown): { success: true; data: Detail } | { success: false } }>;

/**
 * Defines an alert type. `matches` is cheap and decides whose event it is; `schema` names only the fields of `detail` that
 * are used, and may be permissive; `toAlert` is pure, and returns undefined when what it needs is not there after all.
 */
export function defineAlert<Detail>(definition: {
  id: AlertKind;
  pattern?: EventPattern;
  matches: (event: SecurityEvent) => boolean;
  schema: Schema<Detail>;
  toAlert: (event: EventOf<Detail>, settings: Settings) => AlertDraft | undefined;
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
