import { createHash } from 'node:crypto';
import type { App, Receiver } from '@slack/bolt';
import * as z from 'zod/mini';
import type { Log, Now } from '../core/ports.ts';
import { checkHeaders, verifyRequest } from './verify.ts';

/** What Lambda sends back through the function URL. */
type HttpAnswer = Readonly<{ statusCode: number; headers: Record<string, string>; body: string }>;
export type HandleRequest = (event: unknown) => Promise<HttpAnswer>;

/** Slack's own requests are a few KB; more is not even hashed. */
const maxBodyBytes = 256 * 1024;

/** Lambda function URLs: request payload format 2.0. */
const FunctionUrlEvent = z.object({
  headers: z.record(z.string(), z.optional(z.string())),
  body: z.optional(z.nullable(z.string())),
  isBase64Encoded: z.optional(z.boolean()),
});

/** What a listener finds in its context: the job's key (a hash of the signature) and the request's time in ms. */
export type RequestFacts = Readonly<{ jobKey: string; askedAt: number }>;

type Options = Readonly<{
  loadSecrets: () => Promise<Readonly<{ signingSecret: string; previousSigningSecret?: string }>>;
  now: Now;
  log: Log;
}>;

/**
 * Bolt's receiver for a Lambda function URL. The stock one parses before it verifies and takes timestamps of the future; this
 * one verifies the raw bytes first. Answers 401 with an empty body to whatever Slack did not sign.
 */
export function createReceiver(options: Options): Receiver & Readonly<{ handle: HandleRequest }> {
  let app: App | undefined;
  return {
    init(initialised) {
      app = initialised;
    },
    start: async () => undefined,
    stop: async () => undefined,
    handle: async (event) => {
      const read = await readRequest(event, options);
      if ('statusCode' in read) return read;
      return process(app, read, options);
    },
  };
}

type Verified = Readonly<{ body: Record<string, unknown>; facts: RequestFacts }>;

async function readRequest(event: unknown, { loadSecrets, now, log }: Options): Promise<HttpAnswer | Verified> {
  const parsed = FunctionUrlEvent.safeParse(event);
  if (!parsed.success) return refuse(400, 'The request is no function URL event', log);
  const headers = headersOf(parsed.data.headers);
  const bytes = bytesOf(parsed.data);
  if (bytes === undefined) return refuse(413, 'The request body is too large', log);

  const signed = { timestamp: headers.get('x-slack-request-timestamp'), signature: headers.get('x-slack-signature') };
  const checked = checkHeaders(signed, now());
  if (!checked.genuine) return unsigned(checked.why, log);
  const { signingSecret, previousSigningSecret } = await loadSecrets();
  const secrets = [signingSecret, previousSigningSecret ?? ''];
  const verdict = verifyRequest({ ...signed, body: bytes, secrets, now: now() });
  if (!verdict.genuine) return unsigned(verdict.why, log);

  const body = parseBody(bytes, headers.get('content-type'));
  if (body === undefined) return refuse(400, 'A signed request has a body that cannot be read', log);
  const jobKey = createHash('sha256')
    .update(signed.signature ?? '')
    .digest('hex')
    .slice(0, 32);
  return { body, facts: { jobKey, askedAt: verdict.askedAt } };
}

async function process(app: App | undefined, { body, facts }: Verified, { log }: Options): Promise<HttpAnswer> {
  if (body['ssl_check'] === '1' && body['command'] === undefined) return answer(200, '');
  if (body['type'] === 'url_verification') return answer(200, challengeIn(body));
  let acknowledged: unknown;
  const ack = async (response?: unknown) => {
    acknowledged = response ?? '';
  };
  await app?.processEvent({ body, ack, customProperties: { ...facts } });
  if (acknowledged === undefined) log.warn('A signed request was for nobody', { key: facts.jobKey });
  return typeof acknowledged === 'object'
    ? answer(200, JSON.stringify(acknowledged), 'application/json')
    : answer(200, '');
}

/** Lower-case names. A name that is there twice counts as absent: we cannot know which one was signed for. */
function headersOf(headers: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const names = entries.map(([name]) => name);
  return new Map(
    entries.flatMap(([name, value]) =>
      value !== undefined && names.indexOf(name) === names.lastIndexOf(name) ? [[name, value]] : [],
    ),
  );
}

function bytesOf({ body, isBase64Encoded }: z.infer<typeof FunctionUrlEvent>): Uint8Array | undefined {
  const text = body ?? '';
  if (text.length > maxBodyBytes * (isBase64Encoded ? 1.4 : 1)) return undefined;
  const bytes = Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8');
  return bytes.length > maxBodyBytes ? undefined : bytes;
}

/** docs.slack.dev/reference/events/url_verification: Slack asks for it back when the address is entered. */
function challengeIn({ challenge }: Record<string, unknown>): string {
  return typeof challenge === 'string' && /^[\w-]{1,200}$/.test(challenge) ? challenge : '';
}

/**
 * A slash command's form, the JSON in the form field `payload` of an interaction, or the JSON of the Events API; undefined for
 * anything else.
 */
function parseBody(bytes: Uint8Array, contentType: string | undefined): Record<string, unknown> | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  switch (contentType?.split(';')[0]?.trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded': {
      const form = Object.fromEntries(new URLSearchParams(text));
      return form['payload'] === undefined ? form : parseObject(form['payload']);
    }
    case 'application/json': {
      const event = parseObject(text);
      return event?.['type'] === 'event_callback' || event?.['type'] === 'url_verification' ? event : undefined;
    }
    default:
      return undefined;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed = z.looseObject({}).safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function refuse(statusCode: number, message: string, log: Log): HttpAnswer {
  log.warn(message, { statusCode });
  return answer(statusCode, '');
}

function unsigned(why: string, log: Log): HttpAnswer {
  log.warn('A request is not signed as Slack signs', { why });
  return answer(401, '');
}

function answer(statusCode: number, body: string, contentType = 'text/plain'): HttpAnswer {
  return { statusCode, headers: { 'content-type': `${contentType}; charset=utf-8`, 'x-slack-no-retry': '1' }, body };
}
