import { expect, it } from 'vitest';
import { ec2Arn, scalingGroupArn } from '../../../src/core/ec2/arns.ts';

const accountId = '111122223333';

it('names what is in EC2, in the partition of its region; images and snapshots have no account', () => {
  const place = { accountId, region: 'eu-west-1' };

  expect(ec2Arn(place, 'instance', 'i-1')).toBe('arn:aws:ec2:eu-west-1:111122223333:instance/i-1');
  expect(ec2Arn(place, 'snapshot', '*')).toBe('arn:aws:ec2:eu-west-1::snapshot/*');
  expect(ec2Arn({ accountId, region: 'cn-north-1' }, 'volume', 'v')).toMatch(/^arn:aws-cn:/);
  expect(ec2Arn({ accountId, region: 'us-gov-west-1' }, 'volume', 'v')).toMatch(/^arn:aws-us-gov:/);
});

it('names an auto scaling group by its name', () => {
  expect(scalingGroupArn({ accountId, region: 'eu-west-1' }, 'web')).toBe(
    'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/web',
  );
});
