import { AwsError } from './aws-error.ts';
import type { Model } from './model.ts';
import type { WireRequest } from './sigv4.ts';
import type { Service } from './wire-format.ts';

/** An action's method and path: `['POST', '/detector/{detectorId}/findings/get', 'GetFindings']`. */
export type Route = readonly [method: string, template: string, action: string];

/**
 * A model behind AWS restJson1: method and path name the action, the path's parts in braces and the query join the body's
 * fields (Smithy, "AWS restJson1 protocol").
 */
export function serveRestJson(model: Model, routes: readonly Route[]): Service {
  const headers = { 'content-type': 'application/json' };
  return {
    refusals: {
      missing: ['MissingAuthenticationTokenException', 403],
      malformed: ['IncompleteSignatureException', 403],
      'unknown-key': ['UnrecognizedClientException', 403],
      'bad-token': ['UnrecognizedClientException', 403],
      expired: ['ExpiredTokenException', 403],
      skewed: ['InvalidSignatureException', 403],
      mismatch: ['InvalidSignatureException', 403],
    },
    async handle(request, caller) {
      for (const [method, template, action] of routes) {
        const named = method === request.method ? partsOf(template, request.path) : undefined;
        if (!named) continue;
        const input = { ...Object.fromEntries(new URLSearchParams(request.query)), ...bodyOf(request), ...named };
        const output = (await model.call(action, input, caller)) ?? {};
        return { status: 200, headers, body: JSON.stringify(output) };
      }
      throw new AwsError('UnknownOperationException', 'No operation of this service has that method and path.', 404);
    },
    refuse: ({ code, message, status }) => ({
      status,
      headers: { ...headers, 'x-amzn-errortype': code },
      body: JSON.stringify({ __type: code, message }),
    }),
  };
}

/** The values of a template's parts in braces, or nothing when the path is another one. */
function partsOf(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const pairs = wanted.map((part, at) => [part, decodeURIComponent(given[at] ?? '')] as const);
  if (pairs.some(([part, value]) => (part.startsWith('{') ? value === '' : part !== value))) return undefined;
  return Object.fromEntries(
    pairs.flatMap(([part, value]) => (part.startsWith('{') ? [[part.slice(1, -1), value]] : [])),
  );
}

function bodyOf({ body }: WireRequest): object {
  if (body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Said below.
  }
  throw new AwsError('BadRequestException', 'The request is rejected because the body is not valid JSON.');
}
