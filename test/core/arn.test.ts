import { describe, expect, it } from 'vitest';
import { parseArn, resourceOfArn } from '../../src/core/arn.ts';

const place = { accountId: '111122223333', region: 'eu-west-1' };

describe('an ARN', () => {
  it('falls into its parts', () => {
    expect(parseArn('arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-1')).toEqual({
      partition: 'aws-cn',
      service: 'ec2',
      region: 'cn-north-1',
      account: '111122223333',
      resource: 'instance/i-1',
    });
  });

  it.each(['', 'arn', 'arn:aws:ec2', 'i-0123', 'arn:aws:ec2:r:a:', 'ARN:aws:s3:::b'])('is not seen in %j', (text) => {
    expect(parseArn(text)).toBeUndefined();
    expect(resourceOfArn(text, place)).toBeUndefined();
  });

  it.each([
    ['arn:aws:ec2:us-east-1:444455556666:instance/i-1', 'AWS::EC2::Instance', 'i-1', 'us-east-1'],
    ['arn:aws:ec2:us-east-1::image/ami-1', 'AWS::EC2::Image', 'ami-1', 'us-east-1'],
    ['arn:aws:s3:::bucket/key/of', 'AWS::S3::Bucket', 'bucket', 'eu-west-1'],
    ['arn:aws:iam::444455556666:user/path/alice', 'AWS::IAM::User', 'alice', 'global'],
    ['arn:aws:iam::444455556666:role/aws-reserved/x/Admin', 'AWS::IAM::Role', 'Admin', 'global'],
    ['arn:aws:lambda:us-east-1:444455556666:function:f:PROD', 'AWS::Lambda::Function', 'f', 'us-east-1'],
    ['arn:aws:rds:us-east-1:444455556666:db:orders', 'AWS::RDS::DBInstance', 'orders', 'us-east-1'],
    ['arn:aws:kms:us-east-1:444455556666:key/k', 'AWS::KMS::Key', 'k', 'us-east-1'],
    ['arn:aws:cloudtrail:us-east-1:444455556666:trail/t', 'AWS::CloudTrail::Trail', 't', 'us-east-1'],
    ['arn:aws:eks:us-east-1:444455556666:cluster/c', 'AWS::EKS::Cluster', 'c', 'us-east-1'],
    ['arn:aws:ecs:us-east-1:444455556666:service/c/s', 'AWS::ECS::Service', 's', 'us-east-1'],
    ['arn:aws:sqs:us-east-1:444455556666:queue', 'AWS::SQS::Queue', 'queue', 'us-east-1'],
  ])('%s names a resource', (arn, ...[type, id, region]) => {
    expect(resourceOfArn(arn, place)).toMatchObject({ type, id, region, arn });
  });

  it('takes the account from where it was met when it has none, and calls a policy by its name', () => {
    expect(resourceOfArn('arn:aws:s3:::bucket', place)?.accountId).toBe('111122223333');
    expect(resourceOfArn('arn:aws:iam::aws:policy/AdministratorAccess', place)).toMatchObject({
      id: 'arn:aws:iam::aws:policy/AdministratorAccess',
      name: 'AdministratorAccess',
    });
  });

  it('of a service named like what every object has is nothing', () => {
    expect(resourceOfArn('arn:aws:constructor:us-east-1:444455556666:x', place)).toBeUndefined();
  });
});
