import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import type { Model } from './model.ts';
import { escapeXml, parseForm } from './query-protocol.ts';
import type { Service } from './wire-format.ts';

const version = '2016-11-15';
const namespace = `http://ec2.amazonaws.com/doc/${version}/`;
const headers = { 'content-type': 'text/xml;charset=UTF-8' };

/**
 * A model behind EC2's own dialect of the query protocol: no `Result` element, lists of `item`, errors in a list (Smithy, "AWS
 * EC2 query protocol"). The model's output has the names of the wire: `reservationSet`, not `Reservations`.
 */
export function serveEc2(model: Model): Service {
  return {
    refusals: {
      missing: ['MissingAuthenticationToken', 403],
      malformed: ['IncompleteSignature', 400],
      'unknown-key': ['AuthFailure', 401],
      'bad-token': ['AuthFailure', 401],
      expired: ['RequestExpired', 400],
      skewed: ['RequestExpired', 400],
      mismatch: ['SignatureDoesNotMatch', 403],
    },
    async handle(request, caller) {
      const { Action, Version, ...input } = parseForm(request.body.toString('utf8'));
      if (typeof Action !== 'string') throw new AwsError('MissingAction', 'The request names no Action.');
      if (Version !== version) throw new AwsError('NoSuchVersion', `The version must be ${version}.`);
      const output = toXml((await model.call(Action, input, caller)) ?? {});
      const body = `<${Action}Response xmlns="${namespace}"><requestId>${randomUUID()}</requestId>${output}</${Action}Response>`;
      return { status: 200, headers, body };
    },
    refuse({ code, message, status }, requestId) {
      const errors = `<Errors><Error>${toXml({ Code: code, Message: message })}</Error></Errors>`;
      return { status, headers, body: `<Response>${errors}<RequestID>${requestId}</RequestID></Response>` };
    },
  };
}

function toXml(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => `<item>${toXml(one)}</item>`).join('');
  if (typeof value !== 'object' || value === null) return escapeXml(String(value ?? ''));
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => `<${name}>${toXml(inner)}</${name}>`)
    .join('');
}
