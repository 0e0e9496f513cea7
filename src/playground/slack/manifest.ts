import { parse } from 'yaml';
import { z } from 'zod';

const manifest = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
});

/** The scopes that the app is installed with, from the text of `manifest.yml`. */
export function readScopes(text: string): readonly string[] {
  return manifest.parse(parse(text)).oauth_config.scopes.bot;
}
