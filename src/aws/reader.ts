import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';
import { externalIdOf, roleArnOf } from './role.ts';

/** The clients that look at the security account, in its home region: under `security.readerRole` when the bot lives elsewhere. */
export async function readerOf({ clients, settings }: { clients: Clients; settings: Settings }): Promise<Clients> {
  const { account, region, readerRole } = settings.security;
  if (account === settings.bot.account) return clients.inRegion(region);
  const reader = await clients.assume({
    roleArn: roleArnOf(account, readerRole),
    externalId: externalIdOf(settings, account),
    sessionName: 'noroshi-reader',
  });
  return reader.inRegion(region);
}
