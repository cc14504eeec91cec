/**
 * What every kernel must do whatever it computes, after XNNPACK's microkernel testers: any length around the tiles of
 * SIMD, views at odd offsets, in place, in a room, and not a byte outside its output.
 */
import { expect, it } from 'vitest';
import type { Floats } from '../../src/simd/floats.js';
import { bitsOf } from './bits.js';
import { sameInPlaceInRoom, sameInRoom } from './in-room.js';
import { floats, stream } from './truths.js';

export const LENGTHS = [...Array(18).keys(), 63, 64, 65, 1000, 4095, 4096, 4097];

export interface Kernel {
  readonly name: string;
  readonly float: 32 | 64;
  /** Elements 0 … count − 1 of src into dst; whatever layout it makes of them. */
  run(src: Floats, dst: Floats, count: number): void;
}

const GUARDS = 5;

export function testKernel(kernel: Kernel): void {
  const { name, float } = kernel;

  it(`${name} gives the same bits into another array, in place, and in a view at an odd offset`, () => {
    for (const count of LENGTHS) {
      const src = inputs(float, count, count + 1);
      const wanted = floats(float, new Array(count).fill(0));
      kernel.run(src, wanted, count);

      const inPlace = src.slice();
      kernel.run(inPlace, inPlace, count);
      expect(bitsOf(inPlace)).toBe(bitsOf(wanted));

      const wide = floats(float, new Array(count + 3).fill(9));
      wide.set(src, 3);
      const view = wide.subarray(3);
      const target = floats(float, new Array(count + 1).fill(7)).subarray(1);
      kernel.run(view, target, count);
      expect(bitsOf(target)).toBe(bitsOf(wanted));
      expect(bitsOf(view)).toBe(bitsOf(src));
    }
  });

  it(`${name} leaves what lies around its output alone`, () => {
    for (const count of LENGTHS) {
      const around = floats(float, new Array(count + 2 * GUARDS).fill(-77));
      const inside = around.subarray(GUARDS);
      kernel.run(inputs(float, count + GUARDS, 3), inside, count);
      for (let i = 0; i < GUARDS; i++) {
        expect(around[i]).toBe(-77);
        expect(around[GUARDS + count + i]).toBe(-77);
      }
    }
  });

  it(`${name} does the same in a room`, () => {
    for (const count of LENGTHS) {
      const src = inputs(float, count, count + 1);
      const run = (from: Floats, to: Floats) => kernel.run(from, to, count);
      sameInRoom(`${count} elements`, src, count, run);
      sameInPlaceInRoom(`${count} elements in place`, src, run);
    }
  });
}

export function inputs(float: 32 | 64, count: number, seed: number): Floats {
  const next = stream(seed);
  return floats(
    float,
    Array.from({ length: count }, () => (next() - 0.5) * 30),
  );
}
