import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Settings } from '../../core/settings.ts';
import { isObject } from '../../core/text/lenient.ts';
import type { LoadedFile } from './athena-engine.ts';
import type { Forward } from './s3.ts';

/** A log file by its key, in compressed bytes, and the partition that its key puts it in. */
export type PartitionedFile = Readonly<{ key: string; size: number } & Omit<LoadedFile, 'records'>>;

/** The log files as Athena finds them. */
export type AthenaLogs = Readonly<{
  list(): Promise<readonly PartitionedFile[]>;
  load(file: PartitionedFile): Promise<LoadedFile>;
}>;

const inflate = promisify(gunzip);

/** Reads the bucket of the logs behind its guard; who may is asked elsewhere. */
export function makeAthenaLogs({ settings, forward }: { settings: Settings; forward: Forward }): AthenaLogs {
  const { bucket } = settings.trail;
  const get = async (path: string, query: string): Promise<Buffer> => {
    const { status, body } = await forward({ method: 'GET', path, query, headers: {}, body: Buffer.alloc(0) });
    if (status !== 200) throw new Error(`The logs could not be read: ${status}`);
    return Buffer.from(body);
  };
  return {
    async list() {
      const files: PartitionedFile[] = [];
      let after = '';
      for (;;) {
        const page = (await get(`/${bucket}`, `list-type=2&start-after=${encodeURIComponent(after)}`)).toString();
        const found = [...page.matchAll(/<Key>([^<]+)<\/Key>[\s\S]*?<Size>(\d+)<\/Size>/g)];
        files.push(...found.flatMap(([, key = '', size]) => partitionOf(key, Number(size), settings)));
        const last = found.at(-1)?.[1];
        if (last === undefined || !page.includes('<IsTruncated>true<')) return files;
        after = last;
      }
    },
    async load({ key, account, region, day }) {
      const file: unknown = JSON.parse((await inflate(await get(`/${bucket}/${key}`, ''))).toString());
      const records: unknown = isObject(file) ? file['Records'] : undefined;
      return { account, region, day, records: Array.isArray(records) ? records : [] };
    },
  };
}

/** As `storage.location.template` of the table says where a partition lies. */
function partitionOf(key: string, size: number, { trail }: Settings): readonly PartitionedFile[] {
  const root = `${trail.prefix}AWSLogs/${trail.organization ? `${trail.organization}/` : ''}`;
  const found =
    key.startsWith(root) && /^(\d+)\/CloudTrail\/([^/]+)\/(\d{4}\/\d\d\/\d\d)\//.exec(key.slice(root.length));
  if (!found) return [];
  const [, account = '', region = '', day = ''] = found;
  return [{ key, size, account, region, day }];
}
