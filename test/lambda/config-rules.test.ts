import { fileURLToPath } from 'node:url';
import { ConfigServiceClient, GetComplianceDetailsByResourceCommand } from '@aws-sdk/client-config-service';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openEnvelope } from '../../src/core/events/envelope.ts';
import { handler } from '../../src/lambda/config-rules.ts';
import { wrongInstanceType } from '../../src/playground/scenes/wrong-instance-type.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { type Playground, startPlayground } from '../playground/aws/harness.ts';

const rule = 'desired-instance-type';
const type = 'AWS::EC2::Instance';
const { id } = scene.oversizedInstance;
const place = { accountId: scene.dev, region: scene.region };

let playground: Playground;
const before = { ...process.env };
const written: string[] = [];
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
  playground = await startPlayground();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: playground.aws.endpoint,
    AWS_REGION: playground.aws.region,
    AWS_ACCESS_KEY_ID: playground.aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: playground.aws.credentials.secretAccessKey,
    NOROSHI_SETTINGS: fileURLToPath(new URL('../../src/playground/noroshi.yml', import.meta.url)),
  });
  playground.aws.customRules.answerWith((event) => handler(event, { awsRequestId: 'request-1' }));
});
afterAll(async () => {
  vi.restoreAllMocks();
  for (const key of [
    'AWS_ENDPOINT_URL',
    'AWS_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'NOROSHI_SETTINGS',
  ]) {
    if (before[key] === undefined) delete process.env[key];
    else process.env[key] = before[key];
  }
  await playground?.aws.close();
});

const verdict = (of: object = {}) => playground.aws.world.findEvaluation({ ...place, rule, type, id, ...of });
/** The events that came to the alerts queue since it was last asked. */
const alerts = () =>
  playground.aws
    .queue('alerts')
    .receive(10)
    .flatMap(({ body }) => openEnvelope(body).events);
const complianceChanges = () => alerts().filter(({ detailType }) => detailType === 'Config Rules Compliance Change');

describe('the function of the custom rules', () => {
  it('is asked when AWS Config records an instance, and what it says becomes a compliance change', async () => {
    playground.aws.deliver(wrongInstanceType.events(Date.now()));

    await vi.waitFor(() => expect(verdict()?.compliance).toBe('NON_COMPLIANT'), { timeout: 5_000 });

    const [event, ...others] = complianceChanges();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      account: scene.dev,
      detail: {
        configRuleName: rule,
        resourceId: id,
        newEvaluationResult: {
          complianceType: 'NON_COMPLIANT',
          annotation: 'm7g.16xlarge is not an allowed type: t3.*, m7g.large',
        },
      },
    });
    expect(event?.detail).not.toHaveProperty('oldEvaluationResult');
  });

  it('is asked again when the instance changes', async () => {
    const { world } = playground.aws;
    const item = world.findItem({ ...place, type, id })!;

    world.change(item, { ...item.configuration, instanceType: 't3.micro' });

    await vi.waitFor(() => expect(verdict()?.compliance).toBe('COMPLIANT'), { timeout: 5_000 });
    expect(complianceChanges()).toMatchObject([
      { detail: { oldEvaluationResult: { complianceType: 'NON_COMPLIANT' } } },
    ]);
  });

  it('looks at every resource by its schedule, and takes back what is said of one that is no more', async () => {
    const { world, customRules } = playground.aws;
    world.putEvaluation({
      ...place,
      rule,
      type,
      id: 'i-gone',
      compliance: 'NON_COMPLIANT',
      recordedAt: Date.now() - 60_000,
    });
    const here = world.rules.find(
      (one) => one.name === rule && one.accountId === scene.dev && one.region === scene.region,
    )!;

    await customRules.runSchedule(here);

    expect(verdict({ id: 'i-gone' })?.compliance).toBe('NOT_APPLICABLE');
    expect(verdict()?.compliance).toBe('COMPLIANT');
    expect(complianceChanges()).toMatchObject([{ detail: { resourceId: 'i-gone' } }]);
    const session = await evaluatorSession();
    const { EvaluationResults = [] } = await session.send(
      new GetComplianceDetailsByResourceCommand({ ResourceType: type, ResourceId: id }),
    );
    expect(EvaluationResults.map(({ ComplianceType }) => ComplianceType)).toContain('COMPLIANT');
  });

  it('answers what is no invocation with an outcome, and fails without AWS’s words when AWS refuses', async () => {
    const refused = await handler({ hello: 1 }, { awsRequestId: 'request-2' });
    expect(refused).toEqual({ outcome: 'refused' });

    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9';
    vi.resetModules();
    const fresh = await import('../../src/lambda/config-rules.ts');
    const event = {
      invokingEvent: '{"messageType":"ScheduledNotification","notificationCreationTime":"2026-11-20T09:00:00Z"}',
      accountId: scene.dev,
      configRuleName: rule,
      resultToken: 't',
      ruleParameters: '{"desiredInstanceType":"t3.micro"}',
    };
    const failure = await fresh.handler(event, { awsRequestId: 'request-3' }).catch((error: Error) => error.message);

    expect(failure).toMatch(/^The rule desired-instance-type could not be evaluated: \w+$/);
    expect(written.join('')).toContain('request-3');
  }, 30_000);
});

async function evaluatorSession(): Promise<ConfigServiceClient> {
  const sts = new STSClient(playground.clientOptions());
  const { Credentials: made } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${scene.dev}:role/noroshi-evaluate`,
      ExternalId: `noroshi-${scene.dev}`,
      RoleSessionName: 'test',
    }),
  );
  const credentials = {
    accessKeyId: made?.AccessKeyId ?? '',
    secretAccessKey: made?.SecretAccessKey ?? '',
    sessionToken: made?.SessionToken ?? '',
  };
  return new ConfigServiceClient(playground.clientOptions(credentials));
}
