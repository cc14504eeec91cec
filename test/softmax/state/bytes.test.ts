import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/errors.js';
import { add } from '../../../src/softmax/state/add.js';
import { fromBytes, toBytes } from '../../../src/softmax/state/bytes.js';
import { crc32 } from '../../../src/softmax/state/checksum.js';
import { finish } from '../../../src/softmax/state/finish.js';
import { merge } from '../../../src/softmax/state/merge.js';
import { anyValue, float, floatsOf, special, stateOf, temperature } from './values.js';

const options = fc.record({ temperature, float });
const values = fc.array(fc.oneof({ weight: 9, arbitrary: anyValue }, special), { maxLength: 40 });
const plain = { temperature: 1, float: 64 } as const;

/** The bytes with some of them changed, and a checksum that fits again. */
function changed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  change(view);
  view.setUint32(copy.length - 4, crc32(copy.subarray(0, -4)), true);
  return copy;
}

describe('the bytes of a state', () => {
  it('give the state back, and go on as it would have', () => {
    fc.assert(
      fc.property(options, values, values, (o, first, then) => {
        const state = stateOf(o, first);
        const read = fromBytes(toBytes(state));
        expect(read).toEqual(state);
        add(state, floatsOf(o, then));
        merge(read, fromBytes(toBytes(stateOf(o, then))));
        expect(toBytes(read)).toEqual(toBytes(state));
      }),
      { seed: 51, numRuns: 1000 },
    );
  });

  it('are little-endian, as documented, and the same in every version to come', () => {
    const bytes = toBytes(stateOf({ temperature: 0.5, float: 32 }, [1, 0.5, 1, Number.NaN]));
    expect(bytes.length).toBe(96);
    expect(Buffer.from(bytes).toString('hex')).toBe(
      '4c46585301200100000000000000e03f000000000000f03f020000000000000004000000000000000100000000000000000000000000000000000000000000000000000000000000a4d2ae2816157e2b00000000000000000000000024c4e5e0',
    );
  });

  it('are 76 of no values, and at most 176', () => {
    expect(toBytes(stateOf(plain, [])).length).toBe(76);
    const spread = Array.from({ length: 200 }, (_, i) => -i);
    expect(toBytes(stateOf(plain, spread)).length).toBe(176);
  });

  it('may lie anywhere in a buffer', () => {
    const bytes = toBytes(stateOf(plain, [1, 2]));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(fromBytes(shifted.subarray(3))).toEqual(stateOf(plain, [1, 2]));
  });

  it('have the checksum of gzip and zip', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });
});

describe('bytes that are no state', () => {
  const good = toBytes(stateOf({ temperature: 1, float: 32 }, [3, 2, 1, 1, -30, Number.NaN]));

  it('are refused where they are cut, at every length', () => {
    for (let length = 0; length < good.length; length++) {
      expect(() => fromBytes(good.subarray(0, length)), String(length)).toThrow(FormatError);
    }
    expect(() => fromBytes(Uint8Array.of(...good, 0))).toThrow(FormatError);
  });

  it('are refused with any bit turned', () => {
    for (let bit = 0; bit < 8 * good.length; bit++) {
      const bytes = good.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => fromBytes(bytes), String(bit)).toThrow(FormatError);
    }
  });

  it.each<[string, (view: DataView) => void]>([
    ['exact state: no exact state (got 1398294080, byte 0)', (v) => v.setUint8(0, 64)],
    ['exact state: unknown version (got 2, byte 4)', (v) => v.setUint8(4, 2)],
    ['exact state: float width (got 16, byte 5)', (v) => v.setUint8(5, 16)],
    ['exact state: too many limbs (got 6, byte 6)', (v) => v.setUint8(6, 6)],
    ['exact state: unknown flags (got 1, byte 7)', (v) => v.setUint8(7, 1)],
    ['exact state: temperature (got 0, byte 8)', (v) => v.setFloat64(8, 0, true)],
    ['exact state: temperature (got NaN, byte 8)', (v) => v.setFloat64(8, Number.NaN, true)],
    [
      'exact state: maximum out of range (got Infinity, byte 16)',
      (v) => v.setFloat64(16, 1 / 0, true),
    ],
    ['exact state: maximum of a wider type (got 3.1, byte 16)', (v) => v.setFloat64(16, 3.1, true)],
    ['exact state: negative zero as maximum (got -0, byte 16)', (v) => v.setFloat64(16, -0, true)],
    ['exact state: maximum that never came (got 0, byte 24)', (v) => v.setBigUint64(24, 0n, true)],
    [
      'exact state: count beyond 2^53 (got 9007199254740993n, byte 32)',
      (v) => v.setBigUint64(32, 2n ** 53n + 1n, true),
    ],
    [
      'exact state: counts that contradict each other (got 0, byte 32)',
      (v) => v.setBigUint64(32, 1n, true),
    ],
    ['exact state: sum of no values (got 0, byte 32)', (v) => v.setBigUint64(32, 2n, true)],
    ['exact state: window above the maximum (got 1n, byte 64)', (v) => v.setBigInt64(64, 1n, true)],
    ['exact state: window out of reach', (v) => v.setBigInt64(64, -(2n ** 60n), true)],
    ['exact state: limb out of range', (v) => v.setUint32(72 + 16, 1 << 30, true)],
    [
      'exact state: limb out of range',
      (v) =>
        [0, 4, 8, 12].forEach((at) => {
          v.setUint32(72 + at, at === 0 ? 1 : 0, true);
        }),
    ],
  ])('are refused even with a good checksum: %s', (message, change) => {
    expect(() => fromBytes(changed(good, change))).toThrow(message);
    expect(() => fromBytes(changed(good, change))).toThrow(FormatError);
  });

  it('never give a state that cannot be finished, whatever they say', () => {
    const edits = fc.array(fc.tuple(fc.nat({ max: good.length - 5 }), fc.nat({ max: 255 })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(edits, (changes) => {
        const bytes = changed(good, (view) => {
          for (const [at, byte] of changes) view.setUint8(at, byte);
        });
        let state: ReturnType<typeof fromBytes>;
        try {
          state = fromBytes(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          return;
        }
        const { distribution, shiftedSum } = finish(state, { nan: 'mask' });
        expect(shiftedSum.high > 0).toBe(distribution);
        expect(toBytes(state)).toEqual(bytes);
        if (state.count <= 2 ** 52) merge(state, state);
        expect(fromBytes(toBytes(state))).toEqual(state);
      }),
      { seed: 52, numRuns: 2000 },
    );
  });
});
