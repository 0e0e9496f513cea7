import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/core/settings.ts';
import { alertOf, settings } from '../fixtures/alerts.ts';

const kind = 'data-exposed';

describe('data that is exposed', () => {
  it.each([
    [
      'account-block-lifted',
      'alice lifted the block on public access of the whole account: any of its buckets can be made public',
      'critical',
    ],
    ['acl-canned', 'alice changed the ACL of the bucket example-data: anyone may read the bucket', 'critical'],
    [
      'acl-within-its-list',
      'alice changed the ACL of the bucket example-data: anyone may read and write the bucket',
      'critical',
    ],
    [
      'acl-for-a-named-one',
      'alice changed the ACL of the bucket example-data: whoever is named in the request may do everything with the bucket',
      'medium',
    ],
    ['acl-untold', 'alice changed the ACL of the bucket example-data', 'medium'],
    [
      'bucket-from-anywhere',
      'alice changed the policy of the bucket example-data: anyone may read its objects, from anywhere',
      'critical',
    ],
    ['function-url-signed', 'alice gave the function billing a URL: only who signs in with IAM may call it', 'low'],
    [
      'database-snapshot-refused',
      'alice tried to make the database snapshot orders-2026-11-20 public but was refused (AccessDenied)',
      'high',
    ],
    ['acl-grants', 'alice changed the ACL of an object in example-data: anyone may read it', 'critical'],
    ['acl-private', 'alice changed the ACL of the bucket example-data', 'info'],
    [
      'block-lifted',
      'alice lifted the block on public access of the bucket example-data: it can be made public',
      'high',
    ],
    [
      'block-loosened',
      'alice loosened the block on public access of the bucket example-data: it can be made public',
      'high',
    ],
    ['blocked', 'alice blocked all public access to the bucket example-data', 'info'],
    [
      'bucket-for-a-stranger',
      'alice changed the policy of the bucket example-data: account 777788889999 may read its objects and list its objects',
      'high',
    ],
    [
      'bucket-for-our-own',
      'alice changed the policy of the bucket example-data: the role reports of our account payments-dev may read its objects',
      'low',
    ],
    [
      'bucket-for-the-organization',
      'alice changed the policy of the bucket example-data: anyone within the organization o-abcdefghij may read its objects',
      'medium',
    ],
    [
      'bucket-for-most',
      'alice changed the policy of the bucket example-data: anyone may read its objects, on 1 condition',
      'critical',
    ],
    [
      'bucket-for-an-office',
      'alice changed the policy of the bucket example-data: anyone from 203.0.113.0/24 may read its objects, only over an encrypted connection',
      'medium',
    ],
    ['bucket-policy-deleted', 'alice removed the policy of the bucket example-data', 'info'],
    [
      'bucket-public-refused',
      'alice tried to change the policy of the bucket example-data so that anyone may do everything with it but was refused (AccessDenied)',
      'high',
    ],
    ['bucket-public', 'alice changed the policy of the bucket example-data: anyone may read its objects', 'critical'],
    [
      'cluster-snapshot-shared',
      'alice shared the database snapshot orders-2026-11-20 with account 777788889999 and our account payments-dev',
      'high',
    ],
    [
      'database-snapshot-public',
      'alice made the database snapshot orders-2026-11-20 public: anyone may copy it',
      'critical',
    ],
    [
      'function-for-a-bucket',
      'alice added a permission to the function billing: s3.amazonaws.com may invoke it, only for the account itself and only for example-data',
      'low',
    ],
    ['function-for-anyone', 'alice added a permission to the function billing: anyone may invoke it', 'critical'],
    ['function-permission-gone', 'alice took a permission of the function billing back', 'info'],
    [
      'function-url-open',
      'alice gave the function billing a public URL: anyone may call it without signing in',
      'high',
    ],
    ['image-public', 'alice made the image ami-0123456789abcdef0 public: anyone may copy it', 'critical'],
    ['image-shared', 'alice shared the image ami-0123456789abcdef0 with account 777788889999', 'high'],
    [
      'key-for-a-stranger',
      'alice changed the policy of the key 1234abcd-12ab-34cd-56ef-1234567890ab: account 777788889999 may decrypt with it and read with kms:DescribeKey',
      'high',
    ],
    [
      'key-granted',
      'alice granted the use of the key 1234abcd-12ab-34cd-56ef-1234567890ab: the role reader of account 777788889999 may decrypt with it',
      'high',
    ],
    [
      'queue-for-a-stranger',
      'alice added a permission to the queue orders: account 777788889999 may read its messages',
      'high',
    ],
    ['queue-open', 'alice changed the policy of the queue orders: anyone may send messages to it', 'critical'],
    ['queue-policy-gone', 'alice removed the policy of the queue orders', 'info'],
    ['repository-open', 'alice changed the policy of the image repository web: anyone may pull its images', 'critical'],
    [
      'secret-for-a-stranger',
      'alice changed the policy of the secret prod/db-AbCdEf: the user mallory of account 777788889999 may read the secret',
      'high',
    ],
    [
      'snapshot-shared-at-home',
      'alice shared the snapshot snap-0123456789abcdef0 with our account payments-dev',
      'low',
    ],
    ['snapshot-taken-back', 'alice stopped sharing the snapshot snap-0123456789abcdef0 with anyone', 'info'],
    [
      'topic-open',
      'alice changed the policy of the topic alarms: anyone in the account itself may subscribe to it and publish to it',
      'info',
    ],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('tells a policy as statements, not as JSON', () => {
    const alert = alertOf(kind, 'bucket-public');

    expect(alert.facts).toContainEqual({
      label: 'Statements',
      value: 'anyone may read its objects\nnobody may do anything with it, when the connection is not encrypted',
    });
    expect(JSON.stringify(alert.changes)).not.toContain('Effect');
  });

  it('that is taken back undoes', () => {
    const undone = ['blocked', 'bucket-policy-deleted', 'snapshot-taken-back', 'acl-private', 'queue-policy-gone'];

    expect(undone.map((name) => alertOf(kind, name).undoes)).toEqual(undone.map(() => true));
  });

  it('is milder when shared with an account of ours', () => {
    const ours: Settings = { ...settings, accounts: [...settings.accounts, { id: '777788889999', name: 'partner' }] };

    expect(alertOf(kind, 'bucket-for-a-stranger', ours)).toMatchObject({
      severity: 'low',
      title:
        'alice changed the policy of the bucket example-data: our account partner may read its objects and list its objects',
    });
  });

  it('takes nothing back where the record does not tell the ACL, or names somebody', () => {
    for (const name of ['acl-untold', 'acl-for-a-named-one', 'acl-within-its-list']) {
      expect(alertOf(kind, name).undoes).toBeUndefined();
    }
    expect(alertOf(kind, 'acl-untold').changes).toBeUndefined();
  });
});
