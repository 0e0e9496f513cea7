import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAuditBucket } from '../../src/aws/audit.ts';
import { createClients } from '../../src/aws/clients.ts';
import { someSettings } from '../delivery/settings.ts';
import { awsError, giveSessions } from './responses.ts';

const sts = mockClient(STSClient);
const s3 = mockClient(S3Client);
const clients = () => createClients({ region: 'eu-west-1', now: () => 0 });
const role = 'arn:aws:iam::999988887777:role/noroshi-audit';

beforeEach(() => {
  sts.reset();
  s3.reset();
  giveSessions(sts, () => 0);
});

describe('the bucket of the audit trail', () => {
  it('is asked under the role of the settings, with its ExternalId', async () => {
    const settings = { ...someSettings(), audit: { bucket: 'audit', role, externalId: 'noroshi-audit-1' } };

    await createAuditBucket({ clients: clients(), settings }).putNew('audit/x', '{}');

    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toMatchObject({
      ...{ RoleArn: role, ExternalId: 'noroshi-audit-1', RoleSessionName: 'noroshi-audit' },
    });
  });

  it('is asked as ourselves where the settings name no role', async () => {
    await createAuditBucket({ clients: clients(), settings: someSettings() }).putNew('audit/x', '{}');

    expect(sts.calls()).toHaveLength(0);
  });

  it('is only ever added to, with a checksum, as Object Lock demands', async () => {
    await createAuditBucket({ clients: clients(), settings: someSettings() }).putNew('audit/x', '{}');

    expect(s3.calls().map(({ args }) => args[0].input)).toEqual([
      expect.objectContaining({ Key: 'audit/x', IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' }),
    ]);
  });

  it('is asked again after two writes met, and says when the key is taken', async () => {
    const bucket = createAuditBucket({ clients: clients(), settings: someSettings() });
    s3.on(PutObjectCommand)
      .rejectsOnce(awsError('ConditionalRequestConflict', 409))
      .resolvesOnce({})
      .rejectsOnce(awsError('ConditionalRequestConflict', 409))
      .rejects(awsError('PreconditionFailed', 412));

    expect(await bucket.putNew('audit/x', '{}')).toBe(true);
    expect(await bucket.putNew('audit/x', '{}')).toBe(false);
    expect(s3.calls()).toHaveLength(4);
  });

  it('gives up after some writes that met', async () => {
    s3.on(PutObjectCommand).rejects(awsError('ConditionalRequestConflict', 409));

    await expect(
      createAuditBucket({ clients: clients(), settings: someSettings() }).putNew('audit/x', '{}'),
    ).rejects.toThrow('ConditionalRequestConflict');
    expect(s3.calls()).toHaveLength(6);
  });
});
