import { z } from 'zod';
import { AwsError } from './aws-error.ts';
import { mustBeAllowed } from './identity.ts';
import { serveJson } from './json-protocol.ts';
import type { Forward } from './s3.ts';
import type { Service } from './wire-format.ts';

const tables = z.object({
  TableName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).optional(),
});
const none = { call: () => ({}) };

/** DynamoDB: the caller's right to each table of the request is checked, then dynalite answers over its wire protocol. */
export function guardDynamodb({
  accountId,
  region,
  forward,
}: {
  accountId: string;
  region: string;
  forward: Forward;
}): Service {
  return {
    ...serveJson(none, { target: 'DynamoDB_20120810', version: '1.0' }),
    async handle(request, caller) {
      const [, action = ''] = (request.headers['x-amz-target'] ?? '').split('.');
      if (caller.region !== region) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
      for (const name of namedTables(request.body)) {
        mustBeAllowed(caller, `dynamodb:${action}`, `arn:aws:dynamodb:${region}:${accountId}:table/${name}`);
      }
      return forward(request);
    },
  };
}

function namedTables(body: Buffer): readonly string[] {
  try {
    const { TableName, RequestItems } = tables.parse(JSON.parse(body.toString('utf8')));
    return [...(TableName ? [TableName] : []), ...Object.keys(RequestItems ?? {})];
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
}
