import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UserError } from '../../src/core/errors.ts';
import { parseSettings } from '../../src/settings/parse.ts';
import { everything, minimal } from '../fixtures/settings.ts';

const registries = {
  remediations: ['config-remediation', 'ssm-automation', 'isolate-instance'],
  secondPerson: ['isolate-instance'],
  rules: ['desired-instance-type'],
};

/** What the file is told about, one text per problem; fails when the file is accepted. */
function problemsOf(text: string): readonly string[] {
  try {
    parseSettings(text, { file: 'noroshi.yml', registries });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.code).toBe('BAD_SETTINGS');
    return error.message.split('\n  ').slice(1);
  }
  throw new Error('the file was accepted');
}

describe('a settings file with mistakes', () => {
  it('is told all of them at once, each with line, path and what would be right', () => {
    const text = minimal
      .replace('slack:', 'slak:')
      .replace('region: eu-west-1 }', 'region: Ireland }')
      .replace('environment: prod', 'enviroment: prod')
      .replace('"444455556666"', '"4444"');

    expect(problemsOf(text)).toEqual([
      'slack is missing; it must be a group with the keys team, operations, publicResults, secret',
      'line 2: slak is not a key here; did you mean slack?',
      'line 3: bot.region must be the name of a region, such as eu-west-1, not "Ireland"',
      'line 6: accounts[0].enviroment is not a key here; did you mean environment?',
      'line 7: accounts[1].id must be the 12 digits of an account in quotes, such as "111122223333", not "4444"',
    ]);
  });

  it('explains why the id of an account stands in quotes', () => {
    const [problem] = problemsOf(minimal.replace('"111122223333"', '012345678901'));

    expect(problem).toContain('accounts[0].id must stand in quotes, "012345678901"');
    expect(problem).toContain('zeros at its start are lost');
  });

  it.each([
    ['accounts[1].id is the same as accounts[0].id', '"444455556666"', '"111122223333"'],
    ['accounts[1].name is the same as accounts[0].name', 'payments-dev', 'payments-prod'],
    ['accounts[0].owner must be the id of a user', 'U0PAYLEAD', '"#lead"'],
    ['regions[1] is the same as regions[0]', 'us-east-1]', 'eu-west-1]'],
    ['regions[1] must be the name of a region', 'us-east-1]', 'virginia]'],
    ['regions must be a list of regions', '[eu-west-1, us-east-1]', 'some'],
    ['trail.role must be the ARN of a role', 'role/log-reader', 'user/log-reader'],
    ['trail.role must be the ARN of a role', 'role/log-reader', `role/${'r'.repeat(65)}`],
    ['routes must end in a route without `when`', '\n  - { to: C0SECURITY }', ' []'],
    ['routes[0].to must be a channel in the last route', 'to: C0SECURITY', 'to: owner'],
    ['routes[0].to must be the id of a channel', 'to: C0SECURITY', "to: '#security'"],
    ['routes[0] must have no `when`', '{ to:', '{ when: { severity: low }, to:'],
    ['routes[0] has no conditions, so the routes after it', '  - { to: C0S', '  - { to: C0A }\n  - { to: C0S'],
    ['routes[0].when.severity must be critical', '  - { to', '  - { when: { severity: critcal }, to: C0A }\n  - { to'],
    ['routes[0].when.kind[0] must be one of', '  - { to', '  - { when: { kind: [zzzzzzzz] }, to: C0A }\n  - { to'],
    ['routes[0].when.tag must be a group of names', '  - { to', '  - { when: { tag: a }, to: C0A }\n  - { to'],
    [
      'routes[0].when.account names no account',
      '  - { to',
      '  - { when: { account: payment-dev }, to: C0A }\n  - { to',
    ],
    ['none has one', '  - { to', '  - { when: { account: "*-dev" }, to: owner }\n  - { to'],
    ['routes[0].escalate.after must be a duration', '{ to: C0S', '{ escalate: { after: 15, to: S0X }, to: C0S'],
    [
      'roles.externalId must be an external id that contains {account}',
      'trail:',
      'roles: { externalId: noroshi }\ntrail:',
    ],
    ['trail.limits.seconds must be a whole number from 1 to 3600', 'trail: {', 'trail: { limits: { seconds: 3601 },'],
    ['trail.prefix must be what stands before', 'trail: {', 'trail: { prefix: /logs/,'],
    [
      'securityGroups.allowed[0].cidr must be a range',
      'trail:',
      'securityGroups: { allowed: [{ cidr: 300.0.0.0/8, ports: [] }] }\ntrail:',
    ],
    [
      'remediations[0].use is no remediation that exists: did you mean config-remediation?',
      'trail:',
      'remediations: [{ when: {}, use: config-remedation }]\ntrail:',
    ],
    ['remediations[0].document is missing', 'trail:', 'remediations: [{ when: {}, use: ssm-automation }]\ntrail:'],
    [
      'remediations[0].mode must not be auto without `when.rule`',
      'trail:',
      'remediations: [{ when: { environment: prod }, use: config-remediation, mode: auto }]\ntrail:',
    ],
    [
      'remediations[0].mode must not be auto: isolate-instance takes two people',
      'trail:',
      'remediations: [{ when: { rule: a }, use: isolate-instance, mode: auto }]\ntrail:',
    ],
    [
      'remediations[0].mode must not be approve while `access.approve` names nobody',
      'trail:',
      'remediations: [{ when: {}, use: config-remediation, mode: approve }]\ntrail:',
    ],
    [
      'remediations[0].document is only for ssm-automation',
      'trail:',
      'remediations: [{ when: {}, use: config-remediation, document: A }]\ntrail:',
    ],
    [
      'remediations[0].parameters.Id must not hold {resource.Id}, which nothing is known for; there is {resource.id}',
      'trail:',
      'remediations: [{ when: {}, use: ssm-automation, document: A, parameters: { Id: "{resource.Id}" } }]\ntrail:',
    ],
    [
      'configRules[0].custom is no custom rule that exists',
      'trail:',
      'configRules: [{ custom: desired-type }]\ntrail:',
    ],
    ['configRules[0] must have either `managed`', 'trail:', 'configRules: [{ name: a }]\ntrail:'],
    [
      'configRules[1].name is the same',
      'trail:',
      'configRules: [{ managed: A, name: a }, { managed: B, name: a }]\ntrail:',
    ],
    ['ignore[0] must have a condition', 'trail:', 'ignore: [{ because: peace }]\ntrail:'],
    ['exempt[0] must name a `tag` or a `resource`', 'trail:', 'exempt: [{ because: peace }]\ntrail:'],
    ['exempt[0].until must be a day', 'trail:', 'exempt: [{ resource: a, until: 2027-02-30, because: b }]\ntrail:'],
    ['Map keys must be unique', 'trail:', 'bot: {}\ntrail:'],
  ])('is told: %s', (expected, from, to) => {
    const text = minimal.replace(from, to);

    expect(text).not.toBe(minimal);
    expect(problemsOf(text)).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ['', 'the file must be a group of keys'],
    ['- a', 'the file must be a group of keys'],
    ['a: [', 'line 1'],
    [
      `a: &a [x]\n${'bcdefgh'
        .split('')
        .map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`)
        .join('\n')}`,
      'alias',
    ],
  ])('is refused when it is no settings file at all (%#)', (text, expected) => {
    expect(problemsOf(text)[0]).toContain(expected);
  });

  it('never ends in anything but settings or a list of problems', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const keys = fc.constantFrom(
      'slack',
      'accounts',
      'routes',
      'ignore',
      'exempt',
      'configRules',
      'remediations',
      'access',
    );

    fc.assert(
      fc.property(fc.dictionary(keys, value), (changes) => {
        const text = JSON.stringify({ ...parse(everything), ...changes });
        try {
          parseSettings(text, { file: 'noroshi.yml', registries });
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
