import { readFileSync } from 'node:fs';
import type { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../src/commands/index.ts';
import { commandKinds } from '../src/core/job.ts';

type Manifest = Exclude<Parameters<WebClient['apps']['manifest']['create']>[0], undefined>['manifest'];

const url = 'https://YOUR-FUNCTION-URL/';
const escaped = { url, should_escape: true };

/** What the file must say, where the compiler holds it against the SDK's own type of a manifest. */
const expected = {
  _metadata: { major_version: 1, minor_version: 1 },
  display_information: {
    name: 'Noroshi',
    description: 'AWS security alerts that a person understands at a glance, and the means to act on them.',
    background_color: '#7a1f1f',
  },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    bot_user: { display_name: 'noroshi', always_online: true },
    slash_commands: commands.map(({ name, summary, usage }) => ({
      command: name,
      description: summary,
      usage_hint: usage,
      ...escaped,
    })),
  },
  oauth_config: {
    scopes: {
      bot: [
        'commands',
        'chat:write',
        'chat:write.public',
        'channels:read',
        'groups:read',
        'im:read',
        'mpim:read',
        'channels:history',
        'groups:history',
        'im:history',
        'im:write',
        'files:write',
        'files:read',
        'users:read',
        'users:read.email',
        'usergroups:read',
      ],
    },
  },
  settings: {
    event_subscriptions: { request_url: url, bot_events: ['app_home_opened'] },
    interactivity: { is_enabled: true, request_url: url },
    org_deploy_enabled: false,
    socket_mode_enabled: false,
    token_rotation_enabled: false,
  },
} satisfies Manifest;

const text = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8');
const manifest: unknown = parse(text);

describe('manifest.yml', () => {
  it('is a manifest as the SDK types it, with the commands of the registry', () => {
    expect(manifest).toEqual(expected);
  });

  it('says how often its address stands there', () => {
    const words = ['six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
    const [, said = ''] = /\((\w+) times\)/.exec(text) ?? [];
    const places = text.split('\n').filter((line) => line.includes(`: ${url}`));

    expect(words.indexOf(said) + 6).toBe(places.length);
  });

  it('has exactly the commands that the front door takes', () => {
    expect(commands.map(({ name }) => name).sort()).toEqual(Object.keys(commandKinds).sort());
  });

  it('keeps the limits of the manifest reference', () => {
    const { display_information: display, features } = expected;

    expect(display.name.length).toBeLessThanOrEqual(35);
    expect(display.description.length).toBeLessThanOrEqual(140);
    expect(features.bot_user.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
    expect(features.slash_commands.length).toBeLessThanOrEqual(50);
    for (const { command, description, usage_hint } of features.slash_commands) {
      expect(command).toMatch(/^\/[a-z0-9_-]{1,31}$/);
      expect(description.length).toBeLessThanOrEqual(2000);
      expect(usage_hint.length).toBeLessThanOrEqual(1000);
    }
  });

  it('asks for no scope that nothing uses', () => {
    const scopes = expected.oauth_config.scopes.bot;

    expect(new Set(scopes).size).toBe(scopes.length);
    expect(
      scopes.filter((scope) => /admin|mpim:history|users:write|users\.profile|usergroups:write|:manage/.test(scope)),
    ).toEqual([]);
  });
});
