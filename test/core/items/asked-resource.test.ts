import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArgs } from '../../../src/core/args.ts';
import { exactlyNamed, exactWords, readAsked } from '../../../src/core/items/asked-resource.ts';
import { anyCharacter } from '../../fixtures/any-character.ts';

describe('what somebody types to name a resource', () => {
  it.each([
    ['10.0.0.5', { by: 'address', text: '10.0.0.5' }],
    ['10.0.0.5:443', { by: 'address', text: '10.0.0.5' }],
    ['http://192.0.2.7/admin', { by: 'address', text: '192.0.2.7' }],
    ['2001:DB8:0:0::7', { by: 'address', text: '2001:db8::7' }],
    ['[2001:db8::7]:443', { by: 'address', text: '2001:db8::7' }],
    ['10.0.0.500', { by: 'name', text: '10.0.0.500' }],
    ['Internal-Web-1.eu-west-1.elb.amazonaws.com.', { by: 'host', text: 'Internal-Web-1.eu-west-1.elb.amazonaws.com' }],
    ['https://d111111abcdef8.cloudfront.net/a?b#c', { by: 'host', text: 'd111111abcdef8.cloudfront.net' }],
    ['i-0123456789abcdef0', { by: 'name', text: 'i-0123456789abcdef0' }],
    ['payments web 1', { by: 'name', text: 'payments web 1' }],
    ['a/b/c', { by: 'name', text: 'a/b/c' }],
    ['arn:aws:s3:::logs', { by: 'name', text: 'arn:aws:s3:::logs' }],
  ])('%s is understood', (typed, named) => {
    expect(readAsked(typed)).toEqual({ named });
  });

  it('names buckets by their hosts, and roles by their sessions', () => {
    expect(readAsked('my.logs.s3.eu-west-1.amazonaws.com')).toEqual({
      ...{ named: { by: 'name', text: 'my.logs' }, type: 'AWS::S3::Bucket' },
    });
    expect(readAsked('arn:aws:sts::111122223333:assumed-role/web/i-0123')).toEqual({
      ...{ named: { by: 'name', text: 'web' }, type: 'AWS::IAM::Role', accountId: '111122223333' },
    });
  });

  it('is always something, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (typed) => {
        const { named } = readAsked(typed);

        expect(named.by === 'tag' ? '' : named.text.length).toBeLessThanOrEqual(Math.max(typed.length, 39));
      }),
    );
  });
});

describe('a resource that is named exactly', () => {
  const place = { accountId: '111122223333', region: 'eu-west-1' };

  it('needs no search: by ARN, or by id, account, region and type', () => {
    const group = { type: 'AWS::EC2::SecurityGroup', id: 'sg-0123456789abcdef0', ...place };

    expect(exactlyNamed('arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0123456789abcdef0', {})).toMatchObject(
      group,
    );
    expect(exactlyNamed('sg-0123456789abcdef0', place)).toEqual(group);
    expect(exactlyNamed('sg-0123456789abcdef0', { region: 'eu-west-1' })).toBeUndefined();
    expect(exactlyNamed('arn:aws:s3:::logs', {})).toBeUndefined();
    expect(exactlyNamed('logs', { ...place, type: 'AWS::S3::Bucket' })).toMatchObject({ id: 'logs' });
  });

  it('can be typed so that nothing else is meant, or has no button', () => {
    const text = { kind: 'text', hint: 'X', help: 'x' } as const;
    const table = {
      ...{ what: { kind: 'texts', positional: true, hint: 'WHAT', help: 'x' } as const },
      ...{ account: text, region: text, type: text, tag: text, from: text, to: text, file: text },
    };
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.stringMatching(/^[\w.:/+=@ -]{1,30}$/)), (id) => {
        const words = exactWords({ id, type: 'AWS::S3::Bucket', ...place });
        if (words === undefined) return;

        const typed = parseArgs(table, `${words} history`, { example: 'x', now: 0 });

        expect(typed).toMatchObject({
          ...{ what: [id, 'history'], account: place.accountId, region: place.region, type: 'AWS::S3::Bucket' },
          ...{ tag: undefined, from: undefined, to: undefined, file: undefined },
        });
      }),
    );
    expect(exactWords({ id: 'a"b', type: 'AWS::S3::Bucket', ...place })).toBeUndefined();
    expect(exactWords({ id: 'a', type: 'AWS::S3::Bucket', accountId: 'unknown', region: 'eu-west-1' })).toBeUndefined();
  });
});
