import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clients } from './clients.ts';

/** DynamoDB with plain values; fields that are undefined are left out. */
export async function createDocuments(clients: Clients): Promise<DynamoDBDocumentClient> {
  const { DynamoDBDocumentClient: documents } = await import('@aws-sdk/lib-dynamodb');
  return documents.from(await clients.dynamo(), { marshallOptions: { removeUndefinedValues: true } });
}
