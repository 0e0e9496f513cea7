import { parse } from 'yaml';
import { z } from 'zod';

const manifest = z.looseObject({
  features: z.looseObject({
    slash_commands: z.array(
      z.looseObject({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }),
    ),
  }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
});

/** The scopes that the app is installed with, from the text of `manifest.yml`. */
export function readScopes(text: string): readonly string[] {
  return manifest.parse(parse(text)).oauth_config.scopes.bot;
}

/** The slash commands that Slack suggests, from the text of `manifest.yml`. */
export function readCommands(
  text: string,
): readonly Readonly<{ command: string; description: string; usageHint: string }>[] {
  return manifest.parse(parse(text)).features.slash_commands.map(({ command, description, usage_hint }) => ({
    command,
    description,
    usageHint: usage_hint,
  }));
}
