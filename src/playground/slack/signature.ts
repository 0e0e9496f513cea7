import { createHmac } from 'node:crypto';

/** The headers that prove a request comes from Slack (docs.slack.dev/authentication/verifying-requests-from-slack). */
export function signatureHeaders(
  body: string,
  options: Readonly<{ signingSecret: string; seconds: number }>,
): Readonly<Record<'x-slack-request-timestamp' | 'x-slack-signature', string>> {
  const timestamp = String(options.seconds);
  const digest = createHmac('sha256', options.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}
