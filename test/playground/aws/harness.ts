import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { vi } from 'vitest';
import type { Settings } from '../../../src/core/settings.ts';
import { type Aws, startAws } from '../../../src/playground/aws/start.ts';
import { loadPlaygroundSettings } from './settings.ts';

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

/** The playground's AWS behind its wire, and sessions on it as the real SDK makes them. */
export type Playground = Readonly<{
  aws: Aws;
  settings: Settings;
  /** What reached whoever is on call. */
  called: readonly string[];
  /** Moves the clock of the playground, in ms. */
  later: { ms: number };
  clientOptions(
    credentials?: Credentials,
    region?: string,
  ): object & { endpoint: string; region: string; credentials: Credentials };
  readLogs(): Promise<Credentials>;
  remediator(accountId: string, more?: Partial<AssumeRoleCommandInput>): Promise<Credentials>;
  /** A session that only looks. */
  reader(accountId: string): Promise<Credentials>;
}>;

/** Starts the playground's AWS with its own settings. */
export async function startPlayground(): Promise<Playground> {
  const later = { ms: 0 };
  const settings = await loadPlaygroundSettings();
  const slackSecret = { botToken: 'xoxb-test', signingSecret: 'shh' };
  const called: string[] = [];
  const onCalled = (message: string) => void called.push(message);
  const aws = await startAws({ settings, seed: 7, now: () => Date.now() + later.ms, slackSecret, onCalled });
  const clientOptions = (credentials: Credentials = aws.credentials, region = aws.region) => ({
    endpoint: aws.endpoint,
    region,
    credentials,
    maxAttempts: 1,
  });
  const assume = async (input: Omit<AssumeRoleCommandInput, 'RoleSessionName'>): Promise<Credentials> => {
    const sts = new STSClient(clientOptions());
    const answer = await sts.send(new AssumeRoleCommand({ RoleSessionName: 'test', ...input }));
    return {
      accessKeyId: answer.Credentials?.AccessKeyId ?? '',
      secretAccessKey: answer.Credentials?.SecretAccessKey ?? '',
      sessionToken: answer.Credentials?.SessionToken ?? '',
    };
  };
  return {
    aws,
    settings,
    called,
    later,
    clientOptions,
    readLogs: () => assume({ RoleArn: settings.trail.role, ExternalId: settings.trail.externalId }),
    reader: (accountId) =>
      assume({ RoleArn: `arn:aws:iam::${accountId}:role/noroshi-read`, ExternalId: `noroshi-${accountId}` }),
    remediator: (accountId, more = {}) =>
      assume({
        RoleArn: `arn:aws:iam::${accountId}:role/noroshi-remediate`,
        ExternalId: `noroshi-${accountId}`,
        SourceIdentity: 'slack-U0ALICE',
        Tags: [{ Key: 'SlackUser', Value: 'U0ALICE' }],
        ...more,
      }),
  };
}

/** One that is in the environment until it is closed. */
export type PlaygroundInEnvironment = Playground & Readonly<{ close(): Promise<void> }>;

/** Starts it where code that makes its own clients finds it: its endpoint and keys are in the environment until it is closed. */
export async function startInEnvironment(): Promise<PlaygroundInEnvironment> {
  const playground = await startPlayground();
  const { endpoint, credentials, close } = playground.aws;
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  return {
    ...playground,
    async close() {
      vi.unstubAllEnvs();
      await close();
    },
  };
}
