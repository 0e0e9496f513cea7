import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compressed, createInflater } from '../../src/trail/inflate.ts';
import { findZlibBinding, lookBehind, tryOut } from '../../src/trail/zlib-binding.ts';

const ways = [
  ['directly', () => createInflater(lookBehind(process.versions.node))],
  ['through the public stream', () => createInflater(undefined)],
] as const;

describe.each(ways)('inflating %s', (_, create) => {
  async function inflated(compressed: Compressed, roomSize = 1000): Promise<Buffer> {
    const inflater = create();
    const pieces: Buffer[] = [];
    let room: Buffer = Buffer.alloc(0);
    let behind: Buffer | undefined;
    await inflater.inflate(compressed, {
      room: () => {
        room = Buffer.alloc(roomSize);
        return room;
      },
      roomBehind: () => {
        behind = Buffer.alloc(roomSize);
        return behind;
      },
      take(length) {
        pieces.push(Buffer.from(room.subarray(0, length)));
        if (behind) room = behind;
        behind = undefined;
        return undefined;
      },
    });
    inflater.close();
    return Buffer.concat(pieces);
  }

  it('gives what was compressed, however many members and pieces it comes in', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 5000 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 3000 }),
        async (parts, step) => {
          const members = Buffer.concat(parts.map((part) => gzipSync(part)));
          const pieces = Array.from({ length: Math.ceil(members.length / step) }, (__, index) =>
            members.subarray(index * step, (index + 1) * step),
          );

          const expected = Buffer.concat(parts);
          expect(await inflated(members)).toEqual(expected);
          expect(await inflated(Readable.from(pieces), 700)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    ));

  it('rejects what is cut off, no gzip or flipped, and reads the next object all the same', async () => {
    const good = gzipSync('x'.repeat(50_000));
    const inflater = create();
    const room = Buffer.alloc(4096);
    const sink = { room: () => room, roomBehind: () => undefined, take: () => undefined };
    const bad = [
      good.subarray(0, good.length - 4),
      good.subarray(0, 15),
      Buffer.alloc(0),
      Buffer.from('no gzip'),
      Buffer.from(good.map((byte, at) => (at === good.length - 8 ? byte ^ 1 : byte))),
    ];

    for (const one of bad) {
      await expect(inflater.inflate(one, sink)).rejects.toThrow();
      await expect(inflater.inflate(Readable.from([one]), sink)).rejects.toThrow();
      await expect(inflater.inflate(good, sink)).resolves.toBeUndefined();
    }
    inflater.close();
  });

  it('ends where the sink has had enough', async () => {
    const inflater = create();
    const room = Buffer.alloc(64 * 1024);
    const sink = {
      room: () => room,
      roomBehind: () => Buffer.alloc(64 * 1024),
      take: () => {
        throw new Error('enough');
      },
    };

    await expect(inflater.inflate(gzipSync(Buffer.alloc(10_000_000)), sink)).rejects.toThrow('enough');
    inflater.close();
  });
});

describe('the door behind zlib', () => {
  it('is there on this Node', async () => {
    expect(await findZlibBinding()).toBeDefined();
  });

  it('is left alone on a Node that nobody has tried it on', () => {
    expect(lookBehind('25.0.0')).toBeUndefined();
    expect(lookBehind('24.9.0')).toBeDefined();
  });

  it('is not used when it does not do what it should', async () => {
    const good = lookBehind(process.versions.node)?.open();
    if (!good) throw new Error('There is no door');
    const left = { inputLeft: 0, roomLeft: 9 };
    const bad = [
      { ...good, write: async () => left },
      { ...good, write: async () => Promise.reject(new Error('no')) },
      {
        ...good,
        write: async (what: Parameters<typeof good.write>[0]) => ({ ...(await good.write(what)), roomLeft: 8 }),
      },
    ];

    for (const one of bad) {
      good.reset();
      expect(await tryOut({ open: () => ({ ...one, close: () => {} }) })).toBeUndefined();
    }
    good.close();
  });
});
