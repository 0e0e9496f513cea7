import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { apiCall, prod } from './events.ts';

/** A bucket that holds what customers exported. */
export const bucketOpened: Scene = {
  id: 'bucket-opened',
  title: 'A bucket opened to everybody',
  shows: 'payments-exports lets anyone read it; Block public access shuts it again, and the alert resolves itself.',
  events: (at) => {
    const Resource = `arn:aws:s3:::${scene.bucket}/*`;
    const everyone = { Sid: 'Partner', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource };
    const bucketPolicy = { Version: '2012-10-17', Statement: [everyone] };
    const { email: person, address } = scene.person;
    const requestParameters = { bucketName: scene.bucket, Host: `${scene.bucket}.s3.amazonaws.com`, bucketPolicy };
    return [apiCall({ ...prod, service: 's3', eventName: 'PutBucketPolicy', person, address, requestParameters }, at)];
  },
};
