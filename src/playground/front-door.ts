import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type HttpReply, type HttpRequest, json, type Served, serve } from './http.ts';
import { invoke, type LambdaFunction } from './lambda.ts';

const result = z.object({
  statusCode: z.int().default(200),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/**
 * The function URL before the front door: turns HTTP into its events and back
 * (docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html). What takes longer than the function may gets 504, which
 * Slack would show as `operation_timeout`; what throws gets 502, as there.
 */
export function startFrontDoor(
  lambda: LambdaFunction,
  options: Readonly<{ failed: (error: unknown) => void }>,
): Promise<Served> {
  return serve((request) => answer(request, lambda, options.failed), { maxBytes: 6 * 1024 * 1024 });
}

async function answer(
  request: HttpRequest,
  lambda: LambdaFunction,
  failed: (error: unknown) => void,
): Promise<HttpReply> {
  try {
    return replyOf(await invoke(lambda, functionUrlEvent(request, Date.now())));
  } catch (error) {
    failed(error);
    const timedOut = error instanceof Error && error.message.startsWith('Task timed out');
    return timedOut ? json(504, { message: 'operation_timeout' }) : json(502, { message: 'Internal Server Error' });
  }
}

/** The event of payload format 2.0: header names in lower case, and everything that is not text or JSON in base64. */
function functionUrlEvent({ method, path, query, headers, body }: HttpRequest, at: number): object {
  const plain = /^(text\/|application\/(json|xml|javascript)\b)/.test(headers['content-type'] ?? '');
  const host = 'frontdoor.lambda-url.ap-northeast-1.on.aws';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { ...headers, host, 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'frontdoor',
      domainName: host,
      domainPrefix: 'frontdoor',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: headers['user-agent'] ?? '' },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: new Date(at).toISOString(),
      timeEpoch: at,
    },
    ...(body.length > 0 && { body: plain ? body.toString('utf8') : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !plain,
  };
}

/** A value that is no `{ statusCode }` is the body of a 200, as a function URL has it. */
function replyOf(value: unknown): HttpReply {
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) return json(200, value ?? null);
  const { statusCode, headers, body, isBase64Encoded } = result.parse(value);
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, each]) => [name.toLowerCase(), String(each)])),
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}
