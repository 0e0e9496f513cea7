import type { Settings } from '../../src/core/settings.ts';
import type { Ask } from './ask.ts';
import { findOrUndefined } from './steps/answers.ts';

/** The alias of the key of the logs: the settings', else that of the stacks (`infra/security/logs.ts`). */
export function logKeyName({ security }: Pick<Settings, 'security'>): string | undefined {
  return security.logs && (security.logs.kmsKey ?? 'alias/noroshi-logs');
}

/**
 * The ARN of the key of the logs (GuardDuty takes no alias); undefined where the settings name no bucket of logs, or where
 * there is no such key. `ask` asks in the security account's home region.
 */
export async function findLogKey(settings: Pick<Settings, 'security'>, ask: Ask): Promise<string | undefined> {
  const name = logKeyName(settings);
  if (name === undefined || /:key\//.test(name)) return name;
  const found = await findOrUndefined(ask('kms:DescribeKey', { KeyId: name }), 'NotFoundException');
  return found?.KeyMetadata?.Arn;
}
