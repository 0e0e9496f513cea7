import type { ComplianceNow } from '../../src/core/ports.ts';
import type { Settings } from '../../src/core/settings.ts';
import { makeRandom } from '../../src/playground/random.ts';
import { apiCall } from '../../src/playground/scenes/events.ts';
import { alertOf } from './load.ts';
import { regions } from './run.ts';

const minute = 60_000;
/** Of the events, this share gets lost. */
const lost = 0.05;
/** Of the problems, this share is mended within twenty minutes. */
const mended = 0.3;

/** What became true at a time (ms): an alert is open or resolved from then on. Its event may get lost. */
export type Told = Readonly<{
  at: number;
  alertId: string;
  status: 'open' | 'resolved';
  body: string;
  isLost: boolean;
  /** What AWS Config says when it is asked. */
  state?: ComplianceNow;
  /** What CloudTrail writes into its log, and whose log that is. */
  record?: Readonly<{ json: string; accountId: string; region: string }>;
}>;

type Problems = Readonly<{ seed: number; count: number; overMs: number; settings: Settings; startAt: number }>;

/** Each resource breaks a rule at some time, and some of them are put right: what AWS Config tells of it. */
export function tellStates(problems: Problems): readonly Told[] {
  const { settings } = problems;
  return eachProblem(problems, 'states', ({ n, accountId, region, say }) => {
    const resource = { type: 'AWS::EC2::SecurityGroup', id: idOf(n), accountId, region };
    return (status, at) => {
      const verdict = status === 'open' ? 'NON_COMPLIANT' : 'COMPLIANT';
      const state = { resource, rule: 'restricted-ssh', verdict, at: new Date(at).toISOString() };
      const body = JSON.stringify(eventOf(state));
      return { ...say(status, at), state, body, alertId: alertOf(body, settings).id };
    };
  });
}

/** Somebody opens a security group to the world, and some take it back: what CloudTrail tells of it. */
export function tellCalls(problems: Problems): readonly Told[] {
  const { settings } = problems;
  return eachProblem(problems, 'calls', ({ n, accountId, region, say }) => {
    const port = { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } };
    const requestParameters = { groupId: idOf(0x1000_0000 + n), ipPermissions: { items: [port] } };
    let alertId = '';
    return (status, at) => {
      const eventName = status === 'open' ? 'AuthorizeSecurityGroupIngress' : 'RevokeSecurityGroupIngress';
      const person = { person: 'kim@example.com', address: '192.0.2.7' };
      const call = { account: accountId, region, ...person, service: 'ec2', eventName, requestParameters };
      const event = apiCall(call, at);
      const body = JSON.stringify(event);
      // What is taken back belongs to the alert of the call that did it.
      alertId = alertId === '' ? alertOf(body, settings).id : alertId;
      const json = 'detail' in event ? JSON.stringify(event.detail) : '';
      return { ...say(status, at), body, alertId, record: { json, accountId, region } };
    };
  });
}

type Say = (status: Told['status'], at: number) => Pick<Told, 'at' | 'status' | 'isLost'>;
type Place = Readonly<{ n: number; accountId: string; region: string; say: Say }>;

function eachProblem(
  { seed, count, overMs, settings, startAt }: Problems,
  label: string,
  tell: (place: Place) => (status: Told['status'], at: number) => Told,
): readonly Told[] {
  const random = makeRandom(seed, label);
  return Array.from({ length: count }, (_, n) => {
    const accountId = settings.accounts[n % settings.accounts.length]?.id ?? '';
    const region = regions[n % regions.length] ?? '';
    const told = tell({ n, accountId, region, say: (status, at) => ({ at, status, isLost: random() < lost }) });
    const at = startAt + minute + Math.floor((n / count) * overMs);
    const first = told('open', at);
    // CloudTrail counts seconds.
    return random() < mended ? [first, told('resolved', at + 1000 + Math.floor(random() * 20 * minute))] : [first];
  }).flat();
}

function idOf(n: number): string {
  return `sg-${n.toString(16).padStart(17, '0')}`;
}

/** "Example compliance change notification", AWS Config Developer Guide. */
function eventOf({ resource, rule, verdict, at }: ComplianceNow): object {
  const { accountId: account, region, type: resourceType, id: resourceId } = resource;
  const detail = {
    ...{ resourceId, resourceType, awsAccountId: account, awsRegion: region, configRuleName: rule },
    messageType: 'ComplianceChangeNotification',
    newEvaluationResult: { complianceType: verdict, resultRecordedTime: at },
  };
  const id = `${resourceId}-${at}`;
  const type = 'Config Rules Compliance Change';
  return {
    version: '0',
    id,
    'detail-type': type,
    source: 'aws.config',
    account,
    time: at,
    region,
    resources: [],
    detail,
  };
}
