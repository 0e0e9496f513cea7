import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Identity } from './identity.ts';

/** A request as it came over the wire; header names in lower case, `query` without its question mark. */
export type WireRequest = Readonly<{
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}>;

/** Why a request is not taken for the caller's; each service family has its own code for it. */
export type SignatureProblem =
  | 'missing'
  | 'malformed'
  | 'unknown-key'
  | 'bad-token'
  | 'expired'
  | 'skewed'
  | 'mismatch';

export type Verified = Readonly<{ identity: Identity; region: string; service: string }>;

/** The credential scope of a request, unchecked: it says in whose words a refusal is to be written. */
export type Scope = Readonly<{ accessKeyId: string; date: string; region: string; service: string }>;

/** AWS General Reference, "Create a signed AWS API request": requests older or newer than this are refused. */
const maxSkewMs = 5 * 60_000;
const authorization =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

/** Reads the Authorization header's scope; undefined when there is none that can be read. */
export function findScope(request: WireRequest): Scope | undefined {
  const [, accessKeyId, date, region, service] = authorization.exec(request.headers['authorization'] ?? '') ?? [];
  return accessKeyId && date && region && service ? { accessKeyId, date, region, service } : undefined;
}

/** Checks Signature Version 4 over the whole request. */
export function verifySignature(
  request: WireRequest,
  { findIdentity, now }: { findIdentity: (accessKeyId: string) => Identity | undefined; now: () => number },
): Verified | SignatureProblem {
  const scope = findScope(request);
  if (!scope) return request.headers['authorization'] ? 'malformed' : 'missing';
  const identity = findIdentity(scope.accessKeyId);
  if (!identity) return 'unknown-key';
  if (request.headers['x-amz-security-token'] !== identity.sessionToken) return 'bad-token';
  const at = parseAmzDate(request.headers['x-amz-date'] ?? '');
  if (at === undefined) return 'malformed';
  if (!sign(request, scope, identity)) return 'mismatch';
  if (Math.abs(at - now()) > maxSkewMs) return 'skewed';
  if (identity.expiresAt !== undefined && identity.expiresAt <= now()) return 'expired';
  return { identity, region: scope.region, service: scope.service };
}

function sign(request: WireRequest, scope: Scope, identity: Identity): boolean {
  const [, , , , , signedHeaders = '', signature = ''] =
    authorization.exec(request.headers['authorization'] ?? '') ?? [];
  const names = signedHeaders.split(';');
  const amzDate = request.headers['x-amz-date'] ?? '';
  const declared = request.headers['x-amz-content-sha256'];
  const payloadHash = sha256(request.body);
  if (declared && declared !== payloadHash && !(scope.service === 's3' && declared === 'UNSIGNED-PAYLOAD'))
    return false;
  if (!mustBeSigned(request).every((name) => names.includes(name)) || !amzDate.startsWith(scope.date)) return false;
  const canonical = [
    request.method,
    canonicalPath(request.path, scope.service),
    canonicalQuery(request.query),
    ...names.map((name) => `${name}:${(request.headers[name] ?? '').replace(/\s+/g, ' ').trim()}`),
    '',
    signedHeaders,
    declared ?? payloadHash,
  ].join('\n');
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', amzDate, scopeText, sha256(canonical)].join('\n');
  const key = [scope.date, scope.region, scope.service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${identity.secretAccessKey}`,
  );
  return timingSafeEqual(createHmac('sha256', key).update(text).digest(), Buffer.from(signature, 'hex'));
}

/** Host and every x-amz header that is there: an unsigned one could be changed on the way. */
function mustBeSigned({ headers }: WireRequest): readonly string[] {
  return ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-') && name !== 'x-amzn-trace-id')];
}

/** S3 signs the path as it stands; all others encode it once more. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path;
  return encodeRfc3986(path).replace(/%2F/g, '/');
}

function canonicalQuery(query: string): string {
  if (!query) return '';
  return query
    .split('&')
    .map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return `${encodeRfc3986(decode(name))}=${encodeRfc3986(decode(value))}`;
    })
    .sort()
    .join('&');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function parseAmzDate(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}
