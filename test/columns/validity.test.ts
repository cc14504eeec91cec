import { Float64, makeData, Null } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Validity } from '../../src/columns/validity.js';

const seeded = { seed: 41, numRuns: 300 };
const mask = fc.array(fc.boolean(), { maxLength: 150 });

/** A column whose bitmap says `valid`, cut out of a longer one from bit `offset` on. */
function column(valid: readonly boolean[], offset: number, nullCount = -1) {
  const nullBitmap = new Uint8Array((valid.length + offset + 7) >> 3);
  valid.forEach((isValid, i) => {
    if (isValid) nullBitmap[(i + offset) >> 3]! |= 1 << ((i + offset) & 7);
  });
  const data = new Float64Array(valid.length);
  return makeData({
    type: new Float64(),
    length: valid.length,
    offset,
    nullCount,
    nullBitmap,
    data,
  });
}

const read = (validity: Validity | undefined, length: number) =>
  Array.from({ length }, (_, i) => validity?.isValid(i) ?? true);

describe('validity', () => {
  it('is read from a bitmap at any bit offset', () => {
    fc.assert(
      fc.property(mask, fc.nat({ max: 20 }), (valid, offset) => {
        const validity = Validity.from(column(valid, offset));
        expect(read(validity, valid.length)).toEqual(valid);
        expect(validity?.nullCount ?? 0).toBe(valid.filter((isValid) => !isValid).length);
      }),
      seeded,
    );
  });

  it('is undefined where nothing is null, whatever null count is stated', () => {
    expect(Validity.from(column([true, true, true], 5, 3))).toBeUndefined();
    expect(Validity.from(makeData({ type: new Float64(), data: [1, 2] }))).toBeUndefined();
    expect(Validity.of(3, () => true)).toBeUndefined();
  });

  it('believes the bitmap where a null count of 0 is stated beside it', () => {
    expect(read(Validity.from(column([true, false], 0, 0)), 2)).toEqual([true, false]);
  });

  it('has nothing but nulls in a column of the null type', () => {
    expect(Validity.from(makeData({ type: new Null(), length: 9 }))?.nullCount).toBe(9);
  });

  it('takes what a bitmap is short of for null, as apache-arrow reads it', () => {
    const nullBitmap = Uint8Array.of(0xff);
    const data = new Float64Array(12);
    const short = makeData({ type: new Float64(), length: 12, nullBitmap, data });
    expect(Validity.from(short)?.nullCount).toBe(4);
    expect(short.getValid(8)).toBe(false);
  });

  it('gives a bitmap from bit 0 on, padded to 8 bytes, zero behind the end', () => {
    const bitmap = Validity.from(
      column([true, false, true, true, true, true, true, true, true], 3),
    )!;
    expect([...bitmap.toBitmap()]).toEqual([0b11111101, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('survives the way into a bitmap and back', () => {
    fc.assert(
      fc.property(mask, fc.nat({ max: 9 }), (valid, offset) => {
        const bitmap = Validity.from(column(valid, offset))?.toBitmap();
        if (bitmap === undefined) return;
        const isSet = (i: number) => ((bitmap[i >> 3]! >> (i & 7)) & 1) === 1;
        expect(valid.map((_, i) => isSet(i))).toEqual(valid);
        expect(bitmap.length % 8).toBe(0);
      }),
      seeded,
    );
  });

  it('visits every null once, in order', () => {
    fc.assert(
      fc.property(mask, fc.nat({ max: 9 }), (valid, offset) => {
        const visited: number[] = [];
        Validity.from(column(valid, offset))?.eachNull((i) => visited.push(i));
        expect(visited).toEqual(valid.flatMap((isValid, i) => (isValid ? [] : [i])));
      }),
      seeded,
    );
  });

  it('writes a value where something is null, and nowhere else', () => {
    fc.assert(
      fc.property(mask, fc.nat({ max: 9 }), (valid, offset) => {
        const values = new Float32Array(valid.length + 9).fill(1);
        Validity.from(column(valid, offset))?.fillNulls(values, 5);
        const rest = Array.from({ length: 9 }, () => 1);
        expect([...values]).toEqual([...valid.map((isValid) => (isValid ? 1 : 5)), ...rest]);
      }),
      seeded,
    );
  });

  it('of marks is null where the mark stands', () => {
    fc.assert(
      fc.property(mask, (valid) => {
        const marks = Uint8Array.from(valid, (isValid, i) => (isValid ? 2 * (i % 2) : 1));
        const validity = Validity.unmarked(marks, 1);
        expect(read(validity, valid.length)).toEqual(valid);
        expect(validity?.nullCount ?? 0).toBe(valid.filter((isValid) => !isValid).length);
      }),
      seeded,
    );
  });

  it('of a part is the part of the validity', () => {
    fc.assert(
      fc.property(mask, fc.nat(150), fc.nat(150), (valid, a, b) => {
        const [begin, end] = [Math.min(a, b), Math.max(a, b)].map((x) => Math.min(x, valid.length));
        const part = Validity.of(valid.length, (i) => valid[i]!)?.slice(begin!, end!);
        expect(read(part, end! - begin!)).toEqual(valid.slice(begin, end));
      }),
      seeded,
    );
  });

  it('of parts laid end to end is theirs, one after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(mask, fc.nat({ max: 9 })), { maxLength: 5 }), (parts) => {
        const joined = Validity.concat(
          parts.map(([valid, offset]) => ({
            validity: Validity.from(column(valid, offset)),
            length: valid.length,
          })),
        );
        const all = parts.flatMap(([valid]) => valid);
        expect(read(joined, all.length)).toEqual(all);
      }),
      seeded,
    );
  });

  it('of several columns is valid where all of them are', () => {
    const masks = fc.integer({ min: 1, max: 80 }).chain((length) => {
      const one = fc.array(fc.boolean(), { minLength: length, maxLength: length });
      return fc.array(one, { minLength: 1, maxLength: 4 });
    });
    fc.assert(
      fc.property(masks, (columns) => {
        const { length } = columns[0]!;
        const all = Validity.every(
          columns.map((valid, i) => Validity.from(column(valid, i))),
          length,
        );
        const wanted = columns[0]!.map((_, i) => columns.every((valid) => valid[i]));
        expect(read(all, length)).toEqual(wanted);
      }),
      seeded,
    );
  });
});
