import * as z from 'zod/mini';
import type { SecurityEvent } from '../events/event.ts';
import { anything, isObject, list, maybe, number, readText, text } from '../text/lenient.ts';

/** A CloudWatch alarm's change of state in our one shape, from EventBridge's event or the message of its SNS action. */
export type Alarm = Readonly<{
  name: string;
  state: string;
  arn?: string | undefined;
  before?: string | undefined;
  reason?: string | undefined;
  changedAt?: string | undefined;
  description?: string | undefined;
  /** Of a composite alarm: the rule over other alarms. */
  rule?: string | undefined;
  metrics: readonly Metric[];
  /** `GreaterThanOrEqualToThreshold`, … */
  comparison?: string | undefined;
  threshold?: number | undefined;
  suppressedBy?: string | undefined;
}>;

/** `period` in seconds. */
type Metric = Readonly<{
  namespace?: string | undefined;
  name?: string | undefined;
  statistic?: string | undefined;
  period?: number | undefined;
  dimensions: readonly (readonly [name: string, value: string])[];
}>;

const State = maybe(
  z.object({ value: text, reason: text, reasonData: text, timestamp: text, actionsSuppressedBy: text }),
);

/** "Alarm events and EventBridge" in the CloudWatch User Guide. */
const Event = z.object({
  alarmName: text,
  state: State,
  previousState: State,
  configuration: maybe(
    z.object({
      description: text,
      alarmRule: text,
      metrics: list(
        z.object({
          expression: text,
          label: text,
          metricStat: maybe(
            z.object({
              metric: maybe(z.object({ namespace: text, name: text, dimensions: anything })),
              period: number,
              stat: text,
            }),
          ),
        }),
      ),
    }),
  ),
});

/** "Notifying users on alarm changes": the message of an alarm's SNS action. */
const Message = z.object({
  AlarmName: text,
  AlarmDescription: text,
  AlarmArn: text,
  AlarmRule: text,
  NewStateValue: text,
  NewStateReason: text,
  OldStateValue: text,
  StateChangeTime: text,
  Trigger: maybe(
    z.object({
      MetricName: text,
      Namespace: text,
      Statistic: text,
      ExtendedStatistic: text,
      Period: number,
      ComparisonOperator: text,
      Threshold: number,
      Dimensions: list(z.object({ name: text, value: text })),
    }),
  ),
});

/** The change of state that an event or a message tells; undefined when it names no alarm or no state. */
export function readAlarm({ detail, resources }: Pick<SecurityEvent, 'detail' | 'resources'>): Alarm | undefined {
  return Object.hasOwn(detail, 'AlarmName') ? ofMessage(detail) : ofEvent(detail, resources[0]);
}

function ofMessage(detail: SecurityEvent['detail']): Alarm | undefined {
  const parsed = Message.safeParse(detail);
  if (!parsed.success || !parsed.data.AlarmName || !parsed.data.NewStateValue) return undefined;
  const { AlarmName, NewStateValue, Trigger, ...rest } = parsed.data;
  const dimensions = (Trigger?.Dimensions ?? []).flatMap(({ name, value }) =>
    name && value ? [[name, value] as const] : [],
  );
  return {
    name: AlarmName,
    state: NewStateValue,
    arn: rest.AlarmArn,
    before: rest.OldStateValue,
    reason: rest.NewStateReason,
    changedAt: rest.StateChangeTime,
    description: rest.AlarmDescription,
    rule: rest.AlarmRule,
    metrics: Trigger?.MetricName
      ? [
          {
            namespace: Trigger.Namespace,
            name: Trigger.MetricName,
            statistic: Trigger.Statistic ?? Trigger.ExtendedStatistic,
            period: Trigger.Period,
            dimensions,
          },
        ]
      : [],
    comparison: Trigger?.ComparisonOperator,
    threshold: Trigger?.Threshold,
  };
}

function ofEvent(detail: SecurityEvent['detail'], arn: string | undefined): Alarm | undefined {
  const parsed = Event.safeParse(detail);
  if (!parsed.success || !parsed.data.alarmName || !parsed.data.state?.value) return undefined;
  const { alarmName, state, previousState, configuration } = parsed.data;
  return {
    name: alarmName,
    state: state.value ?? '',
    arn,
    before: previousState?.value,
    reason: state.reason,
    changedAt: state.timestamp,
    description: configuration?.description,
    rule: configuration?.alarmRule,
    metrics: (configuration?.metrics ?? []).flatMap(({ metricStat, expression, label }): readonly Metric[] => {
      const metric = metricStat?.metric;
      if (!metric?.name) return expression ? [{ name: label ?? expression, dimensions: [] }] : [];
      const { namespace, name } = metric;
      const dimensions = pairsIn(metric.dimensions);
      return [{ namespace, name, statistic: metricStat?.stat, period: metricStat?.period, dimensions }];
    }),
    threshold: thresholdIn(state.reasonData),
    suppressedBy: state.actionsSuppressedBy,
  };
}

function pairsIn(dimensions: unknown): readonly (readonly [string, string])[] {
  return Object.entries(isObject(dimensions) ? dimensions : {}).flatMap(([name, one]) => {
    const value = readText(one);
    return value ? [[name, value] as const] : [];
  });
}

/** `reasonData` is JSON in a string, which we can do without. */
function thresholdIn(reasonData: string | undefined): number | undefined {
  try {
    const data: unknown = JSON.parse(reasonData ?? '');
    return isObject(data) && typeof data['threshold'] === 'number' ? data['threshold'] : undefined;
  } catch {
    return undefined;
  }
}
