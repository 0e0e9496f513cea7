import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { change, invocation, item, oversized, scheduled } from '../fixtures/invocation.ts';
import { minimal } from '../fixtures/settings.ts';
import { instanceStopped } from './events.ts';
import { run } from './terminal.ts';

function evaluate(input: unknown, ...argv: string[]) {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const [rule = 'desired-instance-type', ...rest] = argv;
  return run(['evaluate', rule, 'file.json', ...rest], { files: { 'file.json': text } });
}

const said = (ComplianceType: string, more: object = {}) => ({
  ComplianceResourceType: 'AWS::EC2::Instance',
  ComplianceResourceId: item.resourceId,
  ComplianceType,
  ...more,
  OrderingTimestamp: '2026-11-20T08:15:30.250Z',
});

describe('noroshi evaluate', () => {
  it('prints the evaluation of an invocation, in the words of AWS Config', async () => {
    const { code, stdout, stderr } = await evaluate(invocation(change()));

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ rule: 'desired-instance-type', evaluations: [said('COMPLIANT')] });
  });

  it('takes the samples of this repository, with the parameters in them or others', async () => {
    const sample = readFileSync('test/fixtures/rules/desired-instance-type/non-compliant-event.json', 'utf8');

    const own = await evaluate(sample);
    const others = await evaluate(sample, 'desired-instance-type', '--parameters', 'desiredInstanceType=*');

    expect([own.code, JSON.parse(own.stdout).evaluations[0].ComplianceType]).toEqual([0, 'NON_COMPLIANT']);
    expect(JSON.parse(others.stdout).evaluations[0].ComplianceType).toBe('COMPLIANT');
  });

  it('takes parameters before those of the file, lists among them', async () => {
    const { stdout } = await evaluate(
      invocation(change()),
      'desired-instance-type',
      '--parameters',
      'desiredInstanceType=a,b',
      '--json',
    );

    expect(stdout.trim()).not.toContain('\n');
    expect(JSON.parse(stdout).evaluations).toEqual([
      said('NON_COMPLIANT', { Annotation: 't3.micro is not an allowed type: a, b' }),
    ]);
  });

  it.each([
    ['one', item],
    ['a list', [item]],
    ['what the aggregator answers', { ConfigurationItem: item }],
    ['an invoking event alone', change()],
    ['an event of EventBridge', { source: 'aws.config', 'detail-type': 'x', detail: change() }],
    ['an invocation that names no rule', invocation(change(), { configRuleName: undefined, ruleParameters: 'null' })],
    ['a snapshot', { fileVersion: '1.0', configurationItems: [item] }],
    [
      'an item of the API',
      {
        ...item,
        awsAccountId: undefined,
        accountId: '111122223333',
        configuration: JSON.stringify(item.configuration),
      },
    ],
  ])('takes configuration items: %s', async (_, input) => {
    const { code, stdout } = await evaluate(input, 'imdsv1-allowed');

    expect(code).toBe(0);
    expect(JSON.parse(stdout).evaluations).toEqual([
      said('NON_COMPLIANT', { Annotation: expect.stringContaining('IMDSv1') }),
    ]);
  });

  it('judges the account by all items of the file together', async () => {
    const other = { ...item, resourceId: 'i-1', configurationItemStatus: 'ResourceDiscovered' };
    const gone = { ...item, resourceId: 'i-2', configurationItemStatus: 'ResourceDeleted' };
    const { stdout } = await evaluate(
      [item, item, other, { ...other, configurationItemCaptureTime: '2026-11-19T00:00:00Z' }, gone],
      'max-resource-count',
      '--parameters',
      'applicableResourceType=AWS::EC2::Instance,maxCount=1',
    );

    expect(JSON.parse(stdout).evaluations).toMatchObject([
      {
        ComplianceResourceType: 'AWS::::Account',
        ComplianceResourceId: '111122223333',
        ComplianceType: 'NON_COMPLIANT',
        Annotation: '2 AWS::EC2::Instance resources, and at most 1 may be there',
      },
    ]);
  });

  it('needs nobody for a large item that was deleted, and nothing for what left the scope', async () => {
    for (const event of [
      invocation(oversized({ configurationItemStatus: 'ResourceDeleted' })),
      invocation(oversized(), { eventLeftScope: true }),
    ]) {
      const { code, stdout } = await evaluate(event);
      expect({ code, verdict: JSON.parse(stdout).evaluations[0].ComplianceType }).toEqual({
        code: 0,
        verdict: 'NOT_APPLICABLE',
      });
    }
  });

  it('needs no parameters, and nobody else, for what no parameter could change', async () => {
    const bucket = { resourceType: 'AWS::S3::Bucket', resourceId: 'logs' };
    for (const event of [
      { ...item, ...bucket },
      [
        { ...item, ...bucket },
        { ...item, configurationItemStatus: 'ResourceDeletedNotRecorded' },
      ],
      invocation(change(bucket), { ruleParameters: '{"other":"x"}' }),
      invocation(oversized(bucket), { ruleParameters: undefined }),
      invocation(change({ configurationItemStatus: 'ResourceNotRecorded' }), { ruleParameters: '' }),
      invocation(change(), { ruleParameters: '{', eventLeftScope: true }),
    ]) {
      const { code, stdout, stderr } = await evaluate(event);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const one of JSON.parse(stdout).evaluations) expect(one.ComplianceType).toBe('NOT_APPLICABLE');
    }
  });

  it('asks nobody for the credential report about a resource that the rule does not judge', async () => {
    for (const rule of ['unused-access-key', 'root-access-key']) {
      for (const event of [item, [item, item], invocation(change()), invocation(oversized())]) {
        const { code, stdout } = await evaluate(event, rule);
        expect({ code, said: JSON.parse(stdout).evaluations[0].ComplianceType }).toEqual({
          code: 0,
          said: 'NOT_APPLICABLE',
        });
      }
    }
  });

  it('asks as the bot does with --settings, and then of no account that is not in them', async () => {
    const files = {
      'file.json': JSON.stringify(invocation(oversized())),
      'mine.yml': minimal.replace('111122223333', '777788889999'),
    };
    const { code, stderr } = await run(['evaluate', 'desired-instance-type', 'file.json', '--settings', 'mine.yml'], {
      files,
    });

    expect({ code, line: stderr.split('\n')[0] }).toEqual({
      code: 1,
      line: 'Account 111122223333 is not in the settings, so nothing is ever done in it.',
    });
  });

  it('lists every rule and its parameters', async () => {
    const { code, stdout } = await run(['evaluate', '--list']);

    expect(code).toBe(0);
    for (const { id, summary, parameters } of rules) {
      for (const words of [id, summary, ...Object.keys(parameters)]) expect(stdout).toContain(words);
    }
  });

  it('never prints what a terminal would obey', async () => {
    const { stdout } = await evaluate({ ...item, resourceId: 'i-\u001b[2J\u009b\u202e' }, 'imdsv1-allowed');

    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  it.each([
    ['RULE is missing.', ['evaluate']],
    [
      'There is no rule desired-instance-typ; did you mean desired-instance-type?',
      ['evaluate', 'desired-instance-typ', 'x'],
    ],
    ['FILE is missing.', ['evaluate', 'public-bucket']],
    ['One FILE at a time, not 2.', ['evaluate', 'public-bucket', 'a', 'b']],
    [
      'There is no option --parameter; did you mean --parameters?',
      ['evaluate', 'public-bucket', 'a', '--parameter', 'x=y'],
    ],
    ['a: there is no such file.', ['evaluate', 'public-bucket', 'a']],
  ])('says “%s”', async (line, argv) => {
    const { code, stdout, stderr } = await run(argv);

    expect({ code, stdout, line: stderr.split('\n')[0] }).toEqual({ code: 2, stdout: '', line });
  });

  it.each([
    ['file.json: not JSON at line 1, column 2', '{x', []],
    ['file.json: this neither invokes a Config rule nor is a configuration item.', instanceStopped(), []],
    ['file.json: it holds no configuration item', invocation({ messageType: 'Other' }), []],
    ['file.json: there are 2 invocations in it.', [invocation(change()), invocation(change())], []],
    ['file.json: entry 2 of it is no configuration item.', [item, { hello: 1 }], []],
    ['file.json: its ruleParameters are not a JSON object.', invocation(change(), { ruleParameters: '[' }), []],
    ['desired-instance-type: desiredInstanceType is missing; it must be instance types', item, []],
    ['--parameters must be k=v, not desired.', item, ['--parameters', 'desired']],
  ])('says “%s…” and exits with 2', async (line, input, argv) => {
    const { code, stdout, stderr } = await evaluate(input, 'desired-instance-type', ...argv);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(line);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('asks for what the file does not hold, and says of whom it could not have it', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
      AWS_MAX_ATTEMPTS: '1',
    });
    try {
      for (const event of [invocation(oversized()), invocation(scheduled)]) {
        const { code, stderr } = await evaluate(event);
        expect(code).toBe(1);
        expect(stderr).toMatch(/^file.json does not hold .* and AWS could not be asked: no connection/);
        expect(stderr).toContain('\nGive it with --items FILE, or have AWS credentials of account 111122223333');
      }
    } finally {
      for (const key of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_MAX_ATTEMPTS']) {
        if (before[key] === undefined) delete process.env[key];
        else process.env[key] = before[key];
      }
    }
  });
});
