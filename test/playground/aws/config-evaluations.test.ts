import { randomUUID } from 'node:crypto';
import {
  ConfigServiceClient,
  type Evaluation,
  ListDiscoveredResourcesCommand,
  PutEvaluationsCommand,
  SelectResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scene } from '../../../src/playground/seed-scene.ts';
import { type Playground, startPlayground } from './harness.ts';

const rule = 'desired-instance-type';
const here = { accountId: scene.dev, region: scene.region };
const now = new Date();
const evaluation: Evaluation = {
  ComplianceResourceType: 'AWS::EC2::Instance',
  ComplianceResourceId: 'i-1',
  ComplianceType: 'NON_COMPLIANT',
  OrderingTimestamp: now,
};

let playground: Playground;
let token = '';
beforeAll(async () => {
  playground = await startPlayground();
  playground.aws.customRules.answerWith(async (event) => {
    token = Reflect.get(event, 'resultToken');
  });
  await playground.aws.customRules.runSchedule(playground.aws.world.findRule(here, rule)!);
});
afterAll(() => playground?.aws.close());

async function config(accountId: string = scene.dev, region: string = scene.region): Promise<ConfigServiceClient> {
  const sts = new STSClient(playground.clientOptions());
  const RoleArn = `arn:aws:iam::${accountId}:role/noroshi-evaluate`;
  const { Credentials: made } = await sts.send(
    new AssumeRoleCommand({ RoleArn, ExternalId: `noroshi-${accountId}`, RoleSessionName: 'test' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = made ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return new ConfigServiceClient(playground.clientOptions(credentials, region));
}

const put = async (
  about: Partial<Evaluation>,
  { more = {}, client = config() }: { more?: object; client?: Promise<ConfigServiceClient> } = {},
) =>
  (await client).send(
    new PutEvaluationsCommand({ Evaluations: [{ ...evaluation, ...about }], ResultToken: token, ...more }),
  );
const verdict = (id = 'i-1') => playground.aws.world.findEvaluation({ ...here, rule, type: 'AWS::EC2::Instance', id });

describe('PutEvaluations', () => {
  it('keeps what is newer than what it knows, and lets go what is older', async () => {
    await put({ Annotation: 'x'.repeat(256) });
    await put({ ComplianceType: 'COMPLIANT', OrderingTimestamp: new Date(now.getTime() - 1_000) });
    expect(verdict()).toMatchObject({ compliance: 'NON_COMPLIANT', annotation: 'x'.repeat(256) });

    await put({ ComplianceType: 'NOT_APPLICABLE', OrderingTimestamp: new Date(now.getTime() + 1_000) });
    expect(verdict()?.compliance).toBe('NOT_APPLICABLE');
  });

  it.each([
    ['an empty annotation', { Annotation: '' }],
    ['one that is too long', { Annotation: 'x'.repeat(257) }],
    ['INSUFFICIENT_DATA', { ComplianceType: 'INSUFFICIENT_DATA' as const }],
    ['no resource', { ComplianceResourceId: '' }],
  ])('refuses %s', async (_, about) => {
    await expect(put(about)).rejects.toMatchObject({ $fault: 'client' });
  });

  it('refuses more than a hundred at once', async () => {
    const more = { Evaluations: Array.from({ length: 101 }, () => evaluation) };

    await expect(put({}, { more })).rejects.toMatchObject({ $fault: 'client' });
  });

  it('refuses a token that it did not give out, or gave to a rule elsewhere, unless it is a test, which keeps nothing', async () => {
    const wrong = { name: 'InvalidResultTokenException' };
    await expect(put({}, { more: { ResultToken: randomUUID() } })).rejects.toMatchObject(wrong);
    await expect(put({}, { client: config(scene.prod) })).rejects.toMatchObject(wrong);
    await expect(put({}, { client: config(scene.dev, 'us-east-1') })).rejects.toMatchObject(wrong);

    await put({ ComplianceResourceId: 'i-test' }, { more: { ResultToken: 'TESTMODE', TestMode: true } });
    expect(verdict('i-test')).toBeUndefined();
  });

  it('is not for the bot itself', async () => {
    const client = Promise.resolve(new ConfigServiceClient(playground.clientOptions()));

    await expect(put({}, { client })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('what a rule may read', () => {
  it('is what is in its own account and region', async () => {
    const client = await config();

    const { resourceIdentifiers = [] } = await client.send(
      new ListDiscoveredResourcesCommand({ resourceType: 'AWS::EC2::Instance', limit: 100 }),
    );
    const { Results = [] } = await client.send(
      new SelectResourceConfigCommand({
        Expression: "SELECT resourceId, accountId WHERE resourceType = 'AWS::EC2::Instance'",
        Limit: 100,
      }),
    );

    expect(resourceIdentifiers.length).toBeGreaterThan(3);
    expect(Results.map((row) => JSON.parse(row))).toEqual(
      resourceIdentifiers.map(({ resourceId }) => ({ resourceId, accountId: scene.dev })),
    );
  });
});
