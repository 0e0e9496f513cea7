import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import type { Model } from './model.ts';
import type { Service } from './wire-format.ts';

/**
 * A model behind the query protocol: a form goes in, XML comes out (Smithy, "AWS query protocol"). `lists` has what the
 * elements of a list are called where a service does not call them `member`.
 */
export function serveQuery(
  model: Model,
  { namespace, version, lists }: { namespace: string; version: string; lists?: ListNames },
): Service {
  const headers = { 'content-type': 'text/xml' };
  return {
    refusals: {
      missing: ['MissingAuthenticationToken', 403],
      malformed: ['IncompleteSignature', 400],
      'unknown-key': ['InvalidClientTokenId', 403],
      'bad-token': ['InvalidClientTokenId', 403],
      expired: ['ExpiredToken', 403],
      skewed: ['SignatureDoesNotMatch', 403],
      mismatch: ['SignatureDoesNotMatch', 403],
    },
    async handle(request, caller) {
      const { Action, Version, ...input } = parseForm(request.body.toString('utf8'));
      if (typeof Action !== 'string') throw new AwsError('MissingAction', 'The request names no Action.');
      if (Version !== version) throw new AwsError('NoSuchVersion', `The version must be ${version}.`);
      const output = (await model.call(Action, input, caller)) ?? {};
      const result = `<${Action}Result>${toXml(output, lists)}</${Action}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
      return {
        status: 200,
        headers,
        body: `<${Action}Response xmlns="${namespace}">${result}${metadata}</${Action}Response>`,
      };
    },
    refuse({ code, message, status }, requestId) {
      const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
      return {
        status,
        headers,
        body: `<ErrorResponse xmlns="${namespace}"><Error>${toXml(error)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    },
  };
}

/** A form's flattened fields as a tree: `A.member.1.B=c` and `A.entry.1.B=c` become `{ A: [{ B: 'c' }] }`. */
export function parseForm(form: string): Readonly<Record<string, unknown>> {
  const root = makeBranch();
  for (const [path, value] of new URLSearchParams(form)) {
    const names = path.split('.').filter((name) => name !== 'member' && name !== 'entry');
    const last = names.pop();
    let branch = root;
    for (const name of names) {
      const next = branch.children.get(name) ?? makeBranch();
      branch.children.set(name, next);
      branch = next;
    }
    if (last) branch.children.set(last, { ...makeBranch(), value });
  }
  return Object.fromEntries([...root.children].map(([name, child]) => [name, toPlain(child)]));
}

type Branch = { value?: string; readonly children: Map<string, Branch> };

function makeBranch(): Branch {
  return { children: new Map() };
}

function toPlain({ value, children }: Branch): unknown {
  if (value !== undefined) return value;
  const entries = [...children].map(([name, child]) => [name, toPlain(child)] as const);
  const isList = entries.every(([name]) => /^\d+$/.test(name));
  return isList ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

type ListNames = Readonly<Record<string, string>>;

/** Plain data as XML elements; what stands in a list becomes `member` elements, unless `lists` calls them otherwise. */
function toXml(value: unknown, lists: ListNames = {}, element = 'member'): string {
  if (Array.isArray(value)) return value.map((one) => `<${element}>${toXml(one, lists)}</${element}>`).join('');
  if (typeof value !== 'object' || value === null) return escapeXml(String(value ?? ''));
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => `<${name}>${toXml(inner, lists, lists[name])}</${name}>`)
    .join('');
}

/** Text for an element; what XML 1.0 cannot hold is left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
