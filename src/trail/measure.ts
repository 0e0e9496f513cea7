import { setMaxListeners } from 'node:events';
import type { Measured } from '../core/search/engine.ts';
import type { TimeWindow } from './keys.ts';
import type { TrailSource } from './source.ts';

/**
 * Lists what a search of that window would have to read, without reading it; gives up at `most` objects, because by then it
 * is known to be much, and where it is aborted, because it takes too long. Throws what listing throws.
 */
export async function measure(
  source: Pick<TrailSource, 'list'>,
  window: TimeWindow,
  { most, signal }: Readonly<{ most: number; signal?: AbortSignal }>,
): Promise<Measured> {
  // Everything that is listed at once listens to it.
  if (signal) setMaxListeners(0, signal);
  let [objects, compressedBytes] = [0, 0];
  try {
    for await (const page of source.list(window, signal)) {
      objects += page.objects.length;
      for (const { size } of page.objects) compressedBytes += size;
      if (objects >= most || signal?.aborted) return { objects, compressedBytes, isMore: true };
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
    return { objects, compressedBytes, isMore: true };
  }
  return { objects, compressedBytes, isMore: false };
}
