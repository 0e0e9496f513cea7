import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groupNonCompliant, instanceStopped, throughSns } from './events.ts';
import { run } from './terminal.ts';

const starter = readFileSync(new URL('../../infra/noroshi.yml', import.meta.url), 'utf8');
const withOwnerRoute = starter.replace('{ severity: critical }, to: C0CRITICAL', '{ account: shop-prod }, to: owner');

function preview(input: unknown, argv: readonly string[] = ['--json'], settings = starter) {
  const files = { 'event.json': typeof input === 'string' ? input : JSON.stringify(input), 'mine.yml': settings };
  return run(['preview', 'event.json', '--settings', 'mine.yml', ...argv], { files });
}

describe('noroshi preview', () => {
  it('shows an event as its alert and its message, in an array', async () => {
    const { code, stdout, stderr } = await preview(groupNonCompliant);

    const answer = JSON.parse(stdout);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(answer).toHaveLength(1);
    expect(answer[0]).toMatchObject({
      alert: {
        kind: 'config-compliance-change',
        state: 'open',
        accountId: '111122223333',
        accountName: 'shop-prod',
        resources: [{ type: 'AWS::EC2::SecurityGroup', id: 'sg-0123456789abcdef0' }],
      },
      message: { channel: 'C0SHOPTEAM', text: expect.stringContaining('sg-0123456789abcdef0') },
    });
    expect(JSON.stringify(answer[0].message.blocks)).toContain('"button"');
  });

  it('finds the owner, whom a route names, among the accounts', async () => {
    const { stdout } = await preview(instanceStopped(), ['--json'], withOwnerRoute);

    expect(JSON.parse(stdout)[0].message.channel).toBe('C0SHOPTEAM');
  });

  it('answers once per event, in order, whatever the envelopes', async () => {
    const { code, stdout } = await preview([throughSns(instanceStopped('i-00000000000000001')), groupNonCompliant]);

    const kinds = JSON.parse(stdout).map(({ alert }: { alert: { kind: string } }) => alert.kind);
    expect({ code, kinds }).toEqual({ code: 0, kinds: ['ec2-instance-state', 'config-compliance-change'] });
  });

  it('shows it as text for people, without what a terminal would obey', async () => {
    const event = { ...instanceStopped(), detail: { 'instance-id': 'i-0123\u001b[2J\u009b', state: 'stopped' } };
    const { code, stdout } = await preview(event, []);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^To C0SHOPTEAM:\n/);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('takes the settings that come with the project when no others are named, and NOROSHI_SETTINGS before those', async () => {
    const files = { 'event.json': JSON.stringify(instanceStopped()), 'env.yml': withOwnerRoute };
    const named = await run(['preview', 'event.json'], { files, env: { NOROSHI_SETTINGS: 'env.yml' } });
    const unnamed = await run(['preview', 'event.json'], { files });

    expect(named.stdout).toContain('To C0SHOPTEAM');
    expect(unnamed.stderr).toContain('infra/noroshi.yml: the settings cannot be read');
  });

  it('takes the time at which it is asked where an event tells none', async () => {
    const { time, ...timeless } = instanceStopped();

    const { stdout } = await preview(timeless);

    expect(JSON.parse(stdout)[0].alert.occurredAt).toBe('2026-11-20T12:00:00.000Z');
    expect(stdout).not.toContain('1970');
  });

  it('shows an event in whose texts half a character is', async () => {
    const event = { ...instanceStopped('i-0123\ud800'), resources: ['\udc00'] };

    for (const input of [event, throughSns(event)]) {
      const { code, stdout } = await preview(input);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)[0].alert.resources[0].id).toBe('i-0123\ufffd');
    }
  });

  it('takes an event of a mebibyte', async () => {
    const large = {
      ...instanceStopped(),
      detail: { 'instance-id': 'i-0123456789abcdef0', state: 'x'.repeat(1_040_000) },
    };

    expect((await preview(large)).code).toBe(0);
  });

  it('shows what it can of a list in which something is no event, and says so', async () => {
    const { code, stdout, stderr } = await preview([instanceStopped(), { hello: 'world' }]);

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(stderr).toContain('Left out: ');
  });

  it.each([
    ['not JSON', '{"a" 1}', 'not JSON at line 1, column 6: a colon is missing.'],
    ['no event', { hello: 'world' }, 'event.json: it is no event'],
    ['an empty list', [], 'event.json: it is an empty list.'],
    ['the invocation of a rule', { invokingEvent: '{}', ruleParameters: '{}' }, 'noroshi evaluate RULE FILE'],
    [
      'a log file',
      {
        Records: [
          {
            eventVersion: '1.08',
            eventName: 'RunInstances',
            eventSource: 'ec2.amazonaws.com',
            eventTime: '2026-11-20T11:00:00Z',
            userIdentity: {},
            awsRegion: 'eu-west-1',
            eventID: 'e',
          },
        ],
      },
      'noroshi trail TERM --source DIRECTORY',
    ],
  ])('refuses %s in two lines, with what to do', async (_, input, expected) => {
    const { code, stdout, stderr } = await preview(input);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  it('tells all mistakes in the settings', async () => {
    const { code, stdout, stderr } = await preview(instanceStopped(), ['--json'], 'slak: {}');

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^mine\.yml has \d problems:\n/);
    expect(stderr).toContain('line 1: slak is not a key here; did you mean slack?');
  });
});
