import type { Change, Fact, Sentence } from '../core/alert.ts';
import { draftOf, withoutRequest } from '../core/cloudtrail/call.ts';
import {
  CloudTrailRecord,
  errorFacts,
  failureOf,
  isCall,
  recordDraft,
  verbOf,
} from '../core/cloudtrail/cloudtrail-record.ts';
import type { Resource } from '../core/resource.ts';
import { readSecurityGroupCall, rulesIn, type SecurityGroupCall } from '../core/security-groups/security-group-call.ts';
import { isAllowed, rulesInWords, severityOfOpening } from '../core/security-groups/security-group-opening.ts';
import {
  ruleIds,
  ruleInFull,
  ruleInShort,
  rulesOfModification,
  type SecurityGroupRule,
} from '../core/security-groups/security-group-rule.ts';
import type { Settings } from '../core/settings.ts';
import { lowered, type Severity } from '../core/severity.ts';
import { readText } from '../core/text/lenient.ts';
import { counted, listed } from '../core/text/phrase.ts';
import { whoBegins } from '../core/text/sentence.ts';
import { defineAlert, type EventOf } from './define.ts';

const calls = [
  'AuthorizeSecurityGroupIngress',
  'AuthorizeSecurityGroupEgress',
  'RevokeSecurityGroupIngress',
  'RevokeSecurityGroupEgress',
  'ModifySecurityGroupRules',
  'UpdateSecurityGroupRuleDescriptionsIngress',
  'UpdateSecurityGroupRuleDescriptionsEgress',
  'CreateSecurityGroup',
  'DeleteSecurityGroup',
  'AssociateSecurityGroupVpc',
  'DisassociateSecurityGroupVpc',
] as const;
const names: ReadonlySet<string> = new Set(calls);

/** A security group, or a rule of one, was changed: who opened what to whom. */
export const securityGroupChange = defineAlert({
  id: 'security-group-change',
  pattern: {
    source: ['aws.ec2'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: ['ec2.amazonaws.com'], eventName: [...calls] },
  },
  matches: (event) => isCall(event, 'ec2', names),
  schema: CloudTrailRecord,
  toAlert(event, settings) {
    const base = recordDraft(event);
    const call = readSecurityGroupCall(event.detail, base);
    const told = call && tell(call, event, settings);
    if (!call || !told) {
      const { detail } = event;
      const unread = withoutRequest({ record: detail, service: 'ec2', name: detail.eventName, place: base });
      return unread && draftOf(event, unread);
    }
    const severity = event.detail.errorCode ? lowered(told.severity) : told.severity;
    const facts = [...(told.facts ?? []), ...errorFacts(event.detail)];
    const sentence = [`${whoBegins(base.actor)} `, ...told.sentence, failureOf(event.detail)];
    return {
      ...base,
      sentence,
      severity,
      ...(told.wanted ? { wanted: true } : {}),
      ...(told.undoes && !base.attempted ? { undoes: true } : {}),
      resources: [call.group, ...(told.others ?? [])],
      facts,
      // A change that was refused did not happen, so there is no before and after to show.
      ...(told.ids && !base.attempted ? { ids: told.ids } : {}),
      ...(told.changes?.length && !base.attempted ? { changes: told.changes } : {}),
    };
  },
});

type Told = Readonly<{
  sentence: Sentence;
  severity: Severity;
  wanted?: true;
  /** Nothing of what was open on the group stands any more; of one rule that was revoked, others may. */
  undoes?: true;
  changes?: readonly Change[];
  /** The rules that stand open now, for whoever is to close them. */
  ids?: Readonly<Record<string, string>>;
  facts?: readonly Fact[];
  others?: readonly Resource[];
}>;

type Event = EventOf<CloudTrailRecord>;

function tell(call: SecurityGroupCall, event: Event, settings: Settings): Told | undefined {
  const { detail } = event;
  const group = { resource: 0 };
  const does = (past: string, infinitive: string) => verbOf(detail, past, infinitive);
  switch (call.name) {
    case 'AuthorizeSecurityGroupIngress':
    case 'AuthorizeSecurityGroupEgress':
      return opening(call, settings, does('opened', 'open'));
    case 'RevokeSecurityGroupIngress':
    case 'RevokeSecurityGroupEgress':
      return closing(call, does('closed', 'close'), does('removed', 'remove'));
    case 'ModifySecurityGroupRules':
      return modification(call, settings, does('changed', 'change'));
    case 'CreateSecurityGroup':
      return {
        sentence: [`${does('created', 'create')} the security group `, group],
        severity: 'low',
        facts: factsOf(call.request, { groupDescription: 'Description', vpcId: 'VPC' }),
      };
    case 'DeleteSecurityGroup':
      return { sentence: [`${does('deleted', 'delete')} the security group `, group], severity: 'info', undoes: true };
    case 'AssociateSecurityGroupVpc':
      return sharing(call, [`${does('shared', 'share')} `, group, ' with '], 'medium');
    case 'DisassociateSecurityGroupVpc':
      return sharing(call, [`${does('stopped sharing', 'stop sharing')} `, group, ' with '], 'info');
    default:
      return description(call, does('changed', 'change'));
  }
}

function opening(call: SecurityGroupCall, settings: Settings, verb: string): Told | undefined {
  const rules = rulesIn(call, 'securityGroupRuleSet');
  if (rules.length === 0) return undefined;
  return {
    sentence: [`${verb} ${rulesInWords(rules, call.group.id)} on `, { resource: 0 }],
    ...judged(rules, call, settings),
    ...idsOf(rules),
    changes: rules.map((rule) => ({ field: fieldOf(rule), before: null, after: ruleInFull(rule) })),
  };
}

function closing(call: SecurityGroupCall, closed: string, removed: string): Told | undefined {
  const rules = rulesIn(call, 'revokedSecurityGroupRuleSet');
  const ids = ruleIds(call.request['securityGroupRuleIds'] ?? call.request['securityGroupRuleId']);
  const told = { severity: 'info' as const, facts: [] };
  if (rules.length > 0) {
    const sentence = [`${closed} ${rulesInWords(rules, call.group.id)} on `, { resource: 0 }];
    const changes = rules.map((rule) => ({ field: fieldOf(rule), before: ruleInFull(rule), after: null }));
    return { ...told, sentence, changes };
  }
  if (ids.length === 0) return undefined;
  const which =
    ids.length > 3
      ? counted(ids.length, `${call.direction} rule`)
      : `the ${call.direction} rule${ids.length > 1 ? 's' : ''} ${listed(ids)}`;
  return {
    ...told,
    sentence: [`${removed} ${which} of `, { resource: 0 }],
    facts: [{ label: 'Rules', value: ids.join(', ') }],
  };
}

/** The record of a modification says what a rule shall be; what it was, and its direction, it does not say. */
function modification(call: SecurityGroupCall, settings: Settings, verb: string): Told | undefined {
  const rules = rulesOfModification(call.request['securityGroupRule'] ?? call.request['securityGroupRules']);
  if (rules.length === 0) return undefined;
  const which = rules.length === 1 ? 'a rule' : counted(rules.length, 'rule');
  const now = rules.length === 1 ? 'it now opens' : 'they now open';
  const outcome = verb === 'changed' ? now : 'to open';
  const { facts = [], ...rest } = judged(rules, call, settings);
  return {
    sentence: [
      `${verb} ${which} of `,
      { resource: 0 },
      `${verb === 'changed' ? ': ' : ' '}${outcome} ${rulesInWords(rules, call.group.id)}`,
    ],
    ...rest,
    ...idsOf(rules),
    changes: rules.map((rule) => ({
      field: rule.id ? `Rule ${rule.id}` : 'Rule',
      before: 'its earlier form',
      after: ruleInFull(rule),
    })),
    facts: [
      ...facts,
      { label: 'Direction', value: 'CloudTrail does not tell whether the rule is inbound or outbound' },
    ],
  };
}

function description(call: SecurityGroupCall, verb: string): Told {
  const rules = rulesIn(call, 'securityGroupRuleSet');
  const facts = rules.map((rule) => ({
    label: rule.direction === 'inbound' ? 'Inbound rule' : 'Outbound rule',
    value: ruleInFull(rule),
  }));
  const what =
    rules.length > 1
      ? `the descriptions of ${rules.length} ${call.direction} rules`
      : `the description of an ${call.direction} rule`;
  return { sentence: [`${verb} ${what} of `, { resource: 0 }], severity: 'info', facts };
}

function sharing(call: SecurityGroupCall, sentence: Sentence, severity: Severity): Told | undefined {
  const id = readText(call.request['vpcId']);
  if (!id) return undefined;
  const { accountId, region } = call.group;
  return {
    sentence: [...sentence, { resource: 1 }],
    severity,
    others: [{ type: 'AWS::EC2::VPC', id, accountId, region }],
  };
}

function judged(
  rules: readonly SecurityGroupRule[],
  call: SecurityGroupCall,
  settings: Settings,
): Pick<Told, 'severity' | 'wanted' | 'facts'> {
  if (!isAllowed(rules, call.group.accountId, settings)) return { severity: severityOfOpening(rules), facts: [] };
  const facts = [{ label: 'Allowed', value: 'The settings say that this is normal here' }];
  return { severity: 'info', wanted: true, facts };
}

/** As many as a group holds at most by default: more than those are not told one by one. */
const mostRules = 60;

/** By id, and beside it what each of them opened; nothing where the event does not name every one. */
function idsOf(rules: readonly SecurityGroupRule[]): Pick<Told, 'ids'> {
  const ids = rules.flatMap(({ id = '' }) => (/^sgr-[0-9a-f]{8,17}$/.test(id) ? [id] : []));
  if (ids.length === 0 || ids.length !== rules.length || ids.length > mostRules) return {};
  return { ids: { rules: ids.join(','), opens: rules.map(ruleInShort).join(',') } };
}

function fieldOf({ direction, id }: SecurityGroupRule): string {
  return `${direction === 'inbound' ? 'Inbound' : 'Outbound'} rule${id ? ` ${id}` : ''}`;
}

function factsOf(source: Readonly<Record<string, unknown>>, labels: Readonly<Record<string, string>>): readonly Fact[] {
  return Object.entries(labels).flatMap(([key, label]) => {
    const value = readText(source[key]);
    return value ? [{ label, value }] : [];
  });
}
