import { GetAutomationExecutionCommand, SSMClient, StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scene } from '../../../src/playground/seed-scene.ts';
import { type Playground, startPlayground } from './harness.ts';

let playground: Playground;
let ssm: SSMClient;
beforeAll(async () => {
  playground = await startPlayground();
  ssm = new SSMClient(playground.clientOptions(await playground.remediator(scene.prod)));
});
afterAll(() => playground?.aws.close());

const role = `arn:aws:iam::${scene.prod}:role/noroshi-automation`;
const asked = {
  DocumentName: 'AWS-StopEC2Instance',
  DocumentVersion: '1',
  Parameters: { InstanceId: [scene.instance.id], AutomationAssumeRole: [role] },
  ClientToken: '4f9c2f5e-6c0e-5d3a-9a43-0a1b2c3d4e5f',
};

describe('Systems Manager', () => {
  it('starts one execution for one client token, and refuses it for other parameters', async () => {
    const first = await ssm.send(new StartAutomationExecutionCommand(asked));
    const second = await ssm.send(new StartAutomationExecutionCommand(asked));

    expect(second.AutomationExecutionId).toBe(first.AutomationExecutionId);
    const Parameters = { ...asked.Parameters, InstanceId: ['i-0another0another0'] };
    await expect(ssm.send(new StartAutomationExecutionCommand({ ...asked, Parameters }))).rejects.toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
  });

  it.each([
    ['a document that is not there', { DocumentName: 'Example-Nothing' }, 'AutomationDefinitionNotFoundException'],
    ['a version that is not there', { DocumentVersion: '7' }, 'AutomationDefinitionVersionNotFoundException'],
    ['a parameter missing', { Parameters: {} }, 'InvalidAutomationExecutionParametersException'],
    [
      'a role that may not be handed over',
      { Parameters: { InstanceId: ['i-1'], AutomationAssumeRole: ['arn:aws:iam::111122223333:role/admin'] } },
      'AccessDeniedException',
    ],
    ['a token that is no UUID', { ClientToken: 'x'.repeat(36) }, 'ValidationException'],
  ])('refuses %s', async (_, change, name) => {
    const command = new StartAutomationExecutionCommand({ ...asked, ClientToken: undefined, ...change });

    await expect(ssm.send(command)).rejects.toMatchObject({ name });
  });

  it('shows an execution to whoever may read, in its own account', async () => {
    const { AutomationExecutionId } = await ssm.send(new StartAutomationExecutionCommand(asked));
    const command = new GetAutomationExecutionCommand({ AutomationExecutionId });
    const reader = new SSMClient(playground.clientOptions(await playground.reader(scene.prod)));
    const stranger = new SSMClient(playground.clientOptions(await playground.reader(scene.dev)));

    expect((await reader.send(command)).AutomationExecution).toMatchObject({
      DocumentName: 'AWS-StopEC2Instance',
      StepExecutions: [{ StepName: 'stopInstances', StepStatus: 'Pending' }, { StepStatus: 'Pending' }],
    });
    await expect(stranger.send(command)).rejects.toMatchObject({ name: 'AutomationExecutionNotFoundException' });
  });
});
