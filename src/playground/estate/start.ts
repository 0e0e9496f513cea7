import { fileURLToPath } from 'node:url';
import { remediations } from '../../remediations/index.ts';
import { rules } from '../../rules/index.ts';
import { loadSettings } from '../../settings.ts';
import { type ServedEstate, startEstate } from './serve.ts';

/** The settings of the installation that is not there yet. */
export const settingsFile = fileURLToPath(new URL('./noroshi.yml', import.meta.url));

/**
 * An AWS in which nothing was set up, on a loopback port (0: any free one), for the accounts of the settings beside this file.
 * Account 444455556666 has a recorder of somebody else's, as many have.
 */
export async function startFirstDay({
  port,
  now,
}: Readonly<{ port: number; now: () => number }>): Promise<ServedEstate> {
  const registries = { remediations: remediations.map(({ id }) => id), rules: rules.map(({ id }) => id) };
  const { settings } = await loadSettings({ file: settingsFile, registries });
  const regions = settings.regions === 'enabled' ? [settings.security.region] : settings.regions;
  return startEstate({ settings, regions, port, now, quirks: { '444455556666': { recorder: 'default' } } });
}
