import { describe, expect, it } from 'vitest';
import { mayInvestigate, mayRemediate } from '../../src/core/access.ts';
import type { Settings } from '../../src/core/settings.ts';
import { someSettings } from '../delivery/settings.ts';

const settings: Settings = {
  ...someSettings(),
  access: {
    investigate: ['U0ALICE', 'S0SECURITY', 'carol@example.com'],
    remediate: [
      { who: 'U0ALICE' },
      { who: 'U0BOB', accounts: ['payments-*'], remediations: ['config-*'] },
      { who: 'U0CAROL', accounts: ['444455556666'] },
      { who: 'S0SECURITY' },
    ],
    approve: [],
  },
};
const ask = (userId: string, accountId = '111122223333', remediation = 'config-remediation') =>
  mayRemediate(settings, { userId, accountId, remediation });

describe('the rights', () => {
  it('go by user id; groups and e-mail addresses open nothing yet', () => {
    expect(
      ['U0ALICE', 'U0BOB', 'S0SECURITY', 'carol@example.com', ''].filter((id) => mayInvestigate(settings, id)),
    ).toEqual(['U0ALICE']);
    expect(ask('S0SECURITY')).toBe(false);
  });

  it('to remediate are held to accounts, by name or id, and to remediations', () => {
    expect(ask('U0ALICE')).toBe(true);
    expect(ask('U0BOB')).toBe(true);
    expect(ask('U0BOB', '111122223333', 'ssm-automation')).toBe(false);
    expect(ask('U0CAROL')).toBe(false);
    expect(ask('U0CAROL', '444455556666')).toBe(true);
    expect(ask('U0MALLORY')).toBe(false);
  });

  it('reach no account that is not in the settings', () => {
    expect(ask('U0ALICE', '666677778888')).toBe(false);
  });
});
