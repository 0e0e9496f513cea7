import { escapeXml } from './query-protocol.ts';
import type { Service } from './wire-format.ts';

/** How S3 says no, whatever part of it is served: its codes for a signature that does not hold, and an error as its XML. */
export const s3Errors: Pick<Service, 'refusals' | 'refuse'> = {
  refusals: {
    missing: ['AccessDenied', 403],
    malformed: ['AuthorizationHeaderMalformed', 400],
    'unknown-key': ['InvalidAccessKeyId', 403],
    'bad-token': ['InvalidToken', 400],
    expired: ['ExpiredToken', 400],
    skewed: ['RequestTimeTooSkewed', 403],
    mismatch: ['SignatureDoesNotMatch', 403],
  },
  refuse: ({ code, message, status }, requestId) => ({
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
  }),
};
