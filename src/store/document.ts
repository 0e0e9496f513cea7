import type { Row, StoreParts } from './rows.ts';

/** Above this many bytes a document goes to S3: a row holds 400 KB at most, its other attributes included. */
const largest = 100_000;

/** The attribute that holds a document: its JSON, or the S3 key of it (`key`) where it is too large for a row. */
export async function packDocument({ results }: StoreParts, key: string, document: object): Promise<Row> {
  const json = JSON.stringify(document);
  if (Buffer.byteLength(json) <= largest) return { json };
  await results.put(key, json);
  return { jsonKey: key };
}

/** The document of a row that `packDocument` wrote; what comes back is what we put there ourselves. */
export async function unpackDocument<Document>({ results }: StoreParts, row: Row): Promise<Document> {
  return JSON.parse(row['jsonKey'] ? await results.get(row['jsonKey']) : row['json']);
}
