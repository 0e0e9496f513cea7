import { constants, createGunzip } from 'node:zlib';
import type { ZlibBinding } from './zlib-binding.ts';

/** Compressed bytes in one piece or several. */
export type Compressed = Buffer | AsyncIterable<Buffer>;

/** Where inflated bytes go: `take` is told how many were written to the last `room`, and may throw to end it. */
type Sink = Readonly<{
  room(): Buffer;
  /** Room behind so many bytes that were written and not yet taken; nothing where there is none. */
  roomBehind(length: number): Buffer | undefined;
  take(length: number): Promise<void> | undefined;
}>;

/** Inflates one object after another. */
export type Inflater = Readonly<{
  /** Rejects with zlib's error where the gzip is broken, or when it grows beyond all measure. */
  inflate(compressed: Compressed, sink: Sink): Promise<void>;
  close(): void;
}>;

/** CloudTrail's objects end at 50 MB compressed (CloudTrail quotas), 1 GB inflated: past this somebody means harm. */
const inflatedLimit = 2 * 1024 ** 3;

/**
 * An inflater that writes on zlib's own threads straight into the room that it is given, so that nothing is allocated or
 * copied for any object. Without that door it goes through the public stream, which costs three quarters more.
 */
export function createInflater(binding: ZlibBinding | undefined): Inflater {
  return binding ? directInflater(binding) : streamInflater();
}

function directInflater(binding: ZlibBinding): Inflater {
  const gunzip = binding.open();

  async function inflate(compressed: Compressed, sink: Sink): Promise<void> {
    gunzip.reset();
    let total = 0;
    const feed = async (input: Buffer, flush: number): Promise<void> => {
      let room = sink.room();
      let written = gunzip.write({ flush, input, from: 0, room });
      for (;;) {
        const { inputLeft, roomLeft } = await written;
        const made = room.length - roomLeft;
        total += made;
        if (total > inflatedLimit) throw tooLarge();
        // The next piece is inflated while this one is looked at, as long as there is room behind it.
        const from = input.length - inputLeft;
        const behind = roomLeft === 0 ? sink.roomBehind(made) : undefined;
        const ahead = behind && gunzip.write({ flush, input, from, room: behind });
        await look(sink, made, ahead);
        if (roomLeft > 0) return;
        room = behind ?? sink.room();
        written = ahead ?? gunzip.write({ flush, input, from, room });
      }
    };
    if (Buffer.isBuffer(compressed)) return feed(compressed, constants.Z_FINISH);
    for await (const input of compressed) await feed(input, constants.Z_NO_FLUSH);
    await feed(Buffer.alloc(0), constants.Z_FINISH);
  }

  return { inflate, close: gunzip.close };
}

/** Has the sink look at what was made; what is being written ahead ends before an error leaves, as its memory is in use. */
async function look(sink: Sink, made: number, ahead: Promise<unknown> | undefined): Promise<void> {
  ahead?.catch(() => {});
  try {
    const pause = sink.take(made);
    if (pause) await pause;
  } catch (error) {
    await ahead?.catch(() => {});
    throw error;
  }
}

function streamInflater(): Inflater {
  return {
    async inflate(compressed, sink) {
      const gunzip = createGunzip({ chunkSize: 256 * 1024 });
      const feeding = feedStream(compressed, gunzip);
      let total = 0;
      for await (const piece of gunzip) {
        for (let from = 0; from < piece.length; ) {
          const length = piece.copy(sink.room(), 0, from);
          from += length;
          const pause = sink.take(length);
          if (pause) await pause;
        }
        total += piece.length;
        if (total > inflatedLimit) throw tooLarge();
      }
      await feeding;
    },
    close() {},
  };
}

async function feedStream(compressed: Compressed, gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  try {
    for await (const input of Buffer.isBuffer(compressed) ? [compressed] : compressed) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(input)) await new Promise((go) => gunzip.once('drain', go).once('close', go));
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function tooLarge(): Error {
  return new Error(`inflates to more than ${inflatedLimit / 1024 ** 3} GiB, which no CloudTrail object does`);
}
