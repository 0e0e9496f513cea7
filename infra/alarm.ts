import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Settings } from '../src/core/settings.ts';
import { arnsOf, prefixed } from './definitions/names.ts';

/** Figures are taken each five minutes. */
export const period = Duration.minutes(5);

/** What is watched: the alarm's name without our prefix, what it means, and when it rings. */
export type Watched = Readonly<{
  id: string;
  about: string;
  metric: IMetric;
  above: number;
  for?: number;
  silenceIsBad?: true;
  below?: true;
}>;

export function addAlarm(scope: Construct, watched: Watched, topics: readonly string[]): void {
  const { id, about, metric, above, below, silenceIsBad } = watched;
  const alarm = new Alarm(scope, `Alarm-${id}`, {
    alarmName: prefixed(id),
    alarmDescription: about,
    metric,
    threshold: above,
    evaluationPeriods: watched.for ?? 1,
    comparisonOperator: below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(...topics.map((alarmActionArn) => ({ bind: () => ({ alarmActionArn }) })));
}

/** A figure of a queue, by its name without our prefix. */
export function queueMetric(name: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
    statistic,
    period,
    label: name,
    dimensionsMap: { QueueName: prefixed(name) },
  });
}

/** Watches a queue of dead letters, by its name without our prefix. */
export function deadLetterAlarm(queue: string, about: string): Watched {
  return {
    id: `dead-letters-${queue.replace('-dlq', '')}`,
    about,
    metric: queueMetric(queue, 'ApproximateNumberOfMessagesVisible', 'Maximum'),
    above: 0,
  };
}

/**
 * The topics that an alarm of a place can tell, which are in its own region: ours takes its own account's alarms alone, and
 * that of `oncall` is told by the bot's account and its own. Amazon CloudWatch User Guide, "Notifying users on alarm changes".
 */
export function topicsNear(
  settings: Settings,
  place: Readonly<{ account: string; region: string }>,
): readonly string[] {
  const { bot, oncall } = settings;
  const isBots = place.account === bot.account;
  const [, , , region, account] = oncall?.topic.split(':') ?? [];
  const isToldOnCall = region === place.region && (isBots || account === place.account);
  return [
    ...(isBots && place.region === bot.region ? [arnsOf(settings).alarmsTopic] : []),
    ...(oncall && isToldOnCall ? [oncall.topic] : []),
  ];
}
