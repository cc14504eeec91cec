/** Kernels on arrays of a room: they compute where the arrays lie, and must not be told from those that copy. */
import { expect } from 'vitest';
import type { Floats } from '../../src/simd/floats.js';
import { createRoom } from '../../src/simd/room.js';
import { bitsOf } from './bits.js';

/** More than any kernel writes beyond: three rows of the widest tile. */
const GUARDS = 80;
const GUARD = -77;
const SPACE = 2 ** 21;

const room = createRoom(12 * SPACE + 2 ** 13);
const space = { 4: room.float32(SPACE), 8: room.float64(SPACE) } as const;

/** What a kernel makes of `src`, in `dst`; whatever layout it makes of them. */
type Run = (src: Floats, dst: Floats) => unknown;

/**
 * Holds what `run` gives in a room to what it gives anywhere, and that nothing around the output changes, nor the input.
 * The input begins where the output ends.
 *
 * @param size  elements of the output
 */
export function sameInRoom(label: string, src: Floats, size: number, run: Run): void {
  const wanted = src instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  const result = run(src, wanted.fill(GUARD));
  const end = GUARDS + size;
  const here = spaceOf(src)
    .subarray(0, end + src.length + GUARDS)
    .fill(GUARD);
  const dst = here.subarray(GUARDS, end);
  const inside = here.subarray(end, end + src.length);
  for (const [from, to] of [
    [inside, dst],
    [src, dst],
    [inside, wanted.slice()],
  ] as const) {
    dst.fill(GUARD);
    inside.set(src);
    expect(run(from, to), label).toEqual(result);
    expectBits(label, to, wanted);
    expectBits(label, inside, src);
    for (const around of [here.subarray(0, GUARDS), here.subarray(end + src.length)]) {
      expect(
        around.every((x) => x === GUARD),
        label,
      ).toBe(true);
    }
  }
}

/** The same where the output takes the input's place. */
export function sameInPlaceInRoom(label: string, src: Floats, run: Run): void {
  const wanted = src.slice();
  const result = run(wanted, wanted);
  const here = spaceOf(src)
    .subarray(0, src.length + 2 * GUARDS)
    .fill(GUARD);
  const inside = here.subarray(GUARDS, GUARDS + src.length);
  inside.set(src);
  expect(run(inside, inside), label).toEqual(result);
  expectBits(label, inside, wanted);
  for (const around of [here.subarray(0, GUARDS), here.subarray(GUARDS + src.length)]) {
    expect(
      around.every((x) => x === GUARD),
      label,
    ).toBe(true);
  }
}

/**
 * The same of columns, which are computed where they lie if they lie equally far apart: end to end or with gaps, those of
 * the results other ones than those of the input; with one of the two elsewhere; and with the results in the input's place.
 */
export function sameColumnsInRoom(
  label: string,
  src: readonly Floats[],
  run: (src: readonly Floats[], dst: readonly Floats[]) => unknown,
): void {
  const wanted = src.map((column) => column.slice().fill(GUARD));
  const result = run(src, wanted);
  const replaced = src.map((column) => column.slice());
  run(replaced, replaced);
  const { length } = src[0]!;
  for (const [gap, other] of [
    [0, 0],
    [5, 5],
    [0, 7],
  ] as const) {
    const size = src.length * (length + Math.max(gap, other));
    const here = spaceOf(src[0]!)
      .subarray(0, 2 * (size + GUARDS))
      .fill(GUARD);
    const columnsAt = (start: number, step: number) =>
      src.map((_, c) => here.subarray(start + c * step).subarray(0, length));
    const dst = columnsAt(GUARDS, length + other);
    const inside = columnsAt(GUARDS + size, length + gap);
    for (const [from, to] of [
      [inside, dst],
      [src, dst],
      [inside, wanted.map((column) => column.slice().fill(GUARD))],
      [inside, inside],
    ] as const) {
      for (const [c, column] of src.entries()) inside[c]!.set(column);
      expect(run(from, to), label).toEqual(result);
      for (const [c, column] of src.entries()) {
        expectBits(label, to[c]!, to === inside ? replaced[c]! : wanted[c]!);
        if (to !== inside) expectBits(label, inside[c]!, column);
      }
      for (const column of [...dst, ...inside]) column.fill(GUARD);
      expect(
        here.every((x) => x === GUARD),
        label,
      ).toBe(true);
    }
  }
}

function spaceOf({ BYTES_PER_ELEMENT }: Floats): Floats {
  return BYTES_PER_ELEMENT === 4 ? space[4] : space[8];
}

function expectBits(label: string, got: Floats, wanted: Floats): void {
  if (Buffer.compare(bytesOf(got), bytesOf(wanted)) === 0) return;
  expect(bitsOf(got), label).toBe(bitsOf(wanted));
}

function bytesOf({ buffer, byteOffset, byteLength }: Floats): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
