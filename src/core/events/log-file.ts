import { isObject, readText } from '../text/lenient.ts';
import type { SecurityEvent } from './event.ts';

/** An object that was written to a bucket; `size` in bytes, where S3 says it. */
export type StoredObject = Readonly<{ bucket: string; key: string; size?: number }>;

/**
 * The object that S3 says was written, whichever way the notification came; undefined for any other event. Amazon S3 User
 * Guide, "EventBridge event message structure".
 */
export function readStoredObject({ source, detailType, detail }: SecurityEvent): StoredObject | undefined {
  if (source !== 'aws.s3' || detailType !== 'Object Created') return undefined;
  const bucket = isObject(detail['bucket']) ? readText(detail['bucket']['name']) : undefined;
  const object = isObject(detail['object']) ? detail['object'] : {};
  const key = readText(object['key']);
  if (bucket === undefined || key === undefined) return undefined;
  const size = Number(object['size']);
  return { bucket, key, ...(Number.isSafeInteger(size) && size >= 0 && { size }) };
}

/** Whether S3 only tries whether its notifications arrive, as it does once when they are set up. */
export function isTestOfS3({ source, detailType }: SecurityEvent): boolean {
  return source === 'aws.s3' && detailType === 'Test Event';
}
