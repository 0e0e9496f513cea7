import { fileURLToPath } from 'node:url';
import type { Settings } from '../../../src/core/settings.ts';
import { loadSettings } from '../../../src/settings.ts';

/** The playground's own settings. */
export async function loadPlaygroundSettings(): Promise<Settings> {
  const file = fileURLToPath(new URL('../../../src/playground/noroshi.yml', import.meta.url));
  return (await loadSettings({ file })).settings;
}
