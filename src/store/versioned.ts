import { packDocument, unpackDocument } from './document.ts';
import { findRow, type Key, putRow, type Row, type StoreParts } from './rows.ts';

/** Where a document lives: its row, the beginning of its S3 key for when it is too large for one, attributes beside it. */
export type Place<Document> = Readonly<{ key: Key; large: string; beside?: (document: Document) => Row }>;

/** So many writers of one document at once are waited for; more is a fault, and the queue's retry is the better wait. */
const attempts = 20;

/** The document of a row, or nothing. */
export async function findDocument<Document>(parts: StoreParts, key: Key): Promise<Document | undefined> {
  const row = await findRow(parts, key);
  return row && unpackDocument<Document>(parts, row);
}

/**
 * Reads a document, and writes what `change` makes of it if nobody else wrote meanwhile (its `rev` is the same), else once
 * more from what is there now. `change` is pure; returning undefined leaves everything as it is, and so does this.
 */
export async function changeDocument<Document extends { readonly rev: number }>(
  parts: StoreParts,
  place: Place<Document>,
  change: (document: Document | undefined) => Document | undefined,
): Promise<Document | undefined> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const row = await findRow(parts, place.key);
    const next = change(row && (await unpackDocument<Document>(parts, row)));
    if (!next) return undefined;
    if (await write(parts, place, { next, seen: row })) return next;
  }
  throw new Error('A row is written by too many at once');
}

async function write<Document extends { readonly rev: number }>(
  parts: StoreParts,
  { key, large, beside }: Place<Document>,
  { next, seen }: { next: Document; seen: Row | undefined },
): Promise<boolean> {
  // The key is ours alone: a writer that loses must not have overwritten the winner's content.
  const document = await packDocument(parts, `${large}-${parts.newUlid()}.json`, next);
  const row = { ...key, ...document, ...beside?.(next), rev: next.rev };
  if (seen) return putRow(parts, row, { when: '#rev = :rev', values: { rev: seen['rev'] } });
  return putRow(parts, row, { when: 'attribute_not_exists(#pk) or #ttl < :now', values: { now: parts.now() / 1000 } });
}
