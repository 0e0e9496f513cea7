import { createHash, createHmac } from 'node:crypto';
import type { ClientRequest, RequestOptions } from 'node:http';
import { request as requestByHttps } from 'node:https';
import type { OwnIdentity } from '../core/own-identity.ts';
import type { Now } from '../core/ports.ts';

/** One POST to a service of AWS; resolves to the body of its answer. Throws the service's error code, never what was sent. */
export type SignedPost = (call: Call) => Promise<string>;

type Call = Readonly<{ service: Service; headers: Readonly<Record<string, string>>; body: string }>;
type Service = keyof OwnIdentity['endpoints'];

/** Slack waits 3 s: two attempts must fit, each with what connecting takes. */
const timeoutMs = 1_000;
const attempts = 2;

/**
 * POSTs signed with the function's own identity, for the front door: loading one of the SDK's clients takes it longer than
 * all the rest together. A call that got no answer, or one of 5xx or 429, is made once more.
 */
export function createSignedPost(options: Readonly<{ region: string; identity: OwnIdentity; now: Now }>): SignedPost {
  return async (call) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await send(call, options).catch((error: unknown) => ({ status: 0, body: '', error }));
      if (answer.status === 200) return answer.body;
      if (attempt < attempts && (answer.status === 0 || answer.status === 429 || answer.status >= 500)) continue;
      throw new Error(`${call.service} answered ${answer.status || 'nothing'}${codeIn(answer.body)}`);
    }
  };
}

type Options = Readonly<{ region: string; identity: OwnIdentity; now: Now }>;

function send(call: Call, options: Options): Promise<Readonly<{ status: number; body: string }>> {
  const { service, body } = call;
  const { identity, region } = options;
  const url = new URL(identity.endpoints[service] ?? `https://${service}.${region}.${domainOf(region)}/`);
  const headers = signed(call, { ...options, host: url.host });
  return new Promise((resolve, reject) => {
    const asked = requester(url)(url, { method: 'POST', headers, timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        clearTimeout(deadline);
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    const deadline = setTimeout(() => asked.destroy(new Error('No answer in time')), timeoutMs);
    asked.on('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    asked.end(body);
  });
}

type Requester = (url: URL, options: RequestOptions, heard: Parameters<typeof requestByHttps>[2]) => ClientRequest;

/** Only stand-ins speak plain HTTP; importing `node:http` as a module would load the whole of `fetch` with it. */
function requester({ protocol }: URL): Requester {
  return protocol === 'http:' ? process.getBuiltinModule('node:http').request : requestByHttps;
}

/** AWS General Reference, "Service endpoints": China has a domain of its own. */
function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** The headers of a request, its signature among them. IAM User Guide, "Create a signed AWS API request" (Signature Version 4). */
function signed(
  { service, headers: own, body }: Call,
  { region, identity, now, host }: Options & Readonly<{ host: string }>,
): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = identity;
  const time = new Date(now()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const headers: Readonly<Record<string, string>> = {
    ...own,
    host,
    'x-amz-date': time,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const request = ['POST', '/', '', lines, names.join(';'), hash(body)].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash(request)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${secretAccessKey}`);
  const parts = [`Credential=${accessKeyId}/${scope}`, `SignedHeaders=${names.join(';')}`];
  return {
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    authorization: `AWS4-HMAC-SHA256 ${parts.join(', ')}, Signature=${mac(key, toSign).toString('hex')}`,
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function mac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** AWS's own name of what went wrong, in JSON or XML; nothing else of the answer is repeated. */
function codeIn(body: string): string {
  const code = /"__type"\s*:\s*"(?:[\w.]+#)?(\w{1,80})"|<Code>([\w.]{1,80})<\/Code>/.exec(body);
  return code ? ` (${code[1] ?? code[2]})` : '';
}
