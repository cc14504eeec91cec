import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ACTIVATIONS } from '../../src/activations/table.js';
import { createRoom } from '../../src/simd/room.js';
import { logSumExpRows } from '../../src/softmax/log-sum-exp.js';
import { logSoftmaxRows, softmaxRows } from '../../src/softmax/rows.js';
import { hashOf } from './bits.js';

function noise(length: number): Float32Array {
  return new Float32Array(length).map((_, i) => ((i * 7919) % 401) / 20 - 10);
}

describe('a room', () => {
  it('gives arrays of zeros, at their own places, until it is full', () => {
    const room = createRoom(3e4);
    const [a, b] = [room.float32(1000), room.float64(1000)];
    expect([a.length, b.length]).toEqual([1000, 1000]);
    expect(a.every((x) => x === 0) && b.every((x) => x === 0)).toBe(true);
    a.fill(1);
    b.fill(2);
    expect(a.every((x) => x === 1) && b.every((x) => x === 2)).toBe(true);
    expect(a.buffer).toBe(b.buffer);
    expect(room.free).toBeLessThanOrEqual(3e4 - 12_000);
    expect(room.free).toBeGreaterThanOrEqual(3e4 - 12_000 - 2 * 4096);
    expect(() => room.float64(3000)).toThrow(
      new RangeError(
        `Room.float64: no room for so many elements (got 3000); expected at most ${Math.floor(room.free / 8)}`,
      ),
    );
    room.float32(room.free / 4);
    expect(room.free).toBe(0);
    expect(room.float64(0).length).toBe(0);
  });

  it('refuses what is no number of bytes or elements', () => {
    expect(() => createRoom(-1)).toThrow(
      new RangeError('createRoom: bad number of bytes (got -1); expected an integer of at least 0'),
    );
    expect(() => createRoom(2 ** 60)).toThrow(RangeError);
    expect(() => createRoom(8).float32(0.5)).toThrow(
      new RangeError('Room.float32: bad length (got 0.5); expected an integer of at least 0'),
    );
  });

  it('gives the bits of arrays that lie anywhere, also from one room into another', () => {
    const anywhere = noise(30_000);
    const wanted = anywhere.slice();
    const rooms = [createRoom(2 ** 20), createRoom(2 ** 20)] as const;
    const src = rooms[0].float32(anywhere.length);
    src.set(anywhere);
    for (const width of [3, 10, 100, 1000, 30_000]) {
      const rows = { length: anywhere.length / width, width };
      softmaxRows(anywhere, wanted, rows, 1);
      for (const { float32 } of rooms.map((room) => ({ float32: room.float32(src.length) }))) {
        expect(softmaxRows(src, float32, rows, 1)).toBe(0);
        expect(hashOf(float32)).toBe(hashOf(wanted));
      }
    }
  });

  it('is for good: whether an engine refuses to transfer its arrays or copies them, they stay', () => {
    const array = createRoom(4096).float32(8).fill(5);
    try {
      structuredClone(array, { transfer: [array.buffer] });
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
    expect([...array]).toEqual(new Array(8).fill(5));
  });

  it('compiles nothing anew', () => {
    createRoom(8);
    const compile = vi.spyOn(WebAssembly, 'Module');
    createRoom(8);
    expect(compile).not.toHaveBeenCalled();
    compile.mockRestore();
  });

  it('keeps its memory as it is, and the process its own, over 10 000 batches', () => {
    const room = createRoom(2 ** 16);
    const [src, dst, sums] = [room.float32(1000), room.float32(1000), room.float32(100)];
    const [doubles, results] = [room.float64(1000), room.float64(1000)];
    src.set(noise(1000));
    doubles.set(src);
    const size = src.buffer.byteLength;
    const rows = { length: 100, width: 10 };
    const batch = () => {
      softmaxRows(src, dst, rows, 1);
      softmaxRows(doubles, results, { length: 10, width: 100 }, 1);
      logSoftmaxRows(src, dst, rows, 1);
      logSumExpRows(src, sums, rows, 1);
      ACTIVATIONS.gelu.float32(src, dst, 1000, {});
      ACTIVATIONS.silu.float64(doubles, results, 1000, { beta: 1 });
    };
    for (let i = 0; i < 1000; i++) batch();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 10_000; i++) batch();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    expect(src.buffer.byteLength).toBe(size);
  });

  it('goes with the last of its arrays', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const held: Float32Array[] = [];
    const refs: WeakRef<ArrayBufferLike>[] = [];
    for (let i = 0; i < 24; i++) {
      const array = createRoom(2 ** 16).float32(1000);
      softmaxRows(array, array, { length: 10, width: 100 }, 1);
      refs.push(new WeakRef(array.buffer));
      if (i % 8 === 0) held.push(array.subarray(1));
    }
    // A reference holds what it was asked for until the job ends, and the stack may hold the last one.
    await new Promise(setImmediate);
    collect();
    const left = refs.filter((ref) => ref.deref() !== undefined).length;
    expect(left).toBeGreaterThanOrEqual(held.length);
    expect(left).toBeLessThanOrEqual(held.length + 1);
    expect(held.every(({ buffer }) => buffer.byteLength > 2 ** 16)).toBe(true);
  });
});

describe('a room without WebAssembly SIMD', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it('gives ordinary arrays, and the same results', async () => {
    const wanted = noise(1000);
    softmaxRows(wanted, wanted, { length: 10, width: 100 }, 1);
    vi.resetModules();
    vi.stubGlobal('WebAssembly', undefined);
    const fresh = await import('../../src/simd/room.js');
    const { softmaxRows: again } = await import('../../src/softmax/rows.js');
    const room = fresh.createRoom(2 ** 14);
    const [src, dst] = [room.float32(1000), room.float32(1000)];
    expect(src.buffer.byteLength).toBe(2 ** 14);
    src.set(noise(1000));
    expect(again(src, dst, { length: 10, width: 100 }, 1)).toBe(0);
    expect(hashOf(dst)).toBe(hashOf(wanted));
    expect(() => room.float64(2 ** 12)).toThrow(RangeError);
  });
});
