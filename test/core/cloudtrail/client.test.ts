import { describe, expect, it } from 'vitest';
import { clientOf, serviceOf } from '../../../src/core/cloudtrail/client.ts';

describe('a user agent', () => {
  it.each([
    ['[aws-cli/2.15.0 Python/3.11]', 'the AWS CLI'],
    ['signin.amazonaws.com', 'the console'],
    ['AWS Internal', 'AWS itself'],
    ['aws-sdk-js/3.500.0 ua/2.0', 'the AWS SDK for JavaScript'],
    ['config.amazonaws.com', 'the AWS service config'],
  ])('%s is %s', (agent, words) => {
    expect(clientOf(agent)).toEqual({ words });
  });

  it('that nobody knows is its own first word, and nothing is nothing', () => {
    expect(clientOf('stratus-red-team_1 (linux)')).toEqual({ calls: 'stratus-red-team_1' });
    expect([undefined, '', ' ', '(x)'].map(clientOf)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('cannot call itself one of ours by holding its name', () => {
    expect(clientOf('evil aws-cli/2')).toEqual({ calls: 'evil' });
    expect(serviceOf('evil.example')).toBeUndefined();
    expect(serviceOf('s3.amazonaws.com.evil.example')).toBeUndefined();
  });
});
