import { randomInt } from 'node:crypto';
import { keyAlphabet } from '../seed-records.ts';
import type { Identity, Mint } from './identity.ts';
import type { makeRoles } from './roles.ts';

/** The bot's own identity, with keys made anew. */
export function makeBotIdentity(role: ReturnType<typeof makeRoles>['bot'], mintText: Mint): Identity {
  return {
    accessKeyId: `AKIA${mintText(16)}`,
    secretAccessKey: mintText(40),
    accountId: role.accountId,
    roleArn: role.arn,
    roleId: role.id,
    sessionName: 'noroshi-playground',
    tags: {},
    policy: role.policy,
  };
}

/** Capital letters and digits that nobody guesses. */
export function mint(length: number): string {
  return Array.from({ length }, () => keyAlphabet[randomInt(keyAlphabet.length)]).join('');
}
