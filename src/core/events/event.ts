/**
 * EventBridge's payload with its envelope words turned into ours. `core/events/envelope.ts` makes one out of every envelope that
 * we accept; what came without an EventBridge envelope gets the one that EventBridge would have given it.
 */
export type SecurityEvent = Readonly<{
  /** EventBridge's id, stable over redeliveries; a hash of the body where there is none. */
  id: string;
  /** `aws.config`, `aws.guardduty`, …; `sns` for a message that is no event. */
  source: string;
  detailType: string;
  /** 12 digits, or `unknown`. */
  account: string;
  /** As the event has it, or `unknown`. */
  region: string;
  /** ISO 8601, or undefined where the event holds none that can be read. */
  time?: string;
  resources: readonly string[];
  detail: Readonly<Record<string, unknown>>;
  /** The SNS topic that it came through, where one did. */
  topicArn?: string;
  /** The SNS subject, where one was given. */
  subject?: string;
}>;

/**
 * An EventBridge event pattern: fields to lists of allowed values or matchers, nested under `detail`; under `$or` a list of
 * patterns, one of which must hold.
 */
export type EventPattern = Readonly<{
  [field: string]: EventPattern | readonly PatternValue[] | readonly EventPattern[];
}>;

export type PatternValue =
  | string
  | number
  | boolean
  | null
  | Readonly<{ prefix: string }>
  | Readonly<{ suffix: string }>
  | Readonly<{ exists: boolean }>
  | Readonly<{ 'anything-but': readonly string[] }>
  | Readonly<{ numeric: readonly (string | number)[] }>;
