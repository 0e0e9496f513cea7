import type { Settings } from '../../src/core/settings.ts';
import { retries } from './forwarding.ts';
import { groupsOf, listsOf } from './groups.ts';
import { arnsOf, busName, memberDeadLetters, prefixed } from './names.ts';
import { logFilePattern } from './path-test.ts';
import { alertsTopicPolicy, busPolicy, deadLettersPolicy, serviceKeyPolicy } from './resource-policies.ts';
import type { PolicyDocument, Statement } from './statement.ts';

/** A queue of dead letters: who may put something there, and take it. */
export type DeadLetters = Readonly<{ name: string; arn: string; policy: PolicyDocument }>;

/** A bus that members of the list put their events onto, with the one statement of its policy that is ours. */
export type Bus = Readonly<{ name: string; arn: string; statementId: string; statement: Statement }>;

/** A rule that passes events on to the topic; `bus` is undefined for the account's default bus. */
type PassingRule = Readonly<{ name: string; about: string; arn: string; bus?: string; pattern: object }>;

/** Everything that stands in a region where members' events arrive. */
export type Arrival = Readonly<{
  buses: readonly Bus[];
  rules: readonly PassingRule[];
  key: Readonly<{ about: string; alias: string; policy: PolicyDocument }>;
  topic: Readonly<{ name: string; arn: string; policy: PolicyDocument }>;
  deadLetters: DeadLetters;
  /** The id of each rule's one target, which is the topic; `retries` holds for it. */
  targetId: string;
  retries: typeof retries;
}>;

/** What the members' rules let through has been chosen there: the bus passes on all of it. */
const everything = { source: [{ prefix: '' }] };

/**
 * Where the members' events arrive in a region, and the topic that passes them on: the home region's, or a relay's. As many
 * buses as the lists of accounts need.
 */
export function arrivalAt(settings: Settings, region: string): Arrival {
  const { account } = settings.security;
  const place = `${region}:${account}`;
  const buses = listsOf(groupsOf(settings), 'bus').map((accountIds, at) => busOf(place, at + 1, accountIds));
  const rules = [...buses.map(({ name }) => passingRule(place, name)), ...tailRules(settings, region)];
  const ruleArns = rules.map(({ arn }) => arn);
  const topic = arnsOf(settings).alertsTopic(region);
  const dead = `arn:aws:sqs:${place}:${prefixed('bus-dlq')}`;
  return {
    buses,
    rules,
    key: {
      about: 'Noroshi: the topic of the alerts.',
      alias: `alias/${prefixed('alerts')}`,
      policy: serviceKeyPolicy(account, { services: ['events.amazonaws.com'], topicArn: topic }),
    },
    topic: { name: prefixed('alerts'), arn: topic, policy: alertsTopicPolicy(settings, { region, ruleArns }) },
    deadLetters: {
      name: prefixed('bus-dlq'),
      arn: dead,
      policy: deadLettersPolicy(dead, {
        for: settings,
        service: 'events.amazonaws.com',
        condition: { ArnEquals: { 'aws:SourceArn': ruleArns } },
      }),
    },
    targetId: 'topic',
    retries,
  };
}

function busOf(place: string, number: number, accountIds: readonly string[]): Bus {
  const name = busName(number);
  const arn = `arn:aws:events:${place}:event-bus/${name}`;
  const { Sid, ...statement } = busPolicy(arn, accountIds);
  return { name, arn, statementId: Sid ?? 'ListedAccounts', statement };
}

function passingRule(place: string, bus: string): PassingRule {
  const name = prefixed('alerts');
  return {
    name,
    about: 'Noroshi: what the members forward, to the topic.',
    arn: `arn:aws:events:${place}:rule/${bus}/${name}`,
    bus,
    pattern: everything,
  };
}

/** S3's own events come on the default bus of the log bucket's region: each new log file is told (`sweep.tail`). */
function tailRules(settings: Settings, region: string): readonly PassingRule[] {
  const { security, sweep } = settings;
  if (!sweep.tail || region !== security.region) return [];
  const name = prefixed('log-files');
  return [
    {
      name,
      about: 'Noroshi: each new log file of CloudTrail, to the topic.',
      arn: `arn:aws:events:${region}:${security.account}:rule/${name}`,
      pattern: logFilePattern(settings),
    },
  ];
}

/** The queues of a region that the members' forwarding rules put into what the bus did not take. */
export function memberDeadLettersAt(settings: Settings, region: string): readonly DeadLetters[] {
  return listsOf(groupsOf(settings), 'queue').map((accountIds, at) => {
    const name = memberDeadLetters(at + 1);
    const arn = `arn:aws:sqs:${region}:${settings.security.account}:${name}`;
    const policy = deadLettersPolicy(arn, {
      for: settings,
      service: 'events.amazonaws.com',
      condition: {
        StringEquals: { 'aws:SourceAccount': accountIds },
        ArnLike: { 'aws:SourceArn': `arn:aws:events:${region}:*:rule/noroshi-*` },
      },
    });
    return { name, arn, policy };
  });
}
