import { createLogReader } from '../aws/log-reader.ts';
import { createListPublicKeys } from '../aws/public-keys.ts';
import type { TrailVerified } from '../core/search/trail-query.ts';
import type { Bot } from './search.ts';

/** Holds log files of the settings' bucket against CloudTrail's digests, until it is aborted. */
export function verifyOf({ clients, settings }: Bot) {
  return async (keys: readonly string[], signal: AbortSignal): Promise<TrailVerified> => {
    const [{ verifyInTime }, { publicKeyOf }, { s3Digests }] = await Promise.all([
      import('../trail/verify-in-time.ts'),
      import('../trail/digest.ts'),
      import('../trail/digest-source-s3.ts'),
    ]);
    const source = s3Digests({ s3: await createLogReader({ clients, settings }), bucket: settings.trail.bucket });
    const list = createListPublicKeys(clients);
    return verifyInTime(keys, signal, {
      source,
      async findPublicKey({ fingerprint, region, at }) {
        const found = (await list(region, at)).find((key) => key.fingerprint === fingerprint);
        return found && publicKeyOf(found.der);
      },
    });
  };
}
