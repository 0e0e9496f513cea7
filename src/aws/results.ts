import type { Results } from '../core/ports.ts';
import type { Clients } from './clients.ts';

/** Our own bucket, for what is too large for a row or must not be lost. Texts are UTF-8. */
export function createResults({ clients, bucket }: { clients: Clients; bucket: string }): Results {
  return {
    async put(key, content) {
      const { PutObjectCommand } = await import('@aws-sdk/client-s3');
      const client = await clients.s3();
      const ContentType = 'application/json; charset=utf-8';
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ContentType }));
    },

    async get(key) {
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      const client = await clients.s3();
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (!Body) throw new Error('An object of ours came without a body');
      return Body.transformToString('utf-8');
    },
  };
}
