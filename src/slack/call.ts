import { LogLevel, WebClient } from '@slack/web-api';
import type { Log } from '../core/ports.ts';
import { quietLogger } from './quiet-logger.ts';

/** One call to a Web API method; throws the SDK's errors. */
export type Call = (method: string, fields: Readonly<Record<string, unknown>>) => Promise<unknown>;

export type CallOptions = Readonly<{
  /** The bot's token, kept by the caller for some minutes. */
  loadToken: () => Promise<string>;
  /** Base of the Web API, `https://slack.com/api/`, or a stand-in's. */
  apiUrl: string;
  log: Log;
  timeoutMs?: number;
}>;

/** One client per token: no retries, no waiting out of rate limits, no redirects (docs.slack.dev/tools/node-slack-sdk/web-api). */
export function createCall({ loadToken, apiUrl, log, timeoutMs = 3000 }: CallOptions): Call {
  let current: Readonly<{ token: string; client: WebClient }> | undefined;
  return async (method, fields) => {
    const token = await loadToken();
    if (current?.token !== token) {
      const client = new WebClient(token, {
        slackApiUrl: apiUrl,
        timeout: timeoutMs,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        allowAbsoluteUrls: false,
        logger: { ...quietLogger(log, 'web-api'), getLevel: () => LogLevel.ERROR },
      });
      current = { token, client };
    }
    return current.client.apiCall(method, fields);
  };
}
