import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { remediations } from '../src/remediations/index.ts';
import { parseSettings } from '../src/settings/parse.ts';
import { loadSettings, readEnvironment } from '../src/settings.ts';
import { everything, minimal } from './fixtures/settings.ts';

const registries = { remediations: remediations.map(({ id }) => id), rules: ['desired-instance-type'] };
const starter = readFileSync(new URL('../infra/noroshi.yml', import.meta.url), 'utf8');

function settingsOf(text: string) {
  return parseSettings(text, { file: 'noroshi.yml', registries });
}

describe('a settings file', () => {
  it('needs little, and gets what it leaves out', () => {
    const { settings } = settingsOf(minimal);

    expect(settings).toMatchObject({
      slack: { secret: 'noroshi/slack', publicResults: [] },
      security: { aggregator: 'noroshi', readerRole: 'noroshi-reader' },
      roles: { read: 'noroshi-read', remediate: 'noroshi-remediate', externalId: 'noroshi-{account}' },
      trail: { prefix: '', externalId: 'noroshi-logs', limits: { objects: 8000, seconds: 600, records: 1000 } },
      securityGroups: { tell: 'all', allowed: [] },
      storm: { waiting: 20, digestEveryMs: 60_000 },
      sweep: { everyMs: 900_000, silenceMs: 1_800_000, tail: true, tryPaths: true },
      access: { investigate: [], remediate: [], approve: [] },
      caps: { perResourcePerHour: 3, perAccountPerHour: 20, perClick: 5 },
      audit: { bucket: 'example-logs-audit' },
      remediations: [],
    });
    expect(settings.accounts[1]).toEqual({ id: '444455556666', name: 'payments-dev' });
  });

  it('is read whole, durations in milliseconds and one value as a list of one', () => {
    const { settings } = settingsOf(everything);

    expect(settings.routes[0]).toEqual({
      when: { severity: ['critical'] },
      to: 'C0CRITICAL',
      escalate: { afterMs: 900_000, to: 'S0ONCALL' },
    });
    expect(settings.routes[1]?.when).toEqual({
      kind: ['unknown', 'aws-health'],
      region: ['us-*'],
      tag: { team: 'payments' },
    });
    expect(settings.storm).toEqual({ waiting: 5, digestEveryMs: 90_000 });
    expect(settings.sweep).toEqual({ everyMs: 7_200_000, silenceMs: 86_400_000, tail: true, tryPaths: true });
    expect(settings.roles).toMatchObject({ read: 'r', remediate: 'noroshi-remediate', externalId: 'x-{account}' });
    expect(settings.configRules.map(({ name }) => name)).toEqual(['cloud-trail-enabled', 'desired-instance-type']);
    expect(settings.trail.prefix).toBe('logs/');
    expect(settings.exempt[0]?.until).toBe('2027-01-31');
    expect(settings.rollout).toMatchObject({ role: 'noroshi-rollout', globalRegion: 'us-east-1' });
  });

  it('names the bucket of the audit trail after that of the logs, never the same, unless it is given', () => {
    const bucketOf = (text: string) => settingsOf(text).settings.audit.bucket;
    const long = 'a'.repeat(63);

    expect(bucketOf(minimal)).toBe('example-logs-audit');
    expect(bucketOf(minimal.replace('security: {', 'security: { logs: { bucket: org-logs },'))).toBe('org-logs-audit');
    expect(bucketOf(minimal.replace('example-logs', long)).length).toBe(63);
    expect(settingsOf(`${minimal}audit: { bucket: kept, externalId: noroshi-audit }`).settings.audit).toEqual({
      bucket: 'kept',
      externalId: 'noroshi-audit',
    });
  });

  it('says the same as JSON, as which it travels in a bundle', () => {
    const asJson = JSON.stringify(parse(everything));

    expect(settingsOf(asJson)).toEqual(settingsOf(everything));
  });

  it('comes with the project as a starter that is valid, and stays so with every commented line switched on', () => {
    expect(() => settingsOf(starter)).not.toThrow();
    const switchedOn = starter.replace(/^( *)# (?=(?: *[a-zA-Z]+:| {2}- \{))/gm, '$1');

    expect(switchedOn).not.toMatch(/^ *# *[a-zA-Z]+:/m);
    expect(settingsOf(switchedOn).settings.roles.read).toBe('noroshi-read');
  });
});

describe('loading the settings', () => {
  it('reads a file, or takes the JSON text itself', async () => {
    const inline = JSON.stringify(parse(minimal));

    const fromFile = await loadSettings({ file: 'noroshi.yml', readFile: async () => minimal, registries });
    const fromText = await loadSettings({
      file: inline,
      readFile: () => Promise.reject(new Error('no file')),
      registries,
    });

    expect(fromText).toEqual(fromFile);
  });

  it('says which file cannot be read', async () => {
    const loading = loadSettings({ file: 'gone.yml', readFile: () => Promise.reject(new Error('ENOENT')) });

    await expect(loading).rejects.toMatchObject({ code: 'BAD_FILE', message: expect.stringContaining('gone.yml') });
  });
});

describe('the environment', () => {
  const env = {
    NOROSHI_TABLE: 'noroshi',
    NOROSHI_POSTS_QUEUE: 'https://sqs.example/posts',
    SLACK_API_URL: 'http://127.0.0.1:1/api',
  };

  it('is read into names, with Slack itself where no other is named', () => {
    expect(readEnvironment([], {})).toEqual({ queues: {}, slackApiUrl: 'https://slack.com/api/', debug: false });
    expect(readEnvironment(['table'], env)).toEqual({
      table: 'noroshi',
      queues: { posts: 'https://sqs.example/posts' },
      slackApiUrl: 'http://127.0.0.1:1/api/',
      debug: false,
    });
  });

  it('names everything that a door needs and that is not set, at once', () => {
    expect(() => readEnvironment(['table', 'jobsTopic', 'queues'], env)).toThrow(
      'Not set in the environment: NOROSHI_JOBS_TOPIC, NOROSHI_FOLLOW_QUEUE',
    );
  });
});
