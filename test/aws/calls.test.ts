import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { watchCalls } from '../../src/aws/calls.ts';
import type { CallMade } from '../../src/core/ports.ts';

/** A client whose answers are made up after our middleware, as the SDK's own would be. */
function setUp(answer: () => Promise<object>) {
  const calls: CallMade[] = [];
  const ec2 = new EC2Client({ region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } });
  ec2.middlewareStack.add(() => async () => ({ output: await answer(), response: {} }) as never, {
    ...{ step: 'initialize', priority: 'low', name: 'answers' },
  });
  watchCalls(ec2, { service: 'ec2', onCall: (call) => void calls.push(call), now: () => 1000 });
  return { ec2, calls };
}

describe('watching the calls of a client', () => {
  it('tells what was called, with AWS’s id of it', async () => {
    const { ec2, calls } = setUp(async () => ({ $metadata: { requestId: 'aws-1' }, Reservations: [] }));

    expect(await ec2.send(new DescribeInstancesCommand({}))).toMatchObject({ Reservations: [] });
    expect(calls).toEqual([{ service: 'ec2', operation: 'DescribeInstances', awsRequestId: 'aws-1', at: 1000 }]);
  });

  it('tells what AWS refused, in words, and lets the error go on', async () => {
    const refused = Object.assign(new Error('no such instance'), {
      ...{ name: 'InvalidInstanceID.NotFound', $fault: 'client' },
      $metadata: { httpStatusCode: 400, requestId: 'aws-2' },
    });
    const { ec2, calls } = setUp(() => Promise.reject(refused));

    await expect(ec2.send(new StopInstancesCommand({ InstanceIds: ['i-1'] }))).rejects.toBe(refused);
    expect(calls).toEqual([
      {
        ...{ service: 'ec2', operation: 'StopInstances', awsRequestId: 'aws-2', at: 1000 },
        error: 'InvalidInstanceID.NotFound: no such instance',
      },
    ]);
  });

  it('tells of a call whose answer never came', async () => {
    const { ec2, calls } = setUp(() => Promise.reject(Object.assign(new Error('x'), { name: 'TimeoutError' })));

    await expect(ec2.send(new StopInstancesCommand({ InstanceIds: ['i-1'] }))).rejects.toThrow();
    expect(calls).toEqual([{ service: 'ec2', operation: 'StopInstances', error: 'no answer in time', at: 1000 }]);
  });
});
