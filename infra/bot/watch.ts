import { Dashboard, GraphWidget, type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { addAlarm, deadLetterAlarm, period, queueMetric, type Watched } from '../alarm.ts';
import {
  type BotFunction,
  botFunctions,
  logGroupOf,
  prefixed,
  type QueueName,
  queueNames,
} from '../definitions/names.ts';
import type { Functions } from './functions.ts';

const namespace = 'Noroshi';

/** What our log says (`src/core/log.ts`), counted. A line leaves or enters this table with the words of the log. */
export const logCounts: readonly Readonly<{ metric: string; of: BotFunction; pattern: string }>[] = [
  { metric: 'SlackErrors', of: 'posts', pattern: '{ $.level = "error" }' },
  { metric: 'SlackErrors', of: 'slack', pattern: '{ $.level = "error" }' },
  { metric: 'SignsOfLife', of: 'sweep', pattern: '{ $.message = "AWS was asked what is true now" }' },
  { metric: 'Unreadable', of: 'alerts', pattern: '{ $.message = "A notification could not be read*" }' },
];

/** The alarms of `docs/operations.md`, which tell `topics`, and one page of figures. */
export function addWatch(
  scope: Construct,
  settings: Settings,
  { functions, topics }: Readonly<{ functions: Functions; topics: readonly string[] }>,
): void {
  logCounts.forEach(({ metric, of, pattern }, at) => {
    const filter = new CfnMetricFilter(scope, `Log${at + 1}`, {
      logGroupName: logGroupOf(of),
      filterPattern: pattern,
      metricTransformations: [{ metricNamespace: namespace, metricName: metric, metricValue: '1' }],
    });
    filter.addResourceDependency(functions[of]);
  });
  const all = [...deadLetterAlarms(), ...frontDoorAlarms(), ...alertAlarms(settings)];
  for (const watched of all) addAlarm(scope, watched, topics);
  addDashboard(scope);
}

function deadLetterAlarms(): readonly Watched[] {
  return queueNames.map((name) =>
    deadLetterAlarm(
      `${name}-dlq`,
      `Messages of the queue ${prefixed(name)} could not be worked off; noroshi redrive sends them again.`,
    ),
  );
}

function frontDoorAlarms(): readonly Watched[] {
  return [
    {
      id: 'front-door-throttled',
      about: 'More requests than the front door takes at once: commands and clicks may fail.',
      metric: functionMetric('slack', 'Throttles'),
      above: 0,
    },
    {
      id: 'slack-errors',
      about: 'Slack does not take what Noroshi sends, or the front door fails: see the logs of posts and slack.',
      metric: counted('SlackErrors'),
      above: 4,
    },
  ];
}

function alertAlarms({ sweep }: Settings): readonly Watched[] {
  const heard = new MathExpression({
    label: 'signs of life',
    expression: 'FILL(asked, 0) + FILL(came, 0)',
    usingMetrics: { asked: counted('SignsOfLife'), came: queueMetric('alerts', 'NumberOfMessagesReceived', 'Sum') },
    period,
  });
  return [
    {
      id: 'silence',
      about: 'No signal came, and AWS Config could not be asked either: alerts may be missing.',
      metric: heard,
      above: 1,
      below: true,
      silenceIsBad: true,
      for: Math.max(1, Math.ceil((sweep.silenceMs + sweep.everyMs) / 300_000)),
    },
    {
      id: 'sweep-stopped',
      about: 'The sweep did not run for five minutes: what was left behind is not sent again.',
      metric: functionMetric('sweep', 'Invocations'),
      above: 1,
      below: true,
      silenceIsBad: true,
    },
    {
      id: 'sweep-failed',
      about: 'Parts of the sweep fail again and again: its log says which.',
      metric: functionMetric('sweep', 'Errors'),
      above: 4,
    },
    {
      id: 'oldest-alert',
      about: 'A signal waits for more than five minutes: see the log of the function alerts.',
      metric: queueMetric('alerts', 'ApproximateAgeOfOldestMessage', 'Maximum'),
      above: 300,
    },
    {
      id: 'oldest-post',
      about: 'A channel was not served for a quarter of an hour: see the log of the function posts.',
      metric: queueMetric('posts', 'ApproximateAgeOfOldestMessage', 'Maximum'),
      above: 900,
    },
    {
      id: 'unreadable',
      about: 'Notifications could not be read and are kept in quarantine.',
      metric: counted('Unreadable'),
      above: 0,
    },
  ];
}

function addDashboard(scope: Construct): void {
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12 });
  const queues = (statistic: string, of: readonly string[], name: string) =>
    of.map((one) => queueMetric(one, name, statistic));
  new Dashboard(scope, 'Dashboard', {
    dashboardName: prefixed('figures'),
    widgets: [
      [
        graph('Signals and messages', [
          queueMetric('alerts', 'NumberOfMessagesReceived', 'Sum'),
          queueMetric('posts', 'NumberOfMessagesReceived', 'Sum'),
        ]),
        graph('Age of the oldest message, s', queues('Maximum', queueNames, 'ApproximateAgeOfOldestMessage')),
      ],
      [
        graph(
          'Errors of the functions',
          botFunctions.map((name) => functionMetric(name, 'Errors')),
        ),
        graph(
          'Dead letters',
          queues(
            'Maximum',
            queueNames.map((name: QueueName) => `${name}-dlq`),
            'ApproximateNumberOfMessagesVisible',
          ),
        ),
      ],
      [
        graph('Front door, ms', [
          functionMetric('slack', 'Duration', 'p99'),
          functionMetric('slack', 'Duration', 'p50'),
        ]),
        graph('Slack errors, signs of life', [counted('SlackErrors'), counted('SignsOfLife'), counted('Unreadable')]),
      ],
    ],
  });
}

function functionMetric(name: BotFunction, metricName: string, statistic = 'Sum'): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    statistic,
    period,
    label: `${name} ${metricName}`,
    dimensionsMap: { FunctionName: prefixed(name) },
  });
}

function counted(metricName: string): Metric {
  return new Metric({ namespace, metricName, statistic: 'Sum', period, label: metricName });
}
