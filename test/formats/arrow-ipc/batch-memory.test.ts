import { describe, expect, it } from 'vitest';
import { BatchMemory } from '../../../src/formats/arrow-ipc/memory/batch-memory.js';
import { roomOf } from '../../../src/simd/room.js';

const MEBIBYTE = 2 ** 20;

/** The room where bytes lie, as kernels see it. */
const placeOf = ({ buffer, byteOffset }: Uint8Array) =>
  roomOf(new Float32Array(buffer, byteOffset, 0));

describe('the memory of batches', () => {
  it('is fresh for each read where somebody may keep what was read', () => {
    const memory = new BatchMemory(false);
    const first = memory.bytes(8);
    memory.nextBatch();
    expect(memory.bytes(8).buffer).not.toBe(first.buffer);
  });

  it.each([true, 'kernels'] as const)('is that of the batch before (%s)', (reuse) => {
    const memory = new BatchMemory(reuse);
    const places = [0, 1].map(() => {
      memory.nextBatch();
      const sizes = [MEBIBYTE, 3 * MEBIBYTE, 5];
      return sizes.map((size) => {
        const bytes = memory.bytes(size, 4 * MEBIBYTE);
        expect(bytes.byteOffset % 8).toBe(0);
        return [bytes.buffer, bytes.byteOffset];
      });
    });
    expect(places[0]).toEqual(places[1]);
    expect(new Set(places[0]!.map(([, at]) => at)).size).toBe(reuse === true ? 1 : 3);
  });

  it('is a room with place for results where kernels compute, from a mebibyte to 64 on', () => {
    expect(placeOf(new BatchMemory(true).bytes(MEBIBYTE))).toBeUndefined();
    expect(placeOf(new BatchMemory('kernels').bytes(MEBIBYTE - 1))).toBeUndefined();
    expect(placeOf(new BatchMemory('kernels').bytes(64 * MEBIBYTE + 1))).toBeUndefined();
    expect(placeOf(new BatchMemory('kernels').bytes(9, MEBIBYTE))).toBeDefined();
    const room = placeOf(new BatchMemory('kernels').bytes(MEBIBYTE));
    expect(room!.free).toBeGreaterThan(MEBIBYTE);
  });

  it('lies in the room of another one beside it, wherever that has gone', () => {
    const bodies = new BatchMemory('kernels');
    const joined = new BatchMemory('kernels', bodies);
    for (const size of [1, 4]) {
      bodies.nextBatch();
      const { buffer } = bodies.bytes(size * MEBIBYTE);
      for (let batch = 0; batch < 2; batch++) {
        joined.nextBatch();
        const [some, others] = [joined.bytes(size * MEBIBYTE), joined.bytes(9)];
        expect([some.buffer === buffer, others.buffer === buffer]).toEqual([true, true]);
      }
      expect(placeOf(bodies.bytes(0))!.free).toBeGreaterThan(size * MEBIBYTE);
    }
  });

  it('moves to another room with a batch of twice the size, and not before', () => {
    const memory = new BatchMemory('kernels');
    const rooms = [1, 1.9, 4.1, 4, 1].map((size) => {
      memory.nextBatch();
      return placeOf(memory.bytes(size * MEBIBYTE));
    });
    expect(rooms[0]).toBeDefined();
    expect(rooms[2]).toBeDefined();
    expect(rooms[2]).not.toBe(rooms[0]);
    expect([rooms[3], rooms[4]]).toEqual([rooms[2], rooms[2]]);
  });
});
