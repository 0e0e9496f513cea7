import * as z from 'zod/mini';
import type { Now } from '../core/ports.ts';
import type { Clients } from './clients.ts';
import type { SignedPost } from './signed-post.ts';

const SlackSecret = z.object({
  botToken: z.string().check(z.minLength(1)),
  signingSecret: z.string().check(z.minLength(1)),
  previousSigningSecret: z.optional(z.string().check(z.minLength(1))),
});

/** What Slack gave us; `previousSigningSecret` is valid too while it is being rotated. */
export type SlackSecret = Readonly<{ botToken: string; signingSecret: string; previousSigningSecret?: string }>;

const keptFor = 5 * 60_000;

/**
 * Loads the Slack secret (JSON in Secrets Manager) and keeps it for 5 minutes, so that a rotation arrives by itself. When it
 * cannot be renewed, the old one serves on. Throws without ever quoting the content.
 */
export function createLoadSlackSecret(
  options: Way & Readonly<{ secretId: string; now: Now }>,
): () => Promise<SlackSecret> {
  let held: Readonly<{ secret: SlackSecret; until: number }> | undefined;
  return async () => {
    const at = options.now();
    if (held && at < held.until) return held.secret;
    try {
      held = { secret: await load(options), until: at + keptFor };
    } catch (error) {
      if (!held) throw error;
    }
    return held.secret;
  };
}

/** How Secrets Manager is asked: by the SDK, or without it at the front door. */
type Way = Readonly<{ clients: Clients } | { post: SignedPost }>;

async function load({ secretId, ...way }: Way & Readonly<{ secretId: string }>): Promise<SlackSecret> {
  const text = 'post' in way ? await ask(secretId, way.post) : await askBySdk(secretId, way.clients);
  const parsed = SlackSecret.safeParse(readJson(text));
  if (!parsed.success) throw new Error(`The secret ${secretId} does not hold botToken and signingSecret as JSON`);
  const { previousSigningSecret, ...secret } = parsed.data;
  return previousSigningSecret ? { ...secret, previousSigningSecret } : secret;
}

async function askBySdk(secretId: string, clients: Clients): Promise<string> {
  const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
  const client = await clients.secrets();
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  return SecretString;
}

const Answer = z.object({ SecretString: z.string() });

/** Secrets Manager API Reference, GetSecretValue. */
async function ask(secretId: string, post: SignedPost): Promise<string> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' };
  const answer = await post({ service: 'secretsmanager', headers, body: JSON.stringify({ SecretId: secretId }) });
  const parsed = Answer.safeParse(readJson(answer));
  return parsed.success ? parsed.data.SecretString : '';
}

/** A parser's message would quote the secret, so it is dropped. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
