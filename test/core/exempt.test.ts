import { describe, expect, it } from 'vitest';
import { exemptionOf } from '../../src/core/exempt.ts';
import type { Settings } from '../../src/core/settings.ts';

const group = {
  type: 'AWS::EC2::SecurityGroup',
  id: 'sg-0123456789abcdef0',
  accountId: '111122223333',
  region: 'eu-west-1',
};
const now = Date.parse('2026-11-20T12:00:00Z');

type Tags = Readonly<Record<string, string>>;

function exempted(exempt: Settings['exempt'], tags?: Tags, { at = now, resource = group } = {}) {
  return exemptionOf(exempt, { resource, tags }, at);
}

describe('an exemption', () => {
  it('holds by id, ARN, name or pattern, and says why and until when', () => {
    const partner = { resource: 'sg-0123*', until: '2027-01-31', because: 'partner link' };

    expect(exempted([partner])).toEqual({
      state: 'exempt',
      reason: 'the settings exempt it until 2027-01-31: partner link',
    });
    expect(exempted([{ resource: 'sg-other', because: 'no' }])).toEqual({ state: 'no' });
    expect(
      exempted([{ resource: 'vault', because: 'a' }], {}, { resource: { ...group, name: 'vault' } as typeof group })
        .state,
    ).toBe('exempt');
  });

  it('lasts to the end of its day and not a millisecond longer', () => {
    const exempt = [{ resource: group.id, until: '2026-11-20', because: 'a' }];

    expect(exempted(exempt, {}, { at: Date.parse('2026-11-20T23:59:59.999Z') }).state).toBe('exempt');
    expect(exempted(exempt, {}, { at: Date.parse('2026-11-21T00:00:00Z') }).state).toBe('no');
  });

  it('goes by the tags that the resource has now', () => {
    const exempt = [{ tag: { noroshi: 'exempt' }, because: 'managed elsewhere' }];

    expect(exempted(exempt, { noroshi: 'exempt' })).toEqual({
      state: 'exempt',
      reason: 'the settings exempt it: managed elsewhere',
    });
    expect(exempted(exempt, { noroshi: 'no' }).state).toBe('no');
    expect(exempted(exempt, {}).state).toBe('no');
  });

  it('is unknown while the tags are not known and could tell, and only then', () => {
    const byTag = { tag: { noroshi: 'exempt' }, because: 'a' };

    expect(exempted([byTag])).toMatchObject({ state: 'unknown', reason: expect.stringContaining('could not be read') });
    expect(exempted([{ ...byTag, resource: 'sg-other' }]).state).toBe('no');
    expect(exempted([{ ...byTag, until: '2020-01-01' }]).state).toBe('no');
    expect(exempted([byTag], undefined, { resource: { ...group, type: 'AWS::GuardDuty::Finding' } }).state).toBe('no');
    expect(exempted([byTag, { resource: group.id, because: 'b' }])).toMatchObject({ state: 'exempt' });
  });

  it('needs all that it names', () => {
    const both = [{ resource: group.id, tag: { team: 'data' }, because: 'a' }];

    expect(exempted(both, { team: 'data' }).state).toBe('exempt');
    expect(exempted(both, { team: 'web' }).state).toBe('no');
    expect(exempted(both, { team: 'data' }, { resource: { ...group, id: 'sg-1' } }).state).toBe('no');
  });
});
