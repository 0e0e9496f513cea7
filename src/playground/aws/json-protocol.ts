import { AwsError } from './aws-error.ts';
import type { Model } from './model.ts';
import type { Service } from './wire-format.ts';

/**
 * A model behind AWS JSON 1.0 or 1.1: the action in `X-Amz-Target`, the input as JSON, errors as `__type` (Smithy, "AWS JSON
 * protocols"). `queryErrors` adds the header that services give which once spoke the query protocol (SQS).
 */
export function serveJson(
  model: Model,
  { target, version, queryErrors }: { target: string; version: '1.0' | '1.1'; queryErrors?: boolean },
): Service {
  const type = `application/x-amz-json-${version}`;
  return {
    refusals: {
      missing: ['MissingAuthenticationTokenException', 400],
      malformed: ['IncompleteSignatureException', 400],
      'unknown-key': ['UnrecognizedClientException', 400],
      'bad-token': ['UnrecognizedClientException', 400],
      expired: ['ExpiredTokenException', 400],
      skewed: ['InvalidSignatureException', 400],
      mismatch: ['InvalidSignatureException', 400],
    },
    async handle(request, caller) {
      const [prefix, action] = (request.headers['x-amz-target'] ?? '').split('.');
      if (prefix !== target || !action || request.method !== 'POST') {
        throw new AwsError('UnknownOperationException', 'The X-Amz-Target header names no operation of this service.');
      }
      if (request.headers['content-type'] !== type) {
        throw new AwsError('SerializationException', `The content type must be ${type}.`);
      }
      const output = await model.call(action, parseInput(request.body), caller);
      return { status: 200, headers: { 'content-type': type }, body: JSON.stringify(output ?? {}) };
    },
    refuse({ code, message, status }) {
      return {
        status,
        headers: {
          'content-type': type,
          'x-amzn-errortype': code,
          ...(queryErrors ? { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` } : {}),
        },
        body: JSON.stringify({ __type: code, message }),
      };
    },
  };
}

function parseInput(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
}
