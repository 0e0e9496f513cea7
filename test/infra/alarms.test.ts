import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/core/settings.ts';
import { settingsWith } from './settings.ts';
import { synthesize } from './synthesis.ts';

/** What each stack watches of the dead letters that are not the bot's own, and whom it tells. */
function watched(changes: Partial<Settings>) {
  const found: [string, unknown][] = [];
  for (const [stack, { Resources }] of synthesize(settingsWith(changes), ['us-east-1'])) {
    for (const { Type, Properties } of Object.values(Resources)) {
      const name = String(Properties?.['AlarmName']);
      if (Type !== 'AWS::CloudWatch::Alarm' || !/-(?:members-\d|bus|subscription)$/.test(name)) continue;
      found.push([`${stack} ${name}`, Properties['AlarmActions'] ?? []]);
    }
  }
  return Object.fromEntries(found);
}

const [alarms, oncall] = ['noroshi-alarms', 'oncall'].map((name) => `arn:aws:sns:eu-west-1:555566667777:${name}`);

describe('what got lost on the way to the bot', () => {
  it('has an alarm in each place, which tells the topics that it can reach', () => {
    expect(watched({})).toEqual({
      'noroshi-security noroshi-dead-letters-bus': [],
      'noroshi-region-eu-west-1 noroshi-dead-letters-members-1': [],
      'noroshi-region-us-east-1 noroshi-dead-letters-bus': [],
      'noroshi-region-us-east-1 noroshi-dead-letters-members-1': [],
      'noroshi-bot noroshi-dead-letters-subscription': [alarms, oncall],
      'noroshi-subscription-us-east-1 noroshi-dead-letters-subscription': [],
    });
  });

  it('is told by the alarms of the home region too, where bot and security account are one', () => {
    const security = { ...settingsWith().security, account: '555566667777' };
    const found = watched({ security, trail: { ...settingsWith().trail, role: `arn:aws:iam::555566667777:role/r` } });

    expect(found['noroshi-security noroshi-dead-letters-bus']).toEqual([alarms, oncall]);
    expect(found['noroshi-region-eu-west-1 noroshi-dead-letters-members-1']).toEqual([alarms, oncall]);
    expect(found['noroshi-region-us-east-1 noroshi-dead-letters-members-1']).toEqual([]);
  });
});
