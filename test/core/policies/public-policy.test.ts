import { describe, expect, it } from 'vitest';
import { findPublicStatement } from '../../../src/core/policies/public-policy.ts';

const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const withCondition = (Condition: object) => policy({ ...allow, Condition });

describe('a policy', () => {
  it.each([
    ['statement 1', policy(allow)],
    ['statement Share', policy({ ...allow, Effect: 'Deny' }, { ...allow, Sid: 'Share' })],
    ['statement 1', policy({ ...allow, Principal: { AWS: '*' } })],
    [
      'statement 1',
      policy({ ...allow, Principal: { AWS: ['111122223333', '*'], Service: 'logging.s3.amazonaws.com' } }),
    ],
    ['statement 1', policy({ ...allow, Principal: undefined, NotPrincipal: { AWS: '111122223333' } })],
    ['statement 1', JSON.stringify({ Statement: allow })],
    ['statement 1', withCondition({ Bool: { 'aws:SecureTransport': 'true' } })],
    ['statement 1', withCondition({ StringLike: { 'aws:Referer': 'https://example.com/*' } })],
    ['statement 1', withCondition({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-examp1e0id' } })],
    ['statement 1', withCondition({ StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } })],
    ['statement 1', withCondition({ ArnLike: { 'aws:PrincipalArn': '*' } })],
    ['statement 1', withCondition({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy' } })],
    ['statement 1', withCondition({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } })],
    ['statement 1', withCondition({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } })],
    ['statement 1', withCondition({ StringLike: { 'aws:PrincipalAccount': '????????????' } })],
    ['statement 1', withCondition({ StringEquals: { 'aws:PrincipalArn': `\${aws:PrincipalArn}` } })],
    ['statement 1', withCondition({ IpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '::/0'] } })],
    ['statement 1', withCondition({ NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } })],
  ])('lets everybody in by %s: %s', (found, text) => {
    expect(findPublicStatement(text)).toBe(found);
    expect(findPublicStatement(JSON.parse(text))).toBe(found);
  });

  it.each([
    [policy({ ...allow, Effect: 'Deny' })],
    [policy({ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } })],
    [policy({ ...allow, Principal: { Service: '*' } })],
    [withCondition({ StringEquals: { 'aws:PrincipalOrgID': 'o-examp1e0id' } })],
    [withCondition({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-examp1e0id/*'] } })],
    [withCondition({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } })],
    [withCondition({ StringLike: { 'aws:userid': 'AROAEXAMPLEEXAMPLE123:*' } })],
    [withCondition({ ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::logs' } })],
    [withCondition({ IpAddress: { 'AWS:SourceIp': '198.51.100.0/24' }, Bool: { 'aws:SecureTransport': 'true' } })],
    [withCondition({ StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } })],
  ])('lets nobody in whom it does not name: %s', (text) => {
    expect(findPublicStatement(text)).toBeUndefined();
  });

  it.each([undefined, null, '', '{', '[]', 7, {}, { Statement: 'x' }, { Statement: [null, 'x', []] }])(
    'is none: %j',
    (value) => {
      expect(findPublicStatement(value)).toBeUndefined();
    },
  );
});
