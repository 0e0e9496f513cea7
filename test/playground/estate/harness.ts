import type { Ask, Keys, Wire } from '../../../infra/rollout/ask.ts';
import { type EstateOptions, makeEstate } from '../../../src/playground/estate/estate.ts';
import { member, security, settings } from './settings.ts';

/** An estate with a clock that is set, and the way into its accounts. */
export function estateWith(options: Partial<EstateOptions> = {}) {
  let at = Date.parse('2026-03-01T00:00:00Z');
  const estate = makeEstate({ settings: settings(), regions: ['eu-west-1', 'us-east-1'], now: () => at, ...options });
  // The model checks what it is asked; the table of operations says what it answers.
  const wire = estate.wire as Wire;
  const assume = async (from: Ask, RoleArn: string, ExternalId?: string): Promise<Keys> => {
    const input = { RoleArn, RoleSessionName: 'test', ...(ExternalId && { ExternalId }) };
    const { Credentials: made } = await from('sts:AssumeRole', input);
    return {
      accessKeyId: made?.AccessKeyId ?? '',
      secretAccessKey: made?.SecretAccessKey ?? '',
      sessionToken: made?.SessionToken ?? '',
    };
  };
  return {
    estate,
    later: (ms: number) => {
      at += ms;
    },
    assume,
    /** Asks under the last role of the chain in the security account, or the role of the rollout in a member. */
    async in(accountId: string, region = 'eu-west-1'): Promise<Ask> {
      const jump = await assume(wire({ region }), 'arn:aws:iam::777788889999:role/jump');
      const inJump = wire({ region, keys: jump });
      const rollout = await assume(inJump, `arn:aws:iam::${security}:role/rollout`, 'noroshi-rollout');
      const inSecurity = wire({ region, keys: rollout });
      if (accountId === security) return inSecurity;
      const keys = await assume(inSecurity, `arn:aws:iam::${accountId}:role/noroshi-rollout`, `noroshi-${accountId}`);
      return wire({ region, keys });
    },
    terminal: wire({ region: 'eu-west-1' }),
    member,
  };
}

/** Asks what the types would not let through. */
export function wrongly(ask: Ask): (name: string, input: unknown) => Promise<unknown> {
  return ask as (name: string, input: unknown) => Promise<unknown>;
}
