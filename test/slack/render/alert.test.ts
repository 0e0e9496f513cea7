import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/core/alert.ts';
import { severities } from '../../../src/core/severity.ts';
import { renderAlert } from '../../../src/slack/render/alert.ts';
import { messageAsText } from '../../../src/slack/render/as-text.ts';
import { faultsOf } from '../oracle.ts';
import { sampleAlert } from './sample.ts';

const offer = { id: 'o1', remediation: 'close', title: 'Close the open ports', confirm: 'Runs on web (sg-0abc).' };

function shown(change: Partial<Alert> = {}, more: { status?: 'open' | 'resolved'; resolvedAt?: number } = {}) {
  const state = {
    alert: { ...sampleAlert, ...change },
    status: more.status ?? 'open',
    opened: 1_795_192_800_000,
  } as const;
  const message = renderAlert(more.resolvedAt === undefined ? state : { ...state, resolvedAt: more.resolvedAt }, {
    offers: [offer],
  });
  return { message, screen: messageAsText(message) };
}

describe('an alert in the channel', () => {
  it('says the most important first and everything that is known', () => {
    const { screen, message } = shown();

    expect(screen).toMatchInlineSnapshot(`
      "🚨 CRITICAL · alice opened SSH (port 22) of web (sg-0abc) to the whole internet
      By alice (role) from 192.0.2.7 with the AWS CLI, without MFA · in payments-prod (111122223333), eu-west-1, prod · 2026-11-20 16:40:00 UTC
      What: EC2 security group web (sg-0abc)
      Rule: restricted-ssh
      What changed
        • inbound tcp 22: none → 0.0.0.0/0
      Details
        • Owner: team-payments
        • Name: unavailable (the aggregator did not answer in time)
        • Identity: arn:aws:sts::111122223333:assumed-role/Admin/alice
      Security group <https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-0abc>
      [ Close the open ports ]
          asks first: Close the open ports? Runs on web (sg-0abc). [ Close the open ports ] [ Cancel ]"
    `);
    expect(message.text).toMatchInlineSnapshot(
      `"🚨 Critical in payments-prod, eu-west-1: alice opened SSH (port 22) of web (sg-0abc) to the whole internet"`,
    );
    expect(faultsOf(message)).toEqual([]);
  });

  it('looks different when resolved, and has no button then', () => {
    const { screen, message } = shown({}, { status: 'resolved', resolvedAt: 1_795_193_520_000 });

    expect(screen.split('\n').slice(0, 2)).toEqual([
      '✅ RESOLVED (was critical) · alice opened SSH (port 22) of web (sg-0abc) to the whole internet',
      'Resolved 2026-11-20 16:52:00 UTC, after 12 min',
    ]);
    expect(JSON.stringify(message)).not.toContain('remediate');
    expect(message.text).toMatch(/^✅ Resolved in payments-prod, eu-west-1 \(was critical\): /);
  });

  it('marks an account that is not ours, without a button', () => {
    const { screen, message } = shown({ unlisted: true });

    expect(screen).toContain('⚠ This account is not in the settings');
    expect(JSON.stringify(message)).not.toContain('remediate');
  });

  it('marks what was only attempted', () => {
    expect(shown({ attempted: true }).screen).toContain('✋ Attempted only: the call did not succeed.');
  });

  it('gives each severity a word and a symbol of its own', () => {
    const first = severities.map((severity) => shown({ severity }).screen.split(' · ')[0]);

    expect(first).toEqual(['ℹ INFO', '🔹 LOW', '🔶 MEDIUM', '🔺 HIGH', '🚨 CRITICAL']);
  });

  it('says that the event names no account, and not that it is none of ours', () => {
    const { screen } = shown({ accountId: 'unknown', unlisted: true });

    expect(screen).toContain('The event names no account');
    expect(screen).not.toContain('not in the settings');
  });

  it('never shows a placeholder for what is not known', () => {
    const { screen, message } = shown({
      accountId: 'unknown',
      accountName: 'unknown',
      region: 'unknown',
      environment: '',
      actor: { type: 'unknown', name: 'unknown', sourceIp: 'unknown' },
      facts: [{ label: 'Owner', value: 'unknown' }],
      rule: 'undefined',
      resources: [{ type: 'unknown', id: 'unknown', accountId: 'unknown', region: 'unknown' }],
    });

    expect(`${screen}${message.text}`).not.toMatch(/unknown|undefined|null|\(\)/i);
  });

  it('says what is so now where nobody knows what was', () => {
    const { screen } = shown({ changes: [{ field: 'Key state', before: 'as it was', after: 'pending deletion' }] });

    expect(screen).toContain('• Key state: now pending deletion');
  });

  it('says nothing twice', () => {
    const rule = { label: 'Rule', value: 'restricted-ssh' };
    const { screen } = shown({ facts: [rule], actor: { type: 'Root', name: 'the root user' } });

    expect(screen.match(/restricted-ssh/g)).toHaveLength(1);
    expect(screen).toContain('By the root user · in payments-prod');
  });

  it('leaves out what the sentence says, and a time that is told', () => {
    const { screen } = shown({
      title: 'restricted-ssh: the security group web (sg-0abc) is no longer compliant',
      kind: 'config-compliance-change',
      changes: [{ field: 'Compliance', before: 'COMPLIANT', after: 'NON_COMPLIANT' }],
      facts: [
        { label: 'Group', value: 'sg-0abc' },
        { label: 'Last seen', value: '2026-11-20T16:40:00.000Z' },
        { label: 'First seen', value: '2026-11-19T01:40:09.000Z' },
      ],
    });

    expect(screen).not.toMatch(/What |Rule |NON_COMPLIANT|• Group|Last seen/);
    expect(screen).toContain('• First seen: 2026-11-19 01:40:09 UTC');
  });

  it.each([
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_6) AppleWebKit/537.36', 'with a browser'],
    ['console.ec2.amazonaws.com', 'with the console'],
    [
      'aws-sdk-go/1.29.7 (go1.13.7) APN/1.0 HashiCorp/1.0 Terraform/0.12.24 (+https://www.terraform.io)',
      'with Terraform',
    ],
    ['Boto3/1.34 md/Botocore#1.34', 'with boto3'],
    ['cloudformation.amazonaws.com', 'with CloudFormation'],
    ['autoscaling.amazonaws.com', 'with the AWS service autoscaling'],
    ['python-requests/2.31 something very long', 'with python-requests/2.31'],
  ])('tells the client %s in words', (userAgent, words) => {
    expect(shown({ actor: { type: 'IAMUser', name: 'alice', userAgent } }).screen).toContain(
      `By alice (IAM user) ${words} · in`,
    );
  });

  it('offers what only looks also when it is resolved, and nothing in an account that is not ours', () => {
    const looks = [
      { what: 'who', alertId: 'a1' },
      { what: 'history', alertId: 'a1' },
    ] as const;
    const rows = (change: Partial<Alert>, status: 'open' | 'resolved') =>
      messageAsText(renderAlert({ alert: { ...sampleAlert, ...change }, status }, { offers: [offer], looks })).match(
        /^\[.*\]$/gm,
      );

    expect(rows({}, 'open')).toEqual(['[ Close the open ports ]', '[ Who did it ]', '[ History ]']);
    expect(rows({}, 'resolved')).toEqual(['[ Who did it ]', '[ History ]']);
    expect(rows({ unlisted: true }, 'open')).toBeNull();
  });

  it.each([
    ['AWS::EC2::SecurityGroup', 'EC2 security group'],
    ['AWS::RDS::DBInstance', 'RDS DB instance'],
    ['AWS::EC2::NetworkAcl', 'EC2 network acl'],
    ['AWS::EC2::VPC', 'EC2 VPC'],
    ['Something else', 'Something else'],
  ])('calls %s %s', (type, words) => {
    const resource = { type, id: 'x1', accountId: '111122223333', region: 'eu-west-1' };

    expect(shown({ resources: [resource] }).screen).toContain(`What: ${words} x1`);
  });

  it('shows only links into the console', () => {
    const url = 'https://console.aws.amazon.com.evil.example/';
    const { message } = shown({ links: [{ label: 'Console', url }, ...sampleAlert.links] });

    expect(JSON.stringify(message)).not.toContain('evil');
    expect(JSON.stringify(message)).toContain('eu-west-1.console.aws.amazon.com');
  });

  it('asks before it acts, within the limits of the dialog', () => {
    const long = { ...offer, title: 't'.repeat(500), confirm: 'c'.repeat(5000) };
    const message = renderAlert({ alert: sampleAlert, status: 'open' }, { offers: [long, offer, offer] });

    expect(faultsOf(message)).toEqual([]);
    expect(message.blocks.filter((block) => block.type === 'actions')).toHaveLength(3);
    expect(messageAsText(message)).toContain(
      'asks first: Close the open ports? Runs on web (sg-0abc). [ Close the open ports ]',
    );
  });

  it('is made of shapes that the SDK knows', () => {
    // The shapes that the snapshot above shows, written once more where the compiler compares them with Slack's types.
    const block: KnownBlock = {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'a', style: { bold: true } },
            { type: 'link', url: 'https://console.aws.amazon.com/', text: 'Console' },
            { type: 'date', timestamp: 1, format: '{date_short_pretty} at {time_secs}', fallback: 'then' },
            { type: 'user', user_id: 'U0ALICE' },
          ],
        },
      ],
    };
    const kinds = new Set(shown().message.blocks.map(({ type }) => type));

    expect([...kinds]).toEqual([block.type, 'actions']);
  });
});

describe('what happened more than once', () => {
  const since = Date.parse('2026-11-20T03:14:09Z');
  const told = (change: Partial<Alert>, count: number) => {
    const alert = {
      ...sampleAlert,
      kind: 'console-sign-in',
      attempted: true,
      title: 'alice failed to sign in',
    } as const;
    const message = renderAlert(
      { alert: { ...alert, ...change }, status: 'open', times: { count, since } },
      { offers: [] },
    );
    expect(faultsOf(message)).toEqual([]);
    return { text: message.text, lines: messageAsText(message).split('\n') };
  };

  it('says how often and since when, in the message and aloud', () => {
    const { text, lines } = told({}, 4);

    expect(lines[0]).toMatch(/CRITICAL\W+alice failed to sign in, 4 times since 03:14 UTC$/);
    expect(lines[1]).toBe('✋ Attempted only: nobody got in.');
    expect(text).toMatch(/: alice failed to sign in, 4 times since 03:14 UTC$/);
  });

  it('calls many failed sign-ins a burst', () => {
    expect(told({}, 12).lines.slice(0, 2).join('\n')).toMatch(/12 times since 03:14 UTC\n.*a burst: somebody may be/);
  });

  it('does not pretend that refused calls were all the same', () => {
    const { text } = told({ kind: 'access-denied', title: 'bob was refused iam:CreateUser' }, 12);

    expect(text).toMatch(/bob was refused iam:CreateUser, the newest of what was refused 12 times since 03:14 UTC$/);
  });

  it('says nothing of it for what happened once, and owns up where it stopped counting', () => {
    expect(told({}, 1).text).not.toContain('since');
    expect(told({}, 1000).text).toContain('at least 1000 times since');
  });
});
