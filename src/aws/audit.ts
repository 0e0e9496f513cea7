import type { S3Client } from '@aws-sdk/client-s3';
import { createAppend } from '../core/audit/append.ts';
import type { AuditBucket } from '../core/audit/bucket.ts';
import { createWriteManifest } from '../core/audit/manifest.ts';
import { createRead, type ReadAudit } from '../core/audit/read.ts';
import { awsReason, isNamed } from '../core/aws-error.ts';
import { UserError, userError } from '../core/errors.ts';
import type { Audit, Now } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';

type Options = Readonly<{ clients: Clients; settings: Settings; now: Now }>;

/** How often a write that met another one of the same key is sent again. Docs: Amazon S3, conditional writes, 409. */
const mostConflicts = 5;

/** Writes to the audit trail. Throws UNREACHABLE when it cannot be written. */
export function createAudit(options: Options): Audit {
  const append = createAppend({ bucket: createAuditBucket(options), now: options.now });
  return (chain, entry) => reached(() => append(chain, entry));
}

/** Reads the audit trail. Throws UNREACHABLE. */
export function createReadAudit(options: Options): ReadAudit {
  const read = createRead({ bucket: createAuditBucket(options, 'noroshi-audit-read'), now: options.now });
  return (question) => reached(() => read(question));
}

/** Seals the days of the audit trail; see `core/audit/manifest.ts`. Throws UNREACHABLE. */
export function createManifestWriter(options: Options): ReturnType<typeof createWriteManifest> {
  const write = createWriteManifest({ bucket: createAuditBucket(options), now: options.now });
  return (day) => reached(() => write(day));
}

/**
 * The bucket of the settings (`audit`), in the security account's home region, under the role that they name or as ourselves.
 * A session called `noroshi-audit-read` only reads: the role's own policy sees to that (`infra/definitions/reader-rights.ts`).
 */
export function createAuditBucket(
  { clients, settings }: Pick<Options, 'clients' | 'settings'>,
  sessionName: 'noroshi-audit' | 'noroshi-audit-read' = 'noroshi-audit',
): AuditBucket {
  const { bucket: Bucket } = settings.audit;
  const open = (): Promise<S3Client> => openClient(clients, settings, sessionName);
  return {
    async list(Prefix, after) {
      const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
      const asked = { Bucket, Prefix, ...(after !== undefined && { StartAfter: after }) };
      const keys: string[] = [];
      for await (const page of paginateListObjectsV2({ client: await open() }, asked)) {
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      }
      return keys;
    },
    async get(Key) {
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      try {
        const { Body } = await (await open()).send(new GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToString('utf-8');
      } catch (error) {
        if (isNamed(error, 'NoSuchKey')) return undefined;
        throw error;
      }
    },
    async putNew(Key, Body) {
      const { PutObjectCommand } = await import('@aws-sdk/client-s3');
      // A bucket with Object Lock takes no write without a checksum (S3 User Guide, "Object Lock considerations").
      const put = { Bucket, Key, Body, IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' } as const;
      const client = await open();
      for (let conflicts = 0; ; conflicts += 1) {
        try {
          await client.send(new PutObjectCommand({ ...put, ContentType: 'application/json; charset=utf-8' }));
          return true;
        } catch (error) {
          if (isNamed(error, 'PreconditionFailed')) return false;
          if (!isNamed(error, 'ConditionalRequestConflict') || conflicts >= mostConflicts) throw error;
        }
      }
    },
  };
}

async function openClient(clients: Clients, { audit, security }: Settings, sessionName: string): Promise<S3Client> {
  const { role: roleArn, externalId } = audit;
  if (roleArn === undefined) return clients.inRegion(security.region).s3();
  const role = { roleArn, sessionName, ...(externalId !== undefined && { externalId }) };
  return (await clients.assume(role)).inRegion(security.region).s3();
}

async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof UserError ? undefined : awsReason(error);
    throw why === undefined ? error : userError('UNREACHABLE', { what: 'The audit trail', why });
  }
}
