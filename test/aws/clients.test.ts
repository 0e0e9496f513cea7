import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createClock } from '../store/table.ts';
import { awsError, giveSessions } from './responses.ts';

const sts = mockClient(STSClient);
const role = { roleArn: 'arn:aws:iam::111122223333:role/noroshi-read', externalId: 'x-1', sessionName: 'test' };

beforeEach(() => sts.reset());

describe('the AWS clients', () => {
  it('are made once for an identity and region', async () => {
    const clients = createClients({ region: 'eu-west-1', now: () => 0 });

    expect(await clients.config()).toBe(await clients.config());
    expect(clients.inRegion('us-east-1')).toBe(clients.inRegion('us-east-1'));
    expect(clients.inRegion('eu-west-1')).toBe(clients);
    expect(await (await clients.inRegion('us-east-1').config()).config.region()).toBe('us-east-1');
  });

  it('ask less often where a person waits for the answer', async () => {
    const attempts = async (more: object) =>
      (await createClients({ region: 'eu-west-1', now: () => 0, ...more }).config()).config.maxAttempts();

    expect([await attempts({}), await attempts({ isWaitedFor: true })]).toEqual([4, 2]);
  });

  it('keep a session until five minutes before it ends', async () => {
    const clock = createClock();
    giveSessions(sts, clock.now);
    const clients = createClients({ region: 'eu-west-1', now: clock.now });

    const first = await clients.assume(role);
    clock.pass(54 * 60_000);
    const kept = await clients.assume(role);
    clock.pass(60_000);
    const renewed = await clients.assume(role);

    expect(kept).toBe(first);
    expect(renewed).not.toBe(first);
    expect(sts.commandCalls(AssumeRoleCommand)).toHaveLength(2);
  });

  it('renew the credentials of a client that is still in use', async () => {
    const clock = createClock();
    giveSessions(sts, clock.now);
    const session = await createClients({ region: 'eu-west-1', now: clock.now }).assume(role);
    const s3 = await session.s3();

    await s3.config.credentials();
    clock.pass(56 * 60_000);
    const config = await session.config();
    await Promise.all([config.config.credentials(), s3.config.credentials()]);

    expect(sts.commandCalls(AssumeRoleCommand)).toHaveLength(2);
  });

  it('never mix the sessions of two requests', async () => {
    giveSessions(sts, () => 0);
    const clients = createClients({ region: 'eu-west-1', now: () => 0 });

    await clients.assume({ ...role, sourceIdentity: 'slack-U0ALICE' });
    await clients.assume({ ...role, sourceIdentity: 'slack-U0BOB' });

    expect(sts.commandCalls(AssumeRoleCommand)).toHaveLength(2);
  });

  it('ask again after a refusal', async () => {
    sts.on(AssumeRoleCommand).rejectsOnce(awsError('AccessDenied', 403));
    const clients = createClients({ region: 'eu-west-1', now: () => 0 });
    await expect(clients.assume(role)).rejects.toThrow('AccessDenied');

    giveSessions(sts, () => 0);

    await expect(clients.assume(role)).resolves.toMatchObject({ region: 'eu-west-1' });
  });
});
