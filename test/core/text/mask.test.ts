import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskAt, maskLine } from '../../../src/core/text/mask.ts';

const canary = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00';
const accessKey = 'AKIAIOSFODNN7EXAMPLE';
const sessionToken = `IQoJb3JpZ2luX2Vj${'A1b2'.repeat(30)}`;

/** Anything that may stand around a secret, however deep. */
const around = fc.jsonValue({ maxDepth: 2 });

describe('a record that leaves', () => {
  it.each([
    ['a secret key', { secretAccessKey: canary }],
    ['a session token', { sessionToken: canary }],
    ['all credentials', { credentials: { whatever: [{ else: canary }] } }],
    ['several passwords', { passwords: ['x', canary] }],
    ['a value beside its name', { environment: [{ name: 'DB_PASSWORD', value: canary }] }],
    ['a variable of a container, whatever it is called', { environment: [{ name: 'STRIPE', value: canary }] }],
    ['a variable of a function, whatever it is called', { environment: { variables: { DSN: canary } } }],
    ['a variable of a build, whatever it is called', { environmentVariables: [{ name: 'PGP', value: canary }] }],
    ['a parameter of a stack', { parameters: [{ parameterKey: 'DBPassword', parameterValue: canary }] }],
    ['a tag', { tags: [{ key: 'token', value: canary }] }],
    ['an abbreviated password', { db: { pwd: canary, DB_PASS: canary } }],
    ['what starts an instance', { userData: canary }],
    ['a private key', { text: `-----BEGIN RSA PRIVATE KEY-----\n${canary}\n-----END RSA PRIVATE KEY-----` }],
    ['a private key that is cut off', { text: `-----BEGIN PRIVATE KEY-----\n${canary}` }],
    ['a short password', { password: canary.slice(0, 6) }],
    ['a password', { masterUserPassword: canary }],
    ['the SAML assertion', { SAMLAssertion: canary }],
    ['an API key', { apiKey: canary }],
    ['a private key', { privateKey: canary }],
    ['a text of JSON', { body: JSON.stringify({ secretAccessKey: canary }) }],
    ['a text of JSON in a text of JSON', { body: JSON.stringify({ body: JSON.stringify([{ password: canary }]) }) }],
    ['a bearer', { header: `Authorization: Bearer ${canary}` }],
    ['a presigned URL', { url: `https://s3.amazonaws.com/x?X-Amz-Signature=${canary}&a=b` }],
    ['a URL with a password', { url: `https://bob:${canary}@example.com/` }],
  ])('does not hold %s, however deep it stood', (_, secret) => {
    fc.assert(
      fc.property(
        around,
        fc.array(fc.constantFrom('a', 'items', 'requestParameters'), { maxLength: 12 }),
        (other, path) => {
          const deep = path.reduceRight<unknown>((inner, key) => ({ [key]: [other, inner] }), secret);

          expect(maskLine(JSON.stringify(deep))).not.toContain(canary.slice(0, 6));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('shows of an access key the last letters, and of a session token nothing', () => {
    const line = maskLine(JSON.stringify({ accessKeyId: accessKey, text: `uses ${accessKey} and ${sessionToken}` }));

    expect(line).not.toContain(accessKey);
    expect(line).not.toContain(sessionToken);
    expect(JSON.parse(line)).toEqual({ accessKeyId: 'AKIA…MPLE', text: 'uses AKIA…MPLE and IQoJ[masked]' });
  });

  it('keeps what tells of a secret without being one', () => {
    const told = {
      ...{ secretId: 'prod/db', passwordLastUsed: 'November', passwordResetRequired: true, SignatureVersion: 'SigV4' },
      masterUserSecret: { secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:y', secretStatus: 'active' },
      ...{ sessionCredentialFromConsole: 'true', secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x' },
    };

    expect(JSON.parse(maskLine(JSON.stringify(told)))).toEqual(told);
  });

  it('is whole but for its secrets: nothing is cut, no list is shortened', () => {
    const record = {
      long: 'a b '.repeat(3000),
      list: Array.from({ length: 500 }, (_, at) => at),
      deep: [[[[[[[[[1]]]]]]]]],
    };

    expect(JSON.parse(maskLine(JSON.stringify(record)))).toEqual(record);
  });

  it('may be no JSON, or deeper than anybody looks, and is masked all the same', () => {
    expect(maskLine(`secret=${canary} no JSON`)).not.toContain(canary);
    const deep = `${'['.repeat(5000)}"${canary}"${']'.repeat(5000)}`;
    expect(maskLine(deep)).not.toContain(canary);
  });

  it('is masked in part as it is as a whole', () => {
    expect(maskAt(['configuration', 'environment', 'variables', 'DSN'], canary)).toBe('[masked]');
    expect(maskAt(['credentials', 'of', 'somebody'], { x: [canary] })).toEqual({ x: ['[masked]'] });
    expect(maskAt(['configuration', 'instanceType'], 't3.micro')).toBe('t3.micro');
    expect(maskAt(['configuration', 'password'], undefined)).toBeUndefined();
  });

  it('stays one line', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !maskLine(JSON.stringify(value)).includes('\n')));
  });
});
