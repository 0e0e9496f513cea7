import { readFileSync } from 'node:fs';
import {
  DBInstanceNotFoundFault,
  DescribeDBInstancesCommand,
  InvalidDBInstanceStateFault,
  ModifyDBInstanceCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MemberClients, RemediationContext } from '../../src/remediations/define.ts';
import { remediations } from '../../src/remediations/index.ts';
import { makeDatabasePrivate } from '../fixtures/remediations/make-database-private.ts';
import { planOf } from '../remediations/begin.ts';
import { rightsRow } from './rights-table.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/remediations.md');
const rowsOf = (section: string) => section.split('\n').filter((line) => line.startsWith('| `'));

describe('the page of the remediations', () => {
  const [, each = ''] = page.split('## Each of them');
  const [what = '', rights = ''] = each.split('## Adding one')[0]?.split('The IAM actions') ?? [];

  it('says of each, and of no other, what it does, whether it is taken back, and what stays', () => {
    const beginnings = remediations.map(
      ({ id, title, effect, undo }) => `| \`${id}\` | ${title} | ${effect} | ${undo ? 'yes' : 'no'} | `,
    );

    expect(rowsOf(what).map((row, n) => row.slice(0, beginnings[n]?.length))).toEqual(beginnings);
    for (const row of rowsOf(what)) expect(row.split(' | ').at(-1)).toMatch(/^[A-Z].{15,}\. \|$/);
  });

  it('names the IAM actions of each as they are declared', () => {
    expect(rowsOf(rights)).toEqual(remediations.map(rightsRow));
  });

  it('names those that always take two people, and no other', () => {
    const named = remediations.filter(({ id }) => page.includes(`\`${id}\` takes two people`));

    expect(named).toEqual(remediations.filter(({ approval }) => approval === 'second-person'));
  });

  it('shows an example that is compiled and run here', () => {
    const [, shown] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
    const example = read('test/fixtures/remediations/make-database-private.ts')
      .replaceAll('../../../src/core/', '../core/')
      .replaceAll('../../../src/remediations/', './');

    expect(shown).toBe(example);
    expect(remediations.map(({ id }) => id)).not.toContain(makeDatabasePrivate.id);
  });
});

describe('the example', () => {
  const rds = mockClient(RDSClient);
  const arn = 'arn:aws:rds:eu-west-1:111122223333:db:orders';
  const task = {
    resource: { type: 'AWS::RDS::DBInstance', id: 'db-ORDERS', accountId: '111122223333', region: 'eu-west-1' },
    input: {},
  };
  const acted: unknown[] = [];
  const ctx = contextOf(acted);
  const { plan, apply, undo, permissions, title, effect } = makeDatabasePrivate;

  beforeEach(() => {
    acted.length = 0;
    rds.reset();
    let isPublic = true;
    rds.on(DescribeDBInstancesCommand).callsFake(({ Filters: [{ Name, Values }] }) => {
      const isIt = Name === 'dbi-resource-id' && Values.includes('db-ORDERS');
      const found = { DBInstanceIdentifier: 'orders', DBInstanceArn: arn, PubliclyAccessible: isPublic };
      return { DBInstances: isIt ? [found] : [] };
    });
    rds.on(ModifyDBInstanceCommand).callsFake(({ DBInstanceIdentifier, PubliclyAccessible, ApplyImmediately }) => {
      if (DBInstanceIdentifier === 'orders' && ApplyImmediately) isPublic = PubliclyAccessible;
      return {};
    });
  });

  it('plans without a change, does it, sees it done, and takes it back as often as it is asked to', async () => {
    const first = planOf(await plan(task, ctx));
    expect(first).toMatchObject({ steps: [{ on: 'orders' }], back: [{ on: 'orders' }] });
    expect(acted).toEqual([]);

    for (const _ of [1, 2]) expect(await apply(task, first.before, ctx)).toEqual({ state: 'applied' });
    expect(planOf(await plan(task, ctx)).steps).toEqual([]);
    for (const _ of [1, 2]) expect(await undo?.(task, first.before, ctx)).toEqual({ state: 'applied' });

    expect(planOf(await plan(task, ctx)).before).toEqual(first.before);
    expect(new Set(acted.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify([permissions.act, [arn]])]),
    );
  });

  it('tells what is gone from what could not be changed, and throws what nobody knows', async () => {
    const { before } = planOf(await plan(task, ctx));
    const failWith = (error: Error) => rds.on(ModifyDBInstanceCommand).rejects(error);
    const told = { message: 'it is backing-up', $metadata: {} };
    const elsewhere = { ...task, resource: { ...task.resource, id: 'db-OTHER' } };

    expect(await plan(elsewhere, ctx)).toMatchObject({ outcome: 'resource-gone' });
    failWith(new DBInstanceNotFoundFault(told));
    expect(await apply(task, before, ctx)).toMatchObject({ state: 'resource-gone' });
    failWith(new InvalidDBInstanceStateFault(told));
    expect(await apply(task, before, ctx)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('backing-up'),
    });
    failWith(new Error('socket hang up'));
    await expect(apply(task, before, ctx)).rejects.toThrow('socket hang up');
  });

  it('fits where it is shown', () => {
    expect(title.length).toBeLessThanOrEqual(30);
    expect(effect.length).toBeLessThanOrEqual(220);
  });
});

/** A session that has RDS and nothing else, and tells what it was opened for. */
function contextOf(acted: unknown[]): RemediationContext {
  const not = () => Promise.reject(new Error('the example needs RDS only'));
  const clients: MemberClients = {
    ...{ autoscaling: not, cloudtrail: not, config: not, ec2: not, guardduty: not, iam: not, s3: not, ssm: not },
    rds: async () => new RDSClient({ region: 'eu-west-1' }),
  };
  return {
    token: '00000000-0000-4000-8000-000000000000',
    now: () => 0,
    read: async () => clients,
    act: async (actions, resources) => {
      acted.push([actions, resources]);
      return clients;
    },
  };
}
