import { parse } from 'yaml';
import { z } from 'zod';

const manifest = z.looseObject({
  features: z.looseObject({
    app_home: z.looseObject({ home_tab_enabled: z.boolean().default(false) }).optional(),
    slash_commands: z.array(
      z.looseObject({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }),
    ),
  }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
  settings: z.looseObject({
    event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).default([]) }).optional(),
  }),
});

/** The scopes that the app is installed with, from the text of `manifest.yml`. */
export function readScopes(text: string): readonly string[] {
  return manifest.parse(parse(text)).oauth_config.scopes.bot;
}

/** Whether the app has a Home tab, and which events it wants to hear of, from the text of `manifest.yml`. */
export function readHome(text: string): Readonly<{ homeTab: boolean; botEvents: readonly string[] }> {
  const { features, settings } = manifest.parse(parse(text));
  const homeTab = features.app_home?.home_tab_enabled ?? false;
  return { homeTab, botEvents: settings.event_subscriptions?.bot_events ?? [] };
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
