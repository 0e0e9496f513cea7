import { DescribeRemediationExecutionStatusCommand } from '@aws-sdk/client-config-service';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import type { RemediationRequest } from '../../src/core/remediation.ts';
import { type RemediationContext, remediations } from '../../src/remediations/index.ts';
import { config, resetAws, verdict } from '../flows/act-world.ts';

const request: RemediationRequest = {
  id: '111122223333/us-east-1/AWS::EC2::Instance/i-1|x|1',
  ...{ remediation: 'x', attempt: 1, state: 'approved', alertId: 'alert', rule: 'approved-amis-by-id' },
  resource: { type: 'AWS::EC2::Instance', id: 'i-1', accountId: '111122223333', region: 'us-east-1' },
  ...{ requestedBy: 'U0ALICE', click: 'click-1', requestedAt: 1, startedAt: 2, steps: [], rev: 1 },
};

/** Two sessions, and which actions were sent through which of them. */
function createContext() {
  const narrowedTo: (readonly string[])[] = [];
  const [read, act] = [
    createClients({ region: 'us-east-1', now: () => 0 }),
    createClients({ region: 'us-east-1', now: () => 0 }),
  ];
  const ctx: RemediationContext = {
    read: async () => read,
    act: async (resources) => {
      narrowedTo.push(resources);
      return act;
    },
  };
  const actions = async (via: 'read' | 'act') => {
    const client = await { read, act }[via].config();
    const calls = config.calls().filter(({ thisValue }) => thisValue === client);
    return [...new Set(calls.map(({ args }) => `config:${args[0].constructor.name.replace(/Command$/, '')}`))];
  };
  return { ctx, narrowedTo, actions };
}

beforeEach(() => {
  resetAws();
  config.on(DescribeRemediationExecutionStatusCommand).resolves({});
});

describe.each(remediations)('the remediation $id', (remediation) => {
  const { permissions } = remediation;

  it('declares as reads only what reads', () => {
    const reading = /^[a-z0-9-]+:(?:Describe|Get|List|BatchGet)/;

    expect(permissions.read.filter((action) => !reading.test(action))).toEqual([]);
    expect(permissions.act.length).toBeGreaterThan(0);
  });

  it('plans without sending anything that writes', async () => {
    const { ctx, actions } = createContext();

    await expect(remediation.plan(request, ctx)).resolves.toMatchObject({ steps: [expect.anything()] });

    expect(await actions('act')).toEqual([]);
    expect(permissions.read).toEqual(expect.arrayContaining(await actions('read')));
  });

  it('sends only what its permissions allow, by the session that is meant for it, and uses all of them', async () => {
    const { ctx, actions, narrowedTo } = createContext();

    await remediation.plan(request, ctx);
    await remediation.apply(request, ctx);
    await remediation.follow?.(request, ctx);

    expect((await actions('read')).toSorted()).toEqual(permissions.read.toSorted());
    expect((await actions('act')).toSorted()).toEqual(permissions.act.toSorted());
    expect(narrowedTo.flat().filter((arn) => !arn.startsWith('arn:') || arn.endsWith('*'))).toEqual([]);
  });

  it('gives the same answer when it is applied twice', async () => {
    const { ctx } = createContext();

    expect(await remediation.apply(request, ctx)).toEqual(await remediation.apply(request, ctx));
  });

  it('takes a resource that is gone, or compliant, as an outcome', async () => {
    verdict(undefined);
    expect(await remediation.plan(request, createContext().ctx)).toMatchObject({ outcome: 'resource-gone' });

    config.resetHistory();
    verdict('COMPLIANT');
    expect(await remediation.plan(request, createContext().ctx)).toEqual({ steps: [] });
  });
});
