import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../src/simd/engine.js';
import { Pieces } from '../../src/simd/pieces.js';
import { createRoom } from '../../src/simd/room.js';
import { BLOCK_CAPACITY } from '../../src/simd/wasm.js';

afterEach(() => {
  useEngine();
});

const SPACE = 2 ** 16;
const room = createRoom(4 * SPACE);
const place = () => {
  const { buffer, byteOffset } = room.float64(SPACE / 8);
  return new Uint8Array(buffer, byteOffset, SPACE);
};
/** Bodies, and what is made of them, in one room. */
const [bodiesHere, here, offsetsHere] = [place(), place(), place()];

/** The same bodies one behind the other in the room. */
function moved(bodies: readonly Uint8Array[]): readonly Uint8Array[] {
  let at = 0;
  return bodies.map((body) => {
    const copy = bodiesHere.subarray(at, at + body.length);
    copy.set(body);
    at += body.length;
    return copy;
  });
}

const bytesOf = (size: number, seed: number) => new Uint8Array(size).map((_, i) => seed + 7 * i);

describe('pieces', () => {
  const runs = fc.array(
    fc.record({ count: fc.integer({ min: 1, max: 4 }), offset: fc.nat(20), length: fc.nat(40) }),
    { minLength: 1, maxLength: 6 },
  );

  it.each(['simd', 'portable'] as const)('are laid end to end (%s)', (engine) => {
    useEngine(engine);
    fc.assert(
      fc.property(runs, (stretches) => {
        const bodies = stretches.flatMap(({ count, offset, length }, s) =>
          Array.from({ length: count }, (_, i) => bytesOf(offset + length + 3, 10 * s + i)),
        );
        const wanted: number[] = [];
        const [inside, outside] = [moved(bodies), bodies];
        const [a, b] = [new Pieces(inside), new Pieces(outside)];
        let first = 0;
        for (const { count, offset, length } of stretches) {
          for (let i = first; i < first + count; i++) {
            for (const pieces of [a, b]) pieces.place(i, offset, length);
            wanted.push(...bodies[i]!.subarray(offset, offset + length));
          }
          first += count;
        }
        for (const [pieces, to] of [
          [a, here.subarray(8)],
          [a, new Uint8Array(SPACE)],
          [b, here.subarray(8)],
        ] as const) {
          to.fill(0);
          pieces.copyTo(to);
          expect([...to.subarray(0, wanted.length)]).toEqual(wanted);
          expect(to.subarray(wanted.length).every((byte) => byte === 0)).toBe(true);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('may be of more bodies than the block has room for', () => {
    const bodies = Array.from({ length: BLOCK_CAPACITY / 16 + 1 }, (_, i) => Uint8Array.of(i));
    const pieces = new Pieces(moved(bodies));
    for (let i = 0; i < bodies.length; i++) pieces.place(i, 0, 1);
    pieces.copyTo(here);
    expect(here.subarray(0, bodies.length)).toEqual(Uint8Array.from(bodies, ([byte]) => byte!));
  });
});

describe('texts of several bodies', () => {
  /** A body of offsets, which begin at `askew`, and of bytes behind them. */
  interface Texts {
    readonly first: number;
    readonly lengths: readonly number[];
    readonly spare: number;
    readonly askew: number;
    readonly change: readonly [at: number, by: number] | undefined;
  }

  const texts: fc.Arbitrary<Texts> = fc.record({
    first: fc.nat(3),
    lengths: fc.array(fc.nat(9), { maxLength: 21 }),
    spare: fc.nat(2),
    askew: fc.constantFrom(0, 0, 8, 3),
    change: fc.option(fc.tuple(fc.nat(30), fc.constantFrom(-1, -40, 40, 2 ** 31 - 200)), {
      nil: undefined,
      freq: 12,
    }),
  });

  function bodyOf({ first, lengths, spare, askew, change }: Texts, width: 4 | 8, seed: number) {
    const ends = [first];
    for (const length of lengths) ends.push(ends.at(-1)! + length);
    const limit = ends.at(-1)! + spare;
    const values = askew + width * ends.length;
    if (change !== undefined && change[0] < ends.length) ends[change[0]]! += change[1];
    const body = bytesOf(values + limit, seed);
    const view = new DataView(body.buffer);
    for (const [i, end] of ends.entries()) {
      if (width === 4) view.setInt32(askew + 4 * i, end, true);
      else view.setBigInt64(askew + 8 * i, BigInt(end), true);
    }
    return { body, rows: lengths.length, offsets: askew, values, limit, ends };
  }

  /** By the letter: undefined where offsets fall, are negative or end beyond the bytes. */
  function joined(all: readonly ReturnType<typeof bodyOf>[]) {
    const [ends, bytes] = [[0], [] as number[]];
    for (const { body, rows, values, limit, ends: own } of all) {
      if (rows === 0) continue;
      const falls = own.some((end, i) => end < (own[i - 1] ?? 0));
      if (falls || own[rows]! > limit) return undefined;
      const start = bytes.length - own[0]!;
      bytes.push(...body.subarray(values + own[0]!, values + own[rows]!));
      ends.push(...own.slice(1).map((end) => end + start));
    }
    return { ends, bytes };
  }

  it.each([
    ['simd', 4],
    ['simd', 8],
    ['portable', 4],
    ['portable', 8],
  ] as const)('are joined, or refused (%s, %i bytes an offset)', (engine, width) => {
    useEngine(engine);
    const refused = { yes: 0, no: 0 };
    const property = fc.property(fc.array(texts, { minLength: 1, maxLength: 7 }), (given) => {
      const all = given.map((one, i) => bodyOf(one, width, 30 * i));
      const bodies = all.map(({ body }) => body);
      const wanted = joined(all);
      refused[wanted === undefined ? 'yes' : 'no']++;
      const count = 1 + all.reduce((sum, { rows }) => sum + rows, 0);
      for (const [at, to, offsetsTo] of [
        [moved(bodies), here, offsetsHere],
        [moved(bodies), here, new Uint8Array(SPACE)],
        [bodies, new Uint8Array(SPACE), new Uint8Array(SPACE)],
      ] as const) {
        offsetsTo.fill(0xff);
        const pieces = new Pieces(at);
        for (const [i, { rows, offsets, values, limit }] of all.entries()) {
          pieces.placeTexts(i, rows, offsets, values, limit);
        }
        const Offsets = width === 4 ? Int32Array : BigInt64Array;
        const ends = new Offsets(offsetsTo.buffer, offsetsTo.byteOffset, count);
        const size = pieces.joinTexts(ends, to);
        expect(size).toBe(wanted?.bytes.length);
        if (wanted === undefined) continue;
        expect(Array.from(ends, Number)).toEqual(wanted.ends);
        expect([...to.subarray(0, size)]).toEqual(wanted.bytes);
        expect(offsetsTo[count * width]).toBe(0xff);
      }
    });
    fc.assert(property, { seed: 3, numRuns: 150 });
    expect(Math.min(refused.yes, refused.no)).toBeGreaterThan(15);
  });
});
