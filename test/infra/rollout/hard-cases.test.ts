import { describe, expect, it } from 'vitest';
import type { Row } from '../../../infra/rollout/item.ts';
import { fileFor, type Played, playing } from './play.ts';

const member = '111122223333';
const other = '111122223334';
const security = '666677778888';
const file = fileFor({ accounts: 2, regions: ['eu-west-1', 'us-east-1'] });

const oddIn = ({ rows }: Pick<Played, 'rows'>) => rows.filter(({ state }) => state !== 'same' && state !== 'done');
const reasonsOf = (rows: readonly Row[]) => [...new Set(rows.map(({ reason }) => reason ?? ''))];

/** One of each kind in one installation, by the last digits of their ids. */
const ids = {
  usual: '111122223333',
  suspended: '111122223334',
  withoutRole: '111122223335',
  denied: '111122223336',
  deniedThere: '111122223337',
  closed: '111122223338',
  managed: '111122223339',
  watched: '111122223340',
} as const;
// Such denials leave out what has no region.
const services = ['ec2', 'cloudtrail', 'config', 'guardduty', 'events', 'scheduler'];
const quirks = {
  [ids.suspended]: { suspended: true },
  [ids.withoutRole]: { withoutRole: true },
  [ids.denied]: { denials: [{ action: 'config:*' }] },
  [ids.deniedThere]: { denials: services.map((service) => ({ action: `${service}:*`, region: 'us-east-1' })) },
  [ids.closed]: { regions: ['eu-west-1', 'us-east-1'], notOptedIn: ['eu-north-1'] },
  [ids.managed]: { guarddutyAdministrator: '999900001111' },
  [ids.watched]: { organizationTrail: { owner: '999900001111', region: 'us-east-1' }, recorder: 'default' },
};

describe('an account that is not as the others', async () => {
  const world = playing(fileFor({ accounts: 8, regions: ['eu-west-1', 'us-east-1', 'eu-north-1'] }), { quirks });
  const applied = await world.run('apply');
  const rowsOf = (id: string) => applied.rows.filter(({ accountId }) => accountId === id);
  const oddOf = (id: string) => oddIn({ rows: rowsOf(id) });

  it('stops nobody else', () => {
    expect(applied.code).toBe(1);
    expect(oddOf(ids.usual)).toEqual([]);
    expect(oddOf(security)).toEqual([]);
    expect(rowsOf(ids.usual).filter(({ state }) => state === 'done').length).toBeGreaterThan(50);
  });

  it('is one line when it cannot be entered: suspended, or without its role', () => {
    for (const accountId of [ids.suspended, ids.withoutRole]) {
      expect(rowsOf(accountId)).toMatchObject([{ region: 'global', object: 'account', state: 'error' }]);
      expect(reasonsOf(rowsOf(accountId))[0]).toMatch(
        /cannot be assumed .*: check that it is there, whom it trusts, its ExternalId, and that the account is not suspended\.$/,
      );
    }
  });

  it('is told of what its organisation denies, and gets everything else', () => {
    const steps = ['authorization', 'channel', 'config-rules', 'recorder', 'recording'];
    expect([...new Set(oddOf(ids.denied).map(({ step }) => step))].toSorted()).toEqual(steps);
    for (const reason of reasonsOf(oddOf(ids.denied))) {
      expect(reason).toMatch(
        /^A service control policy of the organization denies it \(AccessDeniedException: .*config:/,
      );
    }
  });

  it('is set up in its other regions when its organisation denies what is done in us-east-1', () => {
    expect([...new Set(oddOf(ids.deniedThere).map(({ region }) => region))]).toEqual(['us-east-1']);
    const done = rowsOf(ids.deniedThere).filter(({ state }) => state === 'done');
    expect(new Set(done.map(({ region }) => region))).toEqual(new Set(['eu-north-1', 'eu-west-1', 'global']));
  });

  it('is told of a region that it has not opted in to', () => {
    expect(oddOf(ids.closed)).toMatchObject([{ region: 'eu-north-1', object: 'region', state: 'error' }]);
    expect(reasonsOf(oddOf(ids.closed))).toEqual([
      'eu-north-1 is not enabled in this account: enable it there, or take it out of the settings.',
    ]);
  });

  it('keeps the GuardDuty that its administrator manages', () => {
    expect(oddOf(ids.managed).map(({ state, step }) => [state, step])).toEqual(
      Array.from({ length: 3 }, () => ['foreign', 'detector']),
    );
    expect(reasonsOf(oddOf(ids.managed))).toEqual([
      'GuardDuty is managed by the account 999900001111: it decides what is watched here.',
    ]);
  });

  it('keeps its organisation’s trail, and the name of its recorder', () => {
    expect(oddOf(ids.watched)).toEqual([]);
    expect(applied.writes.filter((one) => one.startsWith(`cloudtrail:CreateTrail ${ids.watched}`))).toEqual([]);
    const regions = Object.values(world.estate.state().accounts[ids.watched]?.regions ?? {});
    expect(regions.map(({ recorders }) => Object.keys(recorders))).toEqual([['default'], ['default'], ['default']]);
  });

  it('is told the same again, and nothing is written', async () => {
    const again = await world.run('apply');
    expect(again.writes).toEqual([]);
    expect(oddIn(again)).toHaveLength(oddIn(applied).length);
  });
});

describe('an installation that is not as the others', () => {
  const small = fileFor({ regions: ['eu-west-1', 'us-east-1'] });
  const settled = async (settings: string, ...argv: readonly string[]) => {
    const world = playing(settings);
    const first = await world.run('apply', ...argv);
    const again = await world.run('apply', ...argv);
    return [first.code, oddIn(first), again.code, again.writes];
  };

  it('is set up as well: a security account that is listed, no chain, one account for bot and logs, a relay', async () => {
    const listed = small.replace('accounts:\n', `accounts:\n  - { id: "${security}", name: security }\n`);
    const unchained = small.replace(/ {2}chain:[\s\S]*? {2}guardduty/, '  guardduty');
    for (const settings of [listed, unchained, small.replaceAll('555566667777', security)]) {
      expect(await settled(settings)).toEqual([0, [], 0, []]);
    }
    expect(await settled(small, '--relay', 'us-east-1')).toEqual([0, [], 0, []]);
  });

  it('tells of a thing once, also where an account is a member and the security account', async () => {
    const listed = small.replace('accounts:\n', `accounts:\n  - { id: "${security}", name: security }\n`);
    const { rows } = await playing(listed).run('plan');
    const keys = rows.map(({ accountId, region, step, object }) => `${accountId} ${region} ${step} ${object}`);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('is set up in part where a part is asked for', async () => {
    const { rows, code } = await playing(file).run('apply', '--only', 'detector', '--region', 'eu-west-1');
    expect(code).toBe(0);
    expect(rows.map(({ accountId, region, step, state }) => [accountId, region, step, state])).toEqual([
      [member, 'eu-west-1', 'detector', 'done'],
      [other, 'eu-west-1', 'detector', 'done'],
    ]);
  });

  it('waits once, not for each rule, where the roles that they need were left out', async () => {
    const { run, now } = playing(file);
    const began = now();
    const { code } = await run('apply', '--only', 'forwarding', '--account', member);
    expect(code).toBe(1);
    expect(now() - began).toBeLessThan(60_000);
  });
});

describe('a plan that is kept', () => {
  it('says of a region that was disabled since, and sets up the rest', async () => {
    const { run, estate } = playing(file.replace(/regions: \[.*\]/, 'regions: enabled'), {
      regions: ['eu-west-1', 'us-east-1', 'eu-north-1'],
    });
    await run('plan', '--out', 'plan.json');
    delete estate.state().accounts[member]?.regions['eu-north-1'];
    const applied = await run('apply', '--plan', 'plan.json');
    expect(applied.code).toBe(1);
    expect(oddIn(applied).every((row) => row.accountId === member && row.region === 'eu-north-1')).toBe(true);
    expect(reasonsOf(oddIn(applied))[0]).toMatch(/^It is not to be set up here any more: its region was disabled/);
  });

  it('is applied to what it was about, and to nothing else', async () => {
    const { run } = playing(file);
    await run('plan', '--account', other, '--account', security, '--out', 'plan.json');
    const applied = await run('apply', '--plan', 'plan.json');
    expect([applied.code, oddIn(applied)]).toEqual([0, []]);
    expect(new Set(applied.rows.map(({ accountId }) => accountId))).toEqual(new Set([other, security]));
    await expect(run('apply', '--plan', 'plan.json', '--relay', 'us-east-1')).rejects.toThrow('made without --relay');
  });

  it('can be edited, and still nothing is written but what the settings want', async () => {
    const { run, files } = playing(file);
    await run('plan', '--out', 'plan.json');
    const edited = (files.get('plan.json') ?? '')
      .replaceAll('"status":"ENABLED"', '"status":"DISABLED"')
      .replaceAll(member, '999900001111');
    files.set('plan.json', edited);
    const applied = await run('apply', '--plan', 'plan.json');
    const detectors = applied.rows.filter(({ step }) => step === 'detector');
    expect(new Set(detectors.map(({ state }) => state))).toEqual(new Set(['error']));
    expect(applied.writes.filter((one) => /guardduty:\w*Detector |999900001111/.test(one))).toEqual([]);
    expect(reasonsOf(detectors)).toContain('The settings have changed since the plan was made: make a new plan.');
  });
});

describe('where nobody gets in at all', () => {
  it('says so once, in a line and as JSON', async () => {
    const { run, estate } = playing(file);
    delete estate.state().accounts['777788889999']?.roles['jump'];
    const { code, rows, said } = await run('plan');
    expect(code).toBe(1);
    expect(rows).toMatchObject([{ accountId: security, object: 'way in', state: 'error' }]);
    expect(said).toMatch(/^Nothing could be asked\. arn:aws:iam::777788889999:role\/jump cannot be assumed/);
  });
});

describe('what a terminal is shown', () => {
  it('holds nothing of what somebody else may have written that the terminal obeys', async () => {
    const { run, show, estate } = playing(file);
    await run('apply');
    const bus = estate.state().accounts[member]?.regions['eu-west-1']?.buses['default'];
    const rule = bus?.rules['noroshi-1'];
    if (!bus || !rule) throw new Error('there is no rule');
    Reflect.set(bus.rules, 'noroshi-1', { ...rule, description: 'x\u001b[2J\u202ey' });
    const shown = await show('plan');
    expect(shown).toContain('x\ufffd[2J\ufffdy');
  });
});
