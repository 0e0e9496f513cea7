const masked = '[masked]';

/** What a secret looks like wherever it stands, and what stays of it. Repetitions are bounded where one may begin inside another, so that time is linear. */
const secrets: readonly (readonly [RegExp, string])[] = [
  // Slack's tokens: docs.slack.dev/authentication/tokens
  [/\b(xox[a-z](?:\.xox[a-z])?|xapp|xwfp)-[\w%-]+/gi, `$1-${masked}`],
  // Whoever holds a webhook's or response URL may post with it.
  [/(hooks\.slack(?:-gov)?\.com\/+(?:[a-z]{1,20}\/)?)[^\s"'<>)\\]+/gi, `$1${masked}`],
  // IAM's identifiers: AKIA are lasting, ASIA temporary access keys.
  [/(AKIA|ASIA)[A-Z0-9]{8,120}([A-Z0-9]{4})/g, '$1…$2'],
  // Session tokens of STS begin so.
  [/(IQoJ|FwoG|FQoG|FQoD|AQoD)[\w+/=%-]{40,}/g, `$1${masked}`],
  [/\b(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"'<>]+/gi, `$1${masked}`],
  [/\b(Bearer\s)\s*[\w.~+/=-]+/gi, `$1${masked}`],
  [/\beyJ[\w-]{10,400}\.[\w-]{10,}\.[\w-]*/g, masked],
  // RFC 7468; what is cut off has no end.
  [/(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)(?:(?!-----END)[\s\S])*/g, `$1${masked}`],
  [/(:\/\/)[^\s/:@"']{1,200}:[^\s/@"']{1,200}@/g, `$1${masked}@`],
  [
    /((?:secret|token|passw(?:or)?d|signature|private_?key|response_?url)[\w-]{0,30}["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"'&,;{}[\]]{8,}/gi,
    `$1${masked}`,
  ],
];

const secretKey = /secret|token|passw(or)?d|signature|authorization|cookie|credential|private_?key|response_?url/i;

/** Whether what stands under a key of this name is a secret, whatever it looks like. */
export function namesSecret(name: string): boolean {
  return secretKey.test(name);
}

const longest = 2_000;

/** A text with every secret in it masked; access key ids keep their last four characters. */
export function redactText(text: string): string {
  return secrets.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/**
 * Any value as plain data for JSON, with secrets masked: by what they look like, and whatever stands under a key that is
 * named as a secret. Texts are cut at 2 000 characters, lists at 100 entries, depth at 6. Never throws.
 */
export function redact(value: unknown): unknown {
  return plain(value, []);
}

function plain(value: unknown, above: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return shorten(redactText(value.slice(0, longest * 8)));
    case 'bigint':
      return String(value);
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      return value === null ? null : plainObject(value, above);
    default:
      return `[${typeof value}]`;
  }
}

function plainObject(value: object, above: readonly object[]): unknown {
  if (above.includes(value)) return '[circular]';
  if (above.length >= 6) return '[deeper]';
  const inside = [...above, value];
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof Set) return plain([...value], inside);
  if (Array.isArray(value)) {
    const shown = value.slice(0, 100).map((entry) => plain(entry, inside));
    return value.length > 100 ? [...shown, `[${value.length - 100} more]`] : shown;
  }
  const hidden = value instanceof Error ? ['name', 'message', 'stack', 'cause'] : [];
  const keys = [...new Set([...hidden, ...Object.keys(value)])].slice(0, 100);
  return Object.fromEntries(keys.map((key) => [redactText(key.slice(0, 200)), entryOf(value, key, inside)]));
}

function entryOf(value: object, key: string, inside: readonly object[]): unknown {
  try {
    const entry: unknown = Reflect.get(value, key);
    const tells = entry !== undefined && entry !== null && typeof entry !== 'boolean';
    return tells && namesSecret(key) ? masked : plain(entry, inside);
  } catch {
    return '[unreadable]';
  }
}

function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}
