import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { TrailSource } from '../../src/trail/source.ts';

/** A CloudTrail record with what a test says about it. */
export function record(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn: 'arn:aws:iam::111122223333:user/alice',
      accountId: '111122223333',
      userName: 'alice',
    },
    eventTime: '2026-11-20T10:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'PutBucketAcl',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '192.0.2.10',
    userAgent: 'aws-cli/2',
    requestParameters: { bucketName: 'payments' },
    responseElements: null,
    eventID: randomUUID(),
    readOnly: false,
    recipientAccountId: '111122223333',
    ...change,
  };
}

/** One gzipped log object. */
export function logObject(records: readonly unknown[]): Buffer {
  return gzipSync(JSON.stringify({ Records: records }));
}

/** Objects in memory, under their keys, in key order. */
export function memorySource(objects: Readonly<Record<string, Buffer>>): TrailSource {
  const keys = Object.keys(objects).sort();
  return {
    concurrency: 8,
    async *list() {
      yield { objects: keys.map((key) => ({ key, size: objects[key]?.length ?? 0 })), failures: [] };
    },
    fetch: async ({ key }) => objects[key] ?? Buffer.alloc(0),
  };
}

/** A fresh directory that is gone after `use`. */
export async function inDirectory<Result>(use: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'trail-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What reading everything gives: the records in which some decoded key or value contains every term. */
export function parseEverything(document: string, terms: readonly string[]): unknown[] {
  const { Records } = JSON.parse(document) as { Records: unknown[] };
  const isRecord = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
  return Records.filter(
    (one) => isRecord(one) && terms.every((term) => textsIn(one).some((text) => text.includes(term))),
  );
}

/** Every decoded key and value. */
export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
  }
  return [String(value)];
}
