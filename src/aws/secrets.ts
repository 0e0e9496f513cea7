import * as z from 'zod/mini';
import type { Now } from '../core/ports.ts';
import type { Clients } from './clients.ts';

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
export function createLoadSlackSecret(options: {
  clients: Clients;
  secretId: string;
  now: Now;
}): () => Promise<SlackSecret> {
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

async function load({ clients, secretId }: { clients: Clients; secretId: string }): Promise<SlackSecret> {
  const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
  const client = await clients.secrets();
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  const parsed = SlackSecret.safeParse(readJson(SecretString));
  if (!parsed.success) throw new Error(`The secret ${secretId} does not hold botToken and signingSecret as JSON`);
  const { previousSigningSecret, ...secret } = parsed.data;
  return previousSigningSecret ? { ...secret, previousSigningSecret } : secret;
}

/** A parser's message would quote the secret, so it is dropped. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
