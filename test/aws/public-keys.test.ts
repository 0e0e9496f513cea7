import { CloudTrailClient, ListPublicKeysCommand } from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createListPublicKeys } from '../../src/aws/public-keys.ts';

it('asks for the keys of a region and day once, every page of them', async () => {
  const mock = mockClient(CloudTrailClient);
  const Value = new Uint8Array([1, 2]);
  mock.on(ListPublicKeysCommand).resolves({ PublicKeyList: [{ Fingerprint: 'b', Value }] });
  mock.on(ListPublicKeysCommand, { NextToken: undefined }).resolves({
    PublicKeyList: [{ Fingerprint: 'a', Value }, { Fingerprint: 'empty' }],
    NextToken: 'more',
  });
  const list = createListPublicKeys(createClients({ region: 'us-east-1', now: () => 0 }));
  const at = Date.UTC(2026, 10, 20, 12);

  const keys = await list('eu-west-1', at);

  expect(keys).toEqual([
    { fingerprint: 'a', der: Value },
    { fingerprint: 'b', der: Value },
  ]);
  expect(await list('eu-west-1', at + 3_600_000)).toBe(keys);
  expect(mock.commandCalls(ListPublicKeysCommand)).toHaveLength(2);
  expect(mock.commandCalls(ListPublicKeysCommand)[0]?.args[0].input).toMatchObject({
    StartTime: new Date(Date.UTC(2026, 10, 20)),
    EndTime: new Date(Date.UTC(2026, 10, 21)),
  });
  expect(await mock.commandCalls(ListPublicKeysCommand)[0]?.thisValue.config.region()).toBe('eu-west-1');
  mock.restore();
});
