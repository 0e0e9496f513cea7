import { type HttpReply, type HttpRequest, json } from '../http.ts';

/** Nothing from elsewhere, nothing inline, nothing framed. */
const security = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/**
 * Only who speaks to this machine by its own name, from this page or from no page, is answered, so that no other site can
 * reach the playground through a browser. Undefined when the request may pass.
 */
export function refuse({ headers, method, path }: HttpRequest): HttpReply | undefined {
  const { host = '', origin } = headers;
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) return json(403, { error: `This page is not ${host}.` });
  if (origin !== undefined && origin !== `http://${host}`) return json(403, { error: `${origin} may not ask here.` });
  const site = headers['sec-fetch-site'] ?? 'none';
  const isVisit = method === 'GET' && path === '/';
  if (!isVisit && site !== 'same-origin' && site !== 'none')
    return json(403, { error: 'Only this page may ask here.' });
  if (path.startsWith('/act/') && origin === undefined) return json(403, { error: 'Only this page may ask here.' });
  return undefined;
}

/** The reply with the headers that every reply of the page has. */
export function secured(reply: HttpReply): HttpReply {
  return { ...reply, headers: { ...security, ...reply.headers } };
}
