import { describe, expect, it } from 'vitest';
import type { Ask, Keys, Wire } from '../../../infra/rollout/ask.ts';
import { createPatience } from '../../../infra/rollout/patience.ts';
import { createOpen } from '../../../infra/rollout/sessions.ts';
import { parseSettings } from '../../../src/settings/parse.ts';
import { minimal } from '../../fixtures/settings.ts';

const chain = `rollout:
  chain:
    - { role: "arn:aws:iam::777788889999:role/jump" }
    - { role: "arn:aws:iam::999988887777:role/rollout", externalId: noroshi-hub }
`;
const { settings } = parseSettings(`${minimal}${chain}`, { file: 'noroshi.yml' });
const hour = 3_600_000;

/** STS alone: what was asked of whom. `leadsTo` tells whose account answers for a role. */
function sts({ leadsTo = (arn: string) => arn.split(':')[4] ?? '' } = {}) {
  let time = Date.parse('2026-11-20T12:00:00Z');
  const asked: { by: string; region: string; input: unknown }[] = [];
  const who = new Map<string, string>();
  let made = 0;
  const wire: Wire = ({ region, keys }: { region: string; keys?: Keys }) =>
    (async (name: string, input: { RoleArn?: string }) => {
      const by = keys?.accessKeyId ?? 'terminal';
      if (name === 'sts:GetCallerIdentity') return { Account: who.get(by) ?? '777788889999' };
      if (name === 'sts:AssumeRole') {
        asked.push({ by, region, input });
        const accessKeyId = `key-${++made}`;
        who.set(accessKeyId, leadsTo(input.RoleArn ?? ''));
        const Expiration = new Date(time + hour);
        return { Credentials: { AccessKeyId: accessKeyId, SecretAccessKey: 's', SessionToken: 't', Expiration } };
      }
      return { by, region };
    }) as unknown as Ask;
  const clock = { now: () => time, pause: async () => {}, random: () => 0 };
  const open = createOpen(settings, { wire, patient: createPatience(clock), now: clock.now });
  return { open, asked, pass: (ms: number) => (time += ms) };
}

describe('the way into an account', () => {
  it('goes by every link of the chain, with its ExternalId, at the home region, no longer than an hour', async () => {
    const { open, asked } = sts();
    await open('111122223333');

    expect(asked.map(({ by, region }) => [by, region])).toEqual([
      ['terminal', 'eu-west-1'],
      ['key-1', 'eu-west-1'],
      ['key-2', 'eu-west-1'],
    ]);
    expect(asked.map(({ input }) => input)).toMatchObject([
      { RoleArn: 'arn:aws:iam::777788889999:role/jump' },
      { RoleArn: 'arn:aws:iam::999988887777:role/rollout', ExternalId: 'noroshi-hub' },
      { RoleArn: 'arn:aws:iam::111122223333:role/noroshi-rollout', ExternalId: 'noroshi-111122223333' },
    ]);
    expect(asked.every(({ input }) => (input as { DurationSeconds: number }).DurationSeconds <= 3600)).toBe(true);
  });

  it('walks the chain once for many accounts, and needs no further role where the chain ends', async () => {
    const { open, asked } = sts();
    await Promise.all(['111122223333', '444455556666', '999988887777'].map(open));
    expect(asked).toHaveLength(4);
  });

  it('reads nothing where another account answers than was meant', async () => {
    const { open } = sts({
      leadsTo: (arn) => (arn.includes('noroshi-rollout') ? '000000000000' : (arn.split(':')[4] ?? '')),
    });
    await expect(open('111122223333')).rejects.toThrow('leads to the account 000000000000: nothing was read there.');
  });

  it('renews its keys before the hour is over, link by link', async () => {
    const { open, asked, pass } = sts();
    const opened = await open('111122223333');
    const ask = opened.ask('us-east-1');
    expect(await ask('iam:GetRole', { RoleName: 'x' })).toMatchObject({ by: 'key-3', region: 'us-east-1' });
    pass(55 * 60_000);
    expect(await ask('iam:GetRole', { RoleName: 'x' })).toMatchObject({ by: 'key-6' });
    expect(asked).toHaveLength(6);
  });
});
