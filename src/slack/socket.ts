import { createHash } from 'node:crypto';
import { LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { DoorOptions } from './door.ts';
import { openDoor } from './front-door.ts';
import { quietLogger } from './quiet-logger.ts';
import type { RequestFacts } from './receiver.ts';

/** A connection to Slack from a machine without an address of its own; for trying, never for Lambda. */
export type Socket = Readonly<{
  /** Rejects when Slack does not take the token. */
  start: () => Promise<unknown>;
  stop: () => Promise<unknown>;
  /** Hands over what came by the connection: `body` as Slack wrote it, `ack` answers it. */
  hear: (body: Readonly<Record<string, unknown>>, ack: (answer?: unknown) => Promise<void>) => void;
}>;

/**
 * The front door's listeners behind Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode). The connection itself was
 * opened with the app's token, so that nothing is signed; the job's key is the hash of the request, which holds its trigger.
 */
export function createSocket(options: DoorOptions & Readonly<{ appToken: string }>): Socket {
  const { appToken, apiUrl, now, log } = options;
  const receiver = new SocketModeReceiver({
    appToken,
    logger: { ...quietLogger(log, 'socket'), getLevel: () => LogLevel.ERROR },
    installerOptions: {
      clientOptions: { ...(apiUrl !== undefined && { slackApiUrl: apiUrl }), retryConfig: { retries: 2 } },
    },
    customPropertiesExtractor: ({ body }): RequestFacts => ({ jobKey: keyOf(body), askedAt: now() }),
    processEventErrorHandler: async ({ error }) => {
      // Never the error's message: it may hold what was sent to us.
      log.error('The front door failed', { error: error.name });
      return false;
    },
  });
  openDoor(receiver, options);
  return {
    start: () => receiver.start(),
    stop: () => receiver.stop(),
    hear: (body, ack) => void receiver.client.emit('slack_event', { body, ack, retry_num: 0, retry_reason: '' }),
  };
}

function keyOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32);
}
