import { type Compressed, createInflater } from './inflate.ts';
import type { Matcher } from './match.ts';
import { type Batch, createRecordReader } from './reader.ts';
import { borrowScanner, giveBackScanner } from './scanner.ts';
import { findZlibBinding } from './zlib-binding.ts';

/** Inflates and scans one object after another, in memory of its own that is used again and again. */
type Lane = Readonly<{
  /** Hands on the records of an object, batch after batch; rejects where it is broken or no CloudTrail log. */
  read(compressed: Compressed, look: Look): Promise<void>;
}>;

/** Looks at a batch of `inflatedBytes` more; the lane waits for a promise, and ends where this throws. */
type Look = (batch: Batch, inflatedBytes: number) => Promise<void> | undefined;

/** Inflating is a job for zlib's four threads; more lanes than threads would only wait. */
const laneCount = 4;

/** All lanes of a search; `use` waits for a free one, in the order of asking. */
export type Lanes = Readonly<{ use(work: (lane: Lane) => Promise<void>): Promise<void>; close(): Promise<void> }>;

/** Makes the lanes, each when it is first needed, ready to look for what the matcher wants. */
export function createLanes(matcher: Matcher): Lanes {
  const opened: Promise<OpenLane>[] = [];
  const free: OpenLane[] = [];
  const waiting: ((lane: OpenLane) => void)[] = [];

  function enter(): Promise<OpenLane> {
    const lane = free.pop();
    if (lane) return Promise.resolve(lane);
    if (opened.length >= laneCount) return new Promise((take) => waiting.push(take));
    const opening = openLane(matcher);
    opened.push(opening);
    return opening;
  }

  return {
    async use(work) {
      const lane = await enter();
      try {
        await work(lane);
      } finally {
        const next = waiting.shift();
        if (next) next(lane);
        else free.push(lane);
      }
    },
    async close() {
      for (const { close } of await Promise.all(opened)) close();
    },
  };
}

type OpenLane = Lane & Readonly<{ close(): void }>;

async function openLane(matcher: Matcher): Promise<OpenLane> {
  const scanner = await borrowScanner();
  matcher.prepare(scanner);
  const reader = createRecordReader(scanner);
  const inflater = createInflater(await findZlibBinding());
  return {
    async read(compressed, look) {
      reader.reset();
      const take = (length: number) => look(reader.take(length), length);
      await inflater.inflate(compressed, { room: reader.room, roomBehind: reader.roomBehind, take });
      await look(reader.finish(), 0);
    },
    close() {
      inflater.close();
      giveBackScanner(scanner);
    },
  };
}
