import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAthena } from '../../src/aws/athena.ts';
import { createClients } from '../../src/aws/clients.ts';
import type { Settings } from '../../src/core/settings.ts';
import { someSettings } from '../delivery/settings.ts';

const sts = mockClient(STSClient);
const mock = mockClient(AthenaClient);
const base = someSettings();
const athena = { database: 'logs', table: 'trail', workgroup: 'searches', scanLimitGB: 1 };
const settings: Settings = { ...base, trail: { ...base.trail, athena } };
const asked = createAthena({ clients: createClients({ region: 'us-east-1', now: () => 0 }), settings });

beforeEach(() => {
  sts.reset();
  mock.reset();
  sts.on(AssumeRoleCommand).resolves({
    Credentials: { AccessKeyId: 'a', SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(9e12) },
  });
});

describe('Athena', () => {
  it('is asked in the home region, under the log reader’s role, in the workgroup of the settings', async () => {
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q-1' });

    const id = await asked.start({ sql: 'SELECT ?', parameters: ["'x'"] }, 't'.repeat(64));

    expect(id).toBe('q-1');
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toMatchObject({ RoleArn: settings.trail.role });
    const [call] = mock.commandCalls(StartQueryExecutionCommand);
    expect(await call?.thisValue.config.region()).toBe(settings.security.region);
    expect(call?.args[0].input).toEqual({
      QueryString: 'SELECT ?',
      ClientRequestToken: 't'.repeat(64),
      WorkGroup: 'searches',
      QueryExecutionContext: { Database: 'logs' },
      ExecutionParameters: ["'x'"],
    });
  });

  it('gets no empty list of parameters, which it refuses', async () => {
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q-1' });

    await asked.start({ sql: 'SELECT 1', parameters: [] }, 't'.repeat(64));

    expect(mock.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).not.toHaveProperty('ExecutionParameters');
  });

  it('tells how far it is, and why it ended', async () => {
    mock.on(GetQueryExecutionCommand).resolves({
      QueryExecution: {
        Status: { State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' },
        Statistics: { DataScannedInBytes: 7, TotalExecutionTimeInMillis: 1500 },
      },
    });

    const progress = await asked.poll('q-1');

    expect(progress).toEqual({
      state: 'cancelled',
      scannedBytes: 7,
      seconds: 1.5,
      why: 'Bytes scanned limit was exceeded',
    });
  });

  it('gives every page of an answer without the names, and nothing where SQL has NULL', async () => {
    const row = (...values: (string | undefined)[]) => ({
      Data: values.map((value) => (value === undefined ? {} : { VarCharValue: value })),
    });
    mock.on(GetQueryResultsCommand, { NextToken: undefined }).resolves({
      ResultSet: { Rows: [row('name'), row('a'), row(undefined)] },
      NextToken: 'more',
    });
    mock.on(GetQueryResultsCommand, { NextToken: 'more' }).resolves({ ResultSet: { Rows: [row('')] } });

    const pages = [];
    for await (const page of asked.rows('q-1')) pages.push(page);

    expect(pages).toEqual([[['a'], [null]], [['']]]);
  });

  it('says that it was not reached, and why', async () => {
    mock
      .on(GetQueryExecutionCommand)
      .rejects(Object.assign(new Error('no'), { name: 'InvalidRequestException', $fault: 'client', $metadata: {} }));

    await expect(asked.poll('q-1')).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/Athena.*no/),
    });
  });
});
