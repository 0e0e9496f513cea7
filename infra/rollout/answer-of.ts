import * as z from 'zod/mini';

const metadata = z.object({
  code: z.optional(z.unknown()),
  $metadata: z.optional(z.object({ httpStatusCode: z.optional(z.number()), requestId: z.optional(z.string()) })),
});

/** What an answer of AWS, or its error, says beside its words: the HTTP status, the id of the request, the socket's code. */
export function answerOf(from: unknown): Readonly<{ status?: number; requestId?: string; code?: string }> {
  const parsed = metadata.safeParse(from instanceof Error ? { ...from } : from);
  if (!parsed.success) return {};
  const { code, $metadata } = parsed.data;
  const { httpStatusCode: status, requestId } = $metadata ?? {};
  return {
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
    ...(typeof code === 'string' && { code }),
  };
}

/**
 * Whether a server answered with something that no service of AWS writes, a page of HTML above all: a stand-in that does not
 * know the call. Between us and AWS there are gateways too, whose pages say that it is for a moment.
 */
export function isNotOfAws(error: unknown): boolean {
  const { status, requestId } = answerOf(error);
  if (status === undefined || requestId !== undefined || [502, 503, 504].includes(status)) return false;
  if (!(error instanceof Error)) return false;
  return error.name === 'SyntaxError' || /Deserialization error|^Unknown(Error)?$/.test(error.message);
}
