import * as z from 'zod/mini';

const Failure = z.object({
  name: z.string(),
  message: z.string(),
  code: z.optional(z.unknown()),
  $fault: z.optional(z.string()),
  $metadata: z.optional(z.object({ httpStatusCode: z.optional(z.number()) })),
});

const neverConnected = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
const noConnection = [...neverConnected, 'ECONNRESET', 'EPIPE'];
const noAnswer = ['TimeoutError', 'AbortError', 'RequestTimeout', 'ETIMEDOUT'];
const throttled = [
  ...['ThrottlingException', 'Throttling', 'ThrottledException', 'TooManyRequestsException', 'RequestLimitExceeded'],
  ...['RequestThrottled', 'RequestThrottledException', 'SlowDown', 'ResourceContention', 'ResourceContentionFault'],
];
const longest = 300;

/**
 * What an AWS call failed of, for people: one line of at most 300 characters. Undefined for what is no failure of a call
 * (a bug of ours), which has no business in front of people.
 */
export function awsReason(error: unknown): string | undefined {
  const parsed = Failure.safeParse(plain(error));
  if (!parsed.success) return undefined;
  const { name, message, code, $metadata, $fault } = parsed.data;
  if (noAnswer.includes(name) || noAnswer.includes(String(code))) return 'no answer in time';
  if (noConnection.includes(String(code))) return `no connection (${String(code)})`;
  if (name === 'CredentialsProviderError') return 'there are no AWS credentials here';
  if (!$metadata && !$fault) return undefined;
  if (throttled.includes(name)) return 'AWS takes no more requests just now';
  if (/AccessDenied|Unauthorized/.test(name)) return oneLine(`access denied: ${message}`);
  return oneLine(`${name}: ${message}`);
}

/**
 * Whether nothing was done for sure: AWS answered and refused, or was never reached. False for lost answers and server's
 * errors, after which a change may have happened all the same.
 */
export function isUndone(error: unknown): boolean {
  const parsed = Failure.safeParse(plain(error));
  if (!parsed.success || noAnswer.includes(parsed.data.name)) return false;
  if (neverConnected.includes(String(parsed.data.code))) return true;
  const status = parsed.data.$metadata?.httpStatusCode;
  return status === undefined ? parsed.data.$fault === 'client' : status >= 400 && status < 500;
}

/** The error's AWS name, e.g. `ResourceNotDiscoveredException`. */
export function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

/** For `catch`: lets an error of one of these AWS names pass as nothing, and throws any other. */
export function unlessNamed(...names: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!names.some((name) => isNamed(error, name))) throw error;
    return undefined;
  };
}

/** The name alone of an error that came from an AWS call, with none of what AWS says about it; undefined for any other. */
export function awsErrorName(error: unknown): string | undefined {
  return awsReason(error) === undefined || !(error instanceof Error) ? undefined : error.name;
}

/** Errors keep `name` and `message` off their own keys, where a schema would look. */
function plain(error: unknown): unknown {
  return error instanceof Error ? { ...error, name: error.name, message: error.message } : undefined;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
