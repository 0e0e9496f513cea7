import { fileURLToPath } from 'node:url';
import { readEnvironment } from '../settings.ts';
import type { Io } from './io.ts';

/** Where the settings of an installation stand in this repository. */
const usual = fileURLToPath(new URL('../../infra/noroshi.yml', import.meta.url));

/** The settings file of a command: what `--settings` names, otherwise NOROSHI_SETTINGS, otherwise infra/noroshi.yml. */
export function settingsFileOf(named: string | undefined, env: Io['env']): string {
  return named ?? readEnvironment([], env).settings ?? usual;
}
