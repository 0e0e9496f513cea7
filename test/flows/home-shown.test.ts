import { describe, expect, it } from 'vitest';
import type { SlackTrouble } from '../../src/core/ports.ts';
import { home } from '../../src/flows/home.ts';
import { openHome } from './home-world.ts';
import { hour } from './quiet-world.ts';

describe('the relay', () => {
  const prod = '111122223333 eu-west-1';
  const dev = '444455556666 eu-west-1';

  it('is one line when every account and region was heard within a day', async () => {
    const at = openHome();
    await at.store.noteOne('paths', prod);
    await at.store.noteOne('paths', dev);

    expect(await at.act()).toContain('A test event came from each within a day: 2 accounts, 1 region.');
  });

  it('names who was never heard before who fell silent, and counts who is fine', async () => {
    const at = openHome();
    await at.store.noteOne('paths', prod);
    at.clock.pass(26 * hour);

    expect(await at.act()).toMatch(
      /2 accounts not fully heard\n.*payments-dev \(444455556666\): eu-west-1 never heard\n.*payments-prod.*eu-west-1 silent since 26 h/,
    );
    await at.store.noteOne('paths', dev);
    expect(await at.act()).toMatch(/1 account not fully heard\n.*payments-prod.*\n.*1 account fine/);
  });

  it('tells one that is waited for from one that was heard', async () => {
    const at = openHome();
    await at.sweep();
    at.clock.pass(2 * hour);
    await at.store.noteOne('paths', prod);

    const told = await at.act();

    expect(told).toContain('eu-west-1 never heard, waited for since 2 h');
    expect(told).toContain('1 account fine');
  });

  it('says that silence would not be noticed where the settings want no test event', async () => {
    const at = openHome();
    const off = { ...at.world.settings, sweep: { ...at.world.settings.sweep, tryPaths: false } };

    await home(at.job('U0ALICE'), { ...at.world, settings: off });

    expect(at.shown('U0ALICE')).toContain('silence of one account would not be noticed');
  });
});

describe('publishing', () => {
  it('over what was shown meanwhile makes it anew', async () => {
    const at = openHome();
    await at.act();
    await at.act('U0ALICE', { hash: '1' });
    await at.store.putSaved('U0ALICE', 'new', 'event:StopLogging');

    expect(await at.act('U0ALICE', { hash: '1' })).toContain('new event:StopLogging');
    expect(at.homes.get('U0ALICE')?.hash).toBe('3');
  });

  it.each<[SlackTrouble, number]>([
    [{ kind: 'unclear', why: 'timeout' }, 2],
    [{ kind: 'limited', retryAfterMs: 30_000 }, 1],
    [{ kind: 'refused', error: 'not_enabled' }, 1],
  ])('that Slack answers with %j is called %i times and ends', async (trouble, calls) => {
    const at = openHome();
    const asked: unknown[] = [];
    const publishHome = async (to: unknown) => {
      asked.push(to);
      return trouble;
    };

    await home(at.job('U0ALICE', { hash: '7' }), { ...at.world, slack: { ...at.world.slack, publishHome } });

    expect(asked).toEqual([{ userId: 'U0ALICE', hash: '7' }, { userId: 'U0ALICE' }].slice(0, calls));
  });
});
