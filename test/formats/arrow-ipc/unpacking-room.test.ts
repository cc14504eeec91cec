import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LimitError } from '../../../src/errors.js';
import { JOINED_BYTES, SMALL_BYTES } from '../../../src/formats/arrow-ipc/memory/read-bytes.js';
import { UnpackingRoom } from '../../../src/formats/arrow-ipc/memory/unpacking-room.js';

const HERE = { offset: 0 };
const LARGE = SMALL_BYTES + 8;

describe('the memory of unpacked bodies', () => {
  it('is fresh for each where somebody may keep a batch', () => {
    const room = new UnpackingRoom(false);
    for (const size of [8, LARGE]) {
      expect(room.take(size, HERE).buffer).not.toBe(room.take(size, HERE).buffer);
    }
  });

  it('is that of the body before, where that was large', () => {
    const room = new UnpackingRoom(true);
    const first = room.take(LARGE, HERE);
    const { buffer, byteOffset, length } = room.take(LARGE - 8, HERE);
    expect([buffer, byteOffset, length]).toEqual([first.buffer, first.byteOffset, LARGE - 8]);
  });

  it('is not kept where a body is very large', () => {
    const room = new UnpackingRoom(true);
    const before = room.take(LARGE, HERE);
    expect(room.take(2 ** 26 + 8, HERE).buffer).not.toBe(before.buffer);
    expect(room.take(LARGE, HERE).buffer).toBe(before.buffer);
  });

  it('leaves small bodies alone that wait to be joined', () => {
    const sizes = fc.array(
      fc.nat(SMALL_BYTES / 8).map((words) => 8 * words),
      { minLength: 60, maxLength: 90 },
    );
    fc.assert(
      fc.property(sizes, (all) => {
        const room = new UnpackingRoom(true);
        const taken = all.map((size) => room.take(size, HERE));
        for (const [i, bytes] of taken.entries()) {
          expect(bytes.byteOffset % 8).toBe(0);
          let waiting = 0;
          for (let j = i - 1; j >= 0 && waiting + taken[j]!.length <= JOINED_BYTES; j--) {
            waiting += taken[j]!.length;
            expect(areApart(bytes, taken[j]!)).toBe(true);
          }
        }
      }),
      { seed: 5, numRuns: 8 },
    );
  });

  it('is refused where there is none of that size', () => {
    expect(() => new UnpackingRoom(true).take(2 ** 52, HERE)).toThrow(LimitError);
  });
});

function areApart(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteOffset >= b.byteOffset + b.length || b.byteOffset >= a.byteOffset + a.length;
}
