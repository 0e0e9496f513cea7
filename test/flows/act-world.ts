import {
  ConfigServiceClient,
  DescribeConfigRulesCommand,
  DescribeRemediationConfigurationsCommand,
  DescribeRemediationExecutionStatusCommand,
  GetComplianceDetailsByResourceCommand,
  StartConfigRulesEvaluationCommand,
  StartRemediationExecutionCommand,
} from '@aws-sdk/client-config-service';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createCompliance } from '../../src/aws/compliance.ts';
import { createMembers } from '../../src/aws/member.ts';
import type { AuditEntry } from '../../src/core/audit.ts';
import { offerId } from '../../src/core/button.ts';
import type { Settings } from '../../src/core/settings.ts';
import { follow } from '../../src/flows/act/follow.ts';
import type { ActWorld, Click } from '../../src/flows/act.ts';
import { findRemediation } from '../../src/remediations/index.ts';
import { createStore } from '../../src/store/index.ts';
import { createNewUlid } from '../../src/store/ulid.ts';
import { giveSessions } from '../aws/responses.ts';
import { createFakePeople } from '../core/people.ts';
import { someSettings } from '../delivery/settings.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';
import { createTable } from '../simulation/table.ts';
import { createClock } from '../store/table.ts';
import { createFakeQueues, createFakeSlack, quiet } from './world.ts';

export const config = mockClient(ConfigServiceClient);
export const sts = mockClient(STSClient);
let made = 0;
const arn = 'arn:aws:config:us-east-1:111122223333:remediation-configuration/abc';
const base = someSettings();
export const settings: Settings = {
  ...base,
  access: {
    investigate: [],
    approve: [],
    remediate: [
      { who: 'U0ALICE' },
      { who: 'U0BOB', accounts: ['payments-*'] },
      { who: 'U0CAROL', accounts: ['payments-dev'] },
    ],
  },
  remediations: [
    {
      when: { rule: 'approved-amis-by-id' },
      use: 'config-remediation',
      mode: 'click',
      dryRun: false,
      parameters: {},
    },
  ],
};

/** AWS as it is before a click: the rule is broken and has a remediation, and every role can be assumed. */
function resetAws(): void {
  config.reset();
  sts.reset();
  giveSessions(sts, () => Date.parse('2026-01-01T00:00:00Z'));
  verdict('NON_COMPLIANT');
  configured();
  config.on(StartRemediationExecutionCommand).resolves({});
  config.on(DescribeRemediationExecutionStatusCommand).resolves({});
  const ConfigRuleArn = 'arn:aws:config:us-east-1:111122223333:config-rule/config-rule-abc';
  config
    .on(DescribeConfigRulesCommand)
    .resolves({ ConfigRules: [{ ConfigRuleName: 'approved-amis-by-id', ConfigRuleArn, Source: { Owner: 'AWS' } }] });
  config.on(StartConfigRulesEvaluationCommand).resolves({});
}

/** The rule has a remediation. */
export function configured(): void {
  config.on(DescribeRemediationConfigurationsCommand).resolves({
    RemediationConfigurations: [
      { ConfigRuleName: 'approved-amis-by-id', TargetType: 'SSM_DOCUMENT', TargetId: 'AWS-StopEC2Instance', Arn: arn },
    ],
  });
}

/** What the rule says of the resource, on the second page. */
export function verdict(ComplianceType: 'COMPLIANT' | 'NON_COMPLIANT' | undefined) {
  const EvaluationResultIdentifier = { EvaluationResultQualifier: { ConfigRuleName: 'approved-amis-by-id' } };
  config.on(GetComplianceDetailsByResourceCommand).resolves({ EvaluationResults: [], NextToken: 'more' });
  config
    .on(GetComplianceDetailsByResourceCommand, { NextToken: 'more' })
    .resolves({ EvaluationResults: ComplianceType ? [{ EvaluationResultIdentifier, ComplianceType }] : [] });
}

export const started = () => config.commandCalls(StartRemediationExecutionCommand);

/** An alert that stands in a channel as one message with a button, about a resource of its own. */
async function setUpClick(change: Partial<typeof complianceAlert> = {}) {
  made += 1;
  const n = made;
  const clock = createClock();
  const { client } = createTable(async () => {});
  const results = { put: async () => {}, get: async () => '' };
  const store = createStore({ client, table: 'noroshi', now: clock.now, newUlid: createNewUlid(clock), results });
  const { slack, told } = createFakeSlack();
  const { sendToQueue, sent } = createFakeQueues();
  const ts = `${clock.now() / 1000}.000100`;
  const resources = complianceAlert.resources.map((one) => ({ ...one, id: `i-${n}` }));
  const alert = { ...complianceAlert, id: `act-${n}`, resources, sourceAt: clock.now() - 60_000, ...change };
  const state = await store.advanceAlert(alert);
  const root = { owner: `ALERT#${alert.id}`, channel: 'C0SECURITY', name: 'root' };
  const slot = await store.wantSlot({ ...root, lane: 2, want: state?.rev ?? 1 });
  const claimed = await store.claimSlot(slot, { ulid: slot.queue ?? '', forMs: 9000 });
  if (claimed) await store.recordSlot(claimed, { state: 'idle', ts, shown: claimed.want });

  const clients = createClients({ region: 'eu-west-1', now: clock.now });
  const members = createMembers({ clients, settings });
  const entries: AuditEntry[] = [];
  const world: ActWorld = {
    ...{ settings, store, slack, sendToQueue, now: clock.now, log: quiet, reference: 'request-1' },
    ...{ members, findRemediation, compliance: createCompliance({ members }), loadHistory: async () => [] },
    people: createFakePeople().people,
    audit: async (_, entry) => void entries.push(entry),
  };
  let presses = 0;
  const press = (change: { userId?: string; channelId?: string; messageTs?: string; offer?: string } = {}): Click => {
    presses += 1;
    const { userId = 'U0ALICE', channelId = 'C0SECURITY', messageTs = ts } = change;
    return {
      kind: 'remediation',
      key: `click-${n}-${presses}`,
      // Slack signs with whole seconds, so that presses one after another have the same.
      askedAt: clock.now(),
      asker: { teamId: 'T0123456789', userId, channelId },
      offer: change.offer ?? offerId(alert.id, 'config-remediation'),
      messageTs,
    };
  };
  const request = async () => store.findLatestRequest(resources[0]!, 'config-remediation');
  const status = async () => (await store.listSlots(`REQ#${(await request())?.id}`))[0];
  const looks = () => sent.filter(({ queue }) => queue === 'remediations');
  /** AWS answers a look so; then the look that was sent last is taken from the queue. */
  async function look(answer: object, ms = 3000) {
    clock.pass(ms);
    const InvocationTime = new Date((await request())?.startedAt ?? 0);
    const ResourceKey = { resourceType: 'AWS::EC2::Instance', resourceId: resources[0]!.id } as const;
    config
      .on(DescribeRemediationExecutionStatusCommand)
      .resolves({ RemediationExecutionStatuses: [{ ResourceKey, InvocationTime, ...answer }] });
    await follow(looks().at(-1)?.body as { request: string; n: number }, world);
  }
  return { world, store, entries, told, sent, looks, press, alert, request, status, clock, look };
}

/** AWS anew for each test, and what `setUpClick` sets up. */
export function shareClicks() {
  beforeEach(resetAws);
  return setUpClick;
}
