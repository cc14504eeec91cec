import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Activation } from '../../src/activations/table.js';
import type { Floats } from '../../src/simd/floats.js';
import { defaultsOf } from '../activations/truths.js';
import { oddNaN } from './bits.js';
import { sameInPlaceInRoom, sameInRoom } from './in-room.js';
import { LENGTHS } from './kernel-tester.js';
import { floats, stream } from './truths.js';
import { sameFromBoth } from './twins.js';

const ROWS: readonly Activation[] = Object.values(ACTIVATIONS);
const COUNT = 40_000;

type Numbers = Readonly<Record<string, number>>;

/** Floats of every exponent and sign, evenly: random bits, NaNs and infinities among them. */
function anyFloats(float: 32 | 64, count: number, seed: number): Floats {
  const next = stream(seed);
  const words = new Uint32Array((count * float) / 32);
  for (let i = 0; i < words.length; i++) words[i] = next() * 2 ** 32;
  return float === 32 ? new Float32Array(words.buffer) : new Float64Array(words.buffer);
}

/** Where the functions bend: around 0, and as far as the exponentials of the type reach. */
function nearFloats(float: 32 | 64, count: number, seed: number): Floats {
  const next = stream(seed);
  const reach = float === 32 ? [8, 240] : [8, 1600];
  return floats(
    float,
    Array.from({ length: count }, (_, i) => (next() - 0.5) * reach[i & 1]!),
  );
}

function run(row: Activation, src: Floats, dst: Floats, count: number, values: Numbers): void {
  if (src instanceof Float32Array) row.float32(src, dst as Float32Array, count, values);
  else row.float64(src, dst as Float64Array, count, values);
}

describe.each(ROWS)('$name', (row) => {
  const sets = [{}, ...(row.oracle.values ?? [])].map((set) =>
    Object.assign({}, defaultsOf(row), set),
  );

  for (const float of [32, 64] as const) {
    it(`gives the same bits by SIMD as without, on float${float} of every kind`, () => {
      const odd = oddNaN(float);
      const inputs = [anyFloats(float, COUNT, 7), nearFloats(float, COUNT, 8), odd];
      for (const values of sets) {
        for (const src of inputs) {
          const into = (from: Floats, to: Floats) => run(row, from, to, src.length, values);
          sameInRoom(JSON.stringify(values), src, src.length, into);
          sameInPlaceInRoom(JSON.stringify(values), src, into);
          sameFromBoth(JSON.stringify(values), () => {
            const dst = src.slice();
            run(row, src, dst, src.length, values);
            return { values: [dst], result: 0 };
          });
        }
      }
    });

    it(`gives them at every length of float${float}, in place, and touches nothing around its output`, () => {
      for (const length of [...LENGTHS, 8193]) {
        const src = nearFloats(float, length + 3, length + 1);
        sameFromBoth(`${length} elements`, () => {
          const inPlace = src.slice();
          run(row, inPlace.subarray(3), inPlace.subarray(3), length, sets[0]!);
          const around = floats(float, new Array(length + 10).fill(-77));
          run(row, src.subarray(3), around.subarray(5), length, sets[0]!);
          expect([...around.subarray(0, 5), ...around.subarray(length + 5)]).toEqual(
            new Array(10).fill(-77),
          );
          return { values: [inPlace, around], result: 0 };
        });
      }
    });
  }
});
