import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a request's clock may be from ours, either way, in seconds (docs.slack.dev/authentication/verifying-requests-from-slack). */
const tolerance = 300;

type Headers = Readonly<{ timestamp: string | undefined; signature: string | undefined }>;

type Verdict =
  | Readonly<{ genuine: true; askedAt: number }>
  | Readonly<{ genuine: false; why: 'timestamp' | 'too-old' | 'too-new' | 'signature' | 'secret' | 'mismatch' }>;

/**
 * Whether the headers could belong to a genuine request, before any secret is loaded: exactly Slack's shapes, and a time at
 * most 300 s from `now` (ms) both ways. `askedAt` is the request's own time in ms.
 */
export function checkHeaders({ timestamp, signature }: Headers, now: number): Verdict {
  if (timestamp === undefined || !/^[1-9]\d{8,10}$/.test(timestamp)) return { genuine: false, why: 'timestamp' };
  const askedAt = Number(timestamp) * 1000;
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (age > tolerance) return { genuine: false, why: 'too-old' };
  if (age < -tolerance) return { genuine: false, why: 'too-new' };
  if (signature === undefined || !/^v0=[0-9a-f]{64}$/.test(signature)) return { genuine: false, why: 'signature' };
  return { genuine: true, askedAt };
}

/**
 * Whether Slack signed this request: HMAC-SHA256 over `v0:timestamp:` and the raw bytes of the body, compared in constant
 * time with each of `secrets` (two while the secret is being rotated). An empty secret never counts.
 */
export function verifyRequest(
  request: Headers & Readonly<{ body: Uint8Array; secrets: readonly string[]; now: number }>,
): Verdict {
  const checked = checkHeaders(request, request.now);
  if (!checked.genuine) return checked;
  const secrets = request.secrets.filter((secret) => secret !== '');
  if (secrets.length === 0) return { genuine: false, why: 'secret' };
  const given = Buffer.from(request.signature ?? '');
  const matches = secrets.map((secret) => timingSafeEqual(given, signatureOf(request, secret)));
  return matches.includes(true) ? checked : { genuine: false, why: 'mismatch' };
}

/** 67 bytes, as many as a well-formed signature has. */
function signatureOf({ timestamp, body }: Headers & Readonly<{ body: Uint8Array }>, secret: string): Buffer {
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return Buffer.from(`v0=${mac}`);
}
