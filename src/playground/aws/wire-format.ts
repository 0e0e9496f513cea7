import type { AwsError } from './aws-error.ts';
import type { Caller } from './identity.ts';
import type { SignatureProblem, WireRequest } from './sigv4.ts';

/** What goes back over the wire. */
export type WireResponse = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer | string;
}>;

/** One service behind the endpoint: a model with its wire format, or a guard before another server. */
export type Service = Readonly<{
  handle(request: WireRequest, caller: Caller): Promise<WireResponse>;
  /** An error in the service's own form. */
  refuse(error: AwsError, requestId: string): WireResponse;
  /** The service's code and status for a request whose signature does not hold. */
  refusals: Readonly<Record<SignatureProblem, readonly [code: string, status: number]>>;
}>;

/** What a person reads for each problem of a signature, as AWS words it. */
export const signatureMessages: Readonly<Record<SignatureProblem, string>> = {
  missing: 'Request is missing Authentication Token',
  malformed: 'The authorization header or the date of the request is malformed.',
  'unknown-key': 'The security token included in the request is invalid.',
  'bad-token': 'The security token included in the request is invalid.',
  expired: 'The security token included in the request is expired',
  skewed: 'Signature expired: the difference between the request time and the current time is too large.',
  mismatch:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
};
