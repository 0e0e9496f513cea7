import { randomUUID } from 'node:crypto';
import type { Settings } from '../../core/settings.ts';
import { makeLogFile } from '../seed-logs.ts';
import type { Queue } from './queues.ts';
import type { Forward } from './s3.ts';

/** Delivers a log file of an account and region; gives its key. */
export type DeliverLog = (
  place: Readonly<{ accountId: string; region: string }>,
  records: readonly object[],
) => Promise<string>;

/**
 * CloudTrail as it delivers: the file is written to the bucket of the logs, and S3 tells the queue of alerts so (Amazon S3 User
 * Guide, "Event message structure").
 */
export function makeDeliverLog(parts: {
  settings: Settings;
  now: () => number;
  forward: Forward;
  queue: Queue;
}): DeliverLog {
  const { settings, now, forward, queue } = parts;
  const { bucket } = settings.trail;
  return async (place, records) => {
    const { key, body } = await makeLogFile({ settings, ...place }, { deliveredAt: now(), records });
    const headers = { 'content-type': 'application/x-gzip' };
    const { status } = await forward({ method: 'PUT', path: `/${bucket}/${key}`, query: '', headers, body });
    if (status !== 200) throw new Error(`The log file ${key} could not be stored: ${status}`);
    queue.send(JSON.stringify(notificationOf({ bucket, key, size: body.length }, parts)));
    return key;
  };
}

type Stored = Readonly<{ bucket: string; key: string; size: number }>;

function notificationOf(
  { bucket, key, size }: Stored,
  { settings, now }: { settings: Settings; now: () => number },
): object {
  const record = {
    ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: settings.security.region },
    ...{ eventTime: new Date(now()).toISOString(), eventName: 'ObjectCreated:Put' },
    userIdentity: { principalId: 'AWS:AROAEXAMPLE:CloudTrail' },
    requestParameters: { sourceIPAddress: 'cloudtrail.amazonaws.com' },
    responseElements: { 'x-amz-request-id': randomUUID(), 'x-amz-id-2': randomUUID() },
    s3: {
      ...{ s3SchemaVersion: '1.0', configurationId: 'noroshi-logs' },
      bucket: { name: bucket, ownerIdentity: { principalId: 'A1EXAMPLE' }, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: encodeURIComponent(key).replaceAll('%2F', '/'),
        size,
        eTag: randomUUID().replaceAll('-', ''),
        sequencer: '0A',
      },
    },
  };
  return { Records: [record] };
}
