import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip, gunzip } from 'node:zlib';

/** Up to here (inflated bytes) an object is inflated in one piece; beyond, in pieces of `pieceSize`. */
const wholeUpTo = 12 * 1024 * 1024;
const pieceSize = 512 * 1024;

/** CloudTrail's objects end at 50 MB compressed, a fraction of this inflated: past it somebody means harm. */
const inflatedLimit = 4 * 1024 ** 3;

/** The inflated bytes of one object: whole, or piece by piece. Reading either throws where the gzip is broken. */
export type Inflated = Readonly<{ whole: Buffer } | { pieces: AsyncIterable<Buffer> }>;

/**
 * Inflates gzip off the main thread. The member's trailer (ISIZE, RFC 1952) sizes the output so that an object is one job;
 * it is the writer's word, so it is capped, and whatever grows past the cap is streamed instead.
 */
export async function inflate(compressed: Buffer | Readable): Promise<Inflated> {
  if (!Buffer.isBuffer(compressed)) return { pieces: piecesOf(compressed) };
  const claimed = claimedSize(compressed);
  if (claimed > wholeUpTo) return { pieces: piecesOf(compressed) };
  const whole = await inflateWhole(compressed, claimed);
  return whole ? { whole } : { pieces: piecesOf(compressed) };
}

/** ISIZE of the last member; 0 where there is no trailer. */
function claimedSize(compressed: Buffer): number {
  return compressed.length < 18 ? 0 : compressed.readUInt32LE(compressed.length - 4);
}

/** Nothing when it is larger than `wholeUpTo`. */
function inflateWhole(compressed: Buffer, claimed: number): Promise<Buffer | undefined> {
  // Several members, or a lie: growing in steps of the compressed size keeps the number of steps small.
  const chunkSize = Math.max(claimed + 64, compressed.length, 16 * 1024);
  return new Promise((resolve, reject) => {
    gunzip(compressed, { chunkSize, maxOutputLength: wholeUpTo + 64 }, (error, bytes) => {
      if (!error) resolve(bytes);
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') resolve(undefined);
      else reject(error);
    });
  });
}

async function* piecesOf(compressed: Buffer | Readable): AsyncGenerator<Buffer> {
  const gunzipped = createGunzip({ chunkSize: pieceSize });
  // Errors of either side surface in the loop below, which ends with the last of the two streams.
  if (Buffer.isBuffer(compressed)) gunzipped.end(compressed);
  else pipeline(compressed, gunzipped, () => {});
  let total = 0;
  for await (const piece of gunzipped) {
    total += piece.length;
    if (total > inflatedLimit) throw new Error(`inflates to more than ${inflatedLimit / 1024 ** 3} GiB`);
    yield piece;
  }
}
