import { describe, expect, it } from 'vitest';
import type { Floats } from '../../src/simd/floats.js';
import { logSumExpRows } from '../../src/softmax/log-sum-exp.js';
import type { Rows } from '../../src/softmax/rows.js';
import { logSoftmaxRows, softmaxColumns, softmaxRows } from '../../src/softmax/rows.js';
import { sameColumnsInRoom, sameInPlaceInRoom, sameInRoom } from './in-room.js';
import { floats, stream } from './truths.js';
import { sameFromBoth } from './twins.js';

const WIDTHS = [...Array(18).keys(), 31, 32, 33, 63, 64, 65, 255, 256, 257, 1000, 4097];
/** Beyond a block of its own, and beyond the module's memory. */
const LONG = [20_000, 28_672, 28_673, 28_678, 57_344, 57_345, 200_003];
const GUARDS = 7;

// One signature wants src and dst of one type; `slice` and `subarray` keep it.
type Same = Float64Array;

function noise(float: 32 | 64, count: number, spread: number, seed: number): Floats {
  const next = stream(seed);
  const values = float === 32 ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = (next() - 0.5) * spread;
  return values;
}

function sameRows(label: string, src: Floats, rows: Rows, temperature = 1): number {
  sameInRoom(label, src, src.length, (from, to) =>
    softmaxRows(from as Same, to as Same, rows, temperature),
  );
  return sameFromBoth(label, () => {
    const dst = src.slice().fill(-77);
    const result = softmaxRows(src as Same, dst as Same, rows, temperature);
    return { values: [dst], result };
  });
}

function hard(float: 32 | 64): number[] {
  const [tiny, least, most] = float === 32 ? [1e-40, 1e-45, 3e38] : [1e-310, 5e-324, 1.7e308];
  return [
    ...[0, -0, tiny, -tiny, least, -least, 1, -1, 87.4, 88.8, -87.4, -103.9, -130, 130],
    ...[580, -580, 586, -586, 689.9, 690, -690, 691, -691],
    ...[512, 511.99, -512, 513, -513, 709.8, -745.2, 750, 4096, -4096, 4097, -4097, 1e5, -1e5],
    ...[1e30, -1e30, most, -most],
  ];
}

const AWKWARD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe.each([32, 64] as const)('softmax of float%i rows by SIMD', (float) => {
  it('gives the bits of the portable kernel at every width, spread and temperature', () => {
    for (const width of WIDTHS) {
      const count = Math.max(1, Math.floor(9000 / Math.max(width, 3)));
      for (const [spread, temperature] of [
        [1e-3, 1],
        [12, 1],
        [150, 1],
        [900, 1],
        [9000, 1],
        [30, 0.7],
        [30, 3e-5],
        [1e4, 250],
      ] as const) {
        const src = noise(float, count * width, spread, width + 1);
        sameRows(`${width} classes, ${spread}`, src, { length: count, width }, temperature);
      }
    }
  });

  it('gives them for rows that are longer than a block or than the memory', () => {
    for (const width of LONG) {
      for (const [spread, temperature] of [
        [40, 1],
        [40, 1.3],
        [9000, 1],
      ] as const) {
        const src = noise(float, 2 * width, spread, width);
        sameRows(`${width} classes`, src, { length: 2, width }, temperature);
      }
    }
    const src = noise(float, 100_000, 10, 3);
    src[99_999] = Number.NaN;
    expect(sameRows('a NaN at the end', src, { length: 1, width: 100_000 })).toBe(1);
  });

  it('gives them for ragged rows, empty ones among them', () => {
    const next = stream(44);
    const offsets = new Int32Array(3000);
    for (let r = 1; r < offsets.length; r++) {
      const long = r % 97 === 0 ? 6000 * next() : 40 * next() * next();
      offsets[r] = offsets[r - 1]! + Math.floor(long);
    }
    const src = noise(float, offsets[offsets.length - 1]!, 30, 45);
    const rows = { length: offsets.length - 1, offsets };
    expect(sameRows('ragged', src, rows)).toBeGreaterThan(0);
    sameRows('ragged, T = 2', src, rows, 2);
    sameRows('a ragged part', src, { length: 1000, offsets: offsets.subarray(1100) });
    const pairs = { length: 9000, offsets: new Int32Array(9001).map((_, r) => 2 * (r >> 2)) };
    sameRows('as many rows as a block may have', noise(float, 4500, 30, 46), pairs);
    sameRows('the same, T = 2', noise(float, 4500, 30, 47), pairs, 2);
    sameRows('all empty', src, { length: 9000, width: 0 });
  });

  it('gives them for runs of rows of one length, which are divided beside one another, whatever stands between', () => {
    const next = stream(51);
    const offsets = new Int32Array(700);
    for (let r = 1, long = 0; r < offsets.length; r++) {
      if (next() < 0.3) long = Math.floor(60 * next()) + (next() < 0.05 ? 1100 : 0);
      offsets[r] = offsets[r - 1]! + long;
    }
    const src = noise(float, offsets[offsets.length - 1]!, 20, 52);
    const odd = [...AWKWARD, 1e4, -1e4, 600];
    for (let i = 0; i < src.length; i += 1 + Math.floor(300 * next())) src[i] = odd[i % 6]!;
    const rows = { length: offsets.length - 1, offsets };
    expect(sameRows('runs', src, rows)).toBeGreaterThan(0);
    sameRows('runs, T = 2', src, rows, 2);
  });

  it('gives no distribution to a row with a NaN, whatever its sign and place', () => {
    for (const width of [3, 10, 11, 12, 40, 1030]) {
      const src = noise(float, 9 * width, 20, width);
      const bytes = new DataView(src.buffer);
      for (const [row, at, first, second] of [
        [1, 0, 0xff, 0xc0],
        [4, width - 1, 0xff, 0xff],
        [7, width >> 1, 0x7f, 0xff],
      ] as const) {
        const last = (row * width + at + 1) * (float / 8) - 1;
        bytes.setUint8(last, first);
        bytes.setUint8(last - 1, float === 32 ? second : 0xff);
      }
      expect(sameRows(`${width} classes`, src, { length: 9, width })).toBe(3);
    }
  });

  it('gives them for hard values, alone, in pairs and among others', () => {
    const values = [...hard(float), ...AWKWARD];
    for (const temperature of [1, 0.1, 1e-300, 1e300, 1e308, 5e-324]) {
      const pairs = values.flatMap((a) => values.flatMap((b) => [a, b]));
      sameRows('pairs', floats(float, pairs), { length: pairs.length / 2, width: 2 }, temperature);
      for (const width of [1, 3, 7, 34, 50]) {
        const next = stream(width);
        const count = 400;
        const src = floats(
          float,
          Array.from({ length: count * width }, () => {
            const any = next() < 0.01 ? values : hard(float).slice(0, next() < 0.5 ? 14 : 40);
            return any[Math.floor(next() * any.length)]!;
          }),
        );
        sameRows(`${width} hard values`, src, { length: count, width }, temperature);
      }
    }
    const none = new Array(60).fill(Number.NEGATIVE_INFINITY);
    for (const width of [1, 4, 5, 60]) {
      const rows = { length: 60 / width, width };
      expect(sameRows('all −∞', floats(float, none), rows)).toBe(rows.length);
    }
  });

  it('gives them in place, at odd offsets, and touches nothing around its output', () => {
    for (const width of WIDTHS) {
      const length = Math.max(1, Math.ceil(200 / (width + 1)));
      const src = noise(float, length * width + 3, 25, width + 9);
      sameFromBoth(`${width} classes`, () => {
        const inPlace = src.slice();
        const view = inPlace.subarray(3) as Same;
        softmaxRows(view, view, { length, width }, 1);
        const around = src.slice().fill(-77);
        const wide = floats(float, [...around, ...new Array(2 * GUARDS).fill(-77)]);
        const target = wide.subarray(GUARDS);
        softmaxRows(src.subarray(3) as Same, target as Same, { length, width }, 1);
        expect([...wide.subarray(0, GUARDS)]).toEqual(new Array(GUARDS).fill(-77));
        const behind = wide.subarray(GUARDS + length * width);
        expect([...behind]).toEqual(new Array(behind.length).fill(-77));
        return { values: [inPlace, wide], result: 0 };
      });
    }
  });
});

/** Calls `check` with tables of every width, near and far from 0, narrow and wide. */
function onManyTables(
  float: 32 | 64,
  check: (label: string, src: Floats, rows: Rows, temperature: number) => void,
): void {
  for (const width of WIDTHS) {
    const length = Math.max(1, Math.floor(3000 / Math.max(width, 3)));
    for (const [spread, centre, temperature] of [
      [1e-3, 0, 1],
      [12, -4, 1],
      [900, 0, 1],
      [9000, 100, 1],
      [30, 0, 0.7],
      [1e4, 0, 250],
    ] as const) {
      const src = noise(float, length * width, spread, width + 3).map((x) => x + centre);
      check(`${width} classes, ${spread}`, src, { length, width }, temperature);
    }
  }
}

describe.each([32, 64] as const)('logSoftmax of float%i by SIMD', (float) => {
  function sameLogs(label: string, src: Floats, rows: Rows, temperature: number): number {
    const run = (from: Floats, to: Floats) =>
      logSoftmaxRows(from as Same, to as Same, rows, temperature);
    sameInRoom(label, src, src.length, run);
    sameInPlaceInRoom(label, src, run);
    return sameFromBoth(label, () => {
      const apart = src.slice().fill(-77);
      const result = logSoftmaxRows(src as Same, apart as Same, rows, temperature);
      const inPlace = src.slice() as Same;
      logSoftmaxRows(inPlace, inPlace, rows, temperature);
      return { values: [apart, inPlace], result };
    });
  }

  it('gives the bits of the portable function at every width, spread, centre and temperature', () => {
    onManyTables(float, sameLogs);
  });

  it('gives them where one class is sure, whatever the others sum up to and wherever it stands', () => {
    for (const width of [1, 2, 3, 4, 5, 10, 64, 1000]) {
      const length = 120;
      const src = noise(float, length * width, 4, width);
      for (let r = 0; r < length; r++) {
        const at = r * width + (r % width);
        src[at] = src[at]! + r * 0.4;
      }
      sameLogs(`${width} classes`, src, { length, width }, 1);
      sameLogs(`${width} classes, T = 0.5`, src, { length, width }, 0.5);
    }
  });

  it('gives a class that is all there is +0, not −0', () => {
    const none = Number.NEGATIVE_INFINITY;
    const src = floats(float, [5, none, none, none, none, -3, 600, none]);
    sameLogs('pairs', src, { length: 4, width: 2 }, 1);
    const dst = src.slice() as Same;
    expect(logSoftmaxRows(src as Same, dst, { length: 4, width: 2 }, 1)).toBe(1);
    expect([...dst]).toEqual([0, none, Number.NaN, Number.NaN, none, 0, 0, none]);
    logSoftmaxRows(src as Same, dst, { length: 8, width: 1 }, 1);
    expect([dst[0], dst[5], dst[6]]).toEqual([0, 0, 0]);
  });

  it('gives them for long and for ragged rows, and counts those without a distribution alike', () => {
    for (const width of LONG) {
      sameLogs(`${width}`, noise(float, width, 40, width), { length: 1, width }, 1);
    }
    const offsets = new Int32Array(5001);
    for (let r = 1; r <= 5000; r++) offsets[r] = offsets[r - 1]! + (r % 13);
    const src = noise(float, offsets[5000]!, 30, 45);
    expect(sameLogs('ragged', src, { length: 5000, offsets }, 1)).toBeGreaterThan(0);
    const values = [...hard(float), ...AWKWARD];
    const pairs = values.flatMap((a) => values.flatMap((b) => [a, b]));
    for (const temperature of [1, 0.1, 1e-300, 1e300]) {
      const rows = { length: pairs.length / 2, width: 2 };
      expect(sameLogs('pairs', floats(float, pairs), rows, temperature)).toBeGreaterThan(0);
    }
  });

  it('touches nothing around its output', () => {
    for (const width of [1, 2, 3, 5, 7, 64]) {
      const length = 11;
      const around = floats(float, new Array(length * width + 2 * GUARDS).fill(-77));
      const src = noise(float, length * width, 20, width);
      logSoftmaxRows(src as Same, around.subarray(GUARDS) as Same, { length, width }, 1);
      expect([...around.subarray(0, GUARDS)]).toEqual(new Array(GUARDS).fill(-77));
      const behind = around.subarray(GUARDS + length * width);
      expect([...behind]).toEqual(new Array(GUARDS).fill(-77));
    }
  });
});

describe.each([32, 64] as const)('logSumExp of float%i by SIMD', (float) => {
  function sameSums(label: string, src: Floats, rows: Rows, temperature: number): void {
    sameInRoom(label, src, rows.length, (from, to) =>
      logSumExpRows(from as Same, to as Same, rows, temperature),
    );
    sameFromBoth(label, () => {
      const dst = src.slice(0, 1).fill(0);
      const sums = floats(float, new Array(rows.length).fill(-77));
      const result = logSumExpRows(src as Same, sums as Same, rows, temperature);
      if (src.length > 0)
        logSumExpRows(src as Same, dst as Same, { length: 1, width: src.length }, 1);
      return { values: [sums, dst], result };
    });
  }

  it('gives the bits of the portable function at every width, spread, centre and temperature', () => {
    onManyTables(float, sameSums);
  });

  it('gives them for rows that are longer than the memory, and for hard values', () => {
    for (const width of LONG) {
      sameSums(`${width}`, noise(float, width, 40, width), { length: 1, width }, 1);
      sameSums(`${width}`, noise(float, width, 4000, width), { length: 1, width }, 1.3);
    }
    const values = [...hard(float), ...AWKWARD];
    const pairs = values.flatMap((a) => values.flatMap((b) => [a, b]));
    for (const temperature of [1, 0.1, 1e-300, 1e300]) {
      const rows = { length: pairs.length / 2, width: 2 };
      sameSums('pairs', floats(float, pairs), rows, temperature);
    }
  });
});

describe.each([32, 64] as const)('softmax of float%i columns by SIMD', (float) => {
  it('gives the bits of the portable kernel, in place too, at every width and length', () => {
    for (const width of [...WIDTHS.slice(0, 25), 700, 900]) {
      const most = width > 100 ? 150 : 2100;
      for (const length of [0, 1, 2, 3, 4, 5, 7, 130, 1023, 1024, 1025, most]) {
        if (length > most) continue;
        const seed = width * 3000 + length + 1;
        const src = Array.from({ length: width }, (_, c) => noise(float, length, 30, seed + c));
        if (width > 0) {
          sameColumnsInRoom(`${width} columns of ${length}`, src, (from, to) =>
            softmaxColumns(from as Same[], to as Same[], length, 1),
          );
        }
        sameFromBoth(`${width} columns of ${length}`, () => {
          const apart = src.map((column) => column.slice().fill(-77));
          softmaxColumns(src as Same[], apart as Same[], length, 1);
          const inPlace = src.map((column) => column.slice());
          softmaxColumns(inPlace as Same[], inPlace as Same[], length, length & 1 ? 1 : 0.3);
          return { values: [...apart, ...inPlace], result: 0 };
        });
      }
    }
  });

  it('gives them for hard values, and counts rows without a distribution alike', () => {
    const values = [...hard(float), ...AWKWARD];
    const next = stream(12);
    for (const [width, temperature] of [
      [1, 1],
      [2, 1],
      [3, 1e-300],
      [5, 1.5],
      [8, 1],
      [21, 0.01],
    ] as const) {
      const src = Array.from({ length: width }, () =>
        floats(
          float,
          Array.from({ length: 1500 }, (_, r) =>
            r % 3 === 0 ? values[Math.floor(next() * values.length)]! : next() * 20,
          ),
        ),
      );
      sameColumnsInRoom(`${width} hard columns`, src, (from, to) =>
        softmaxColumns(from as Same[], to as Same[], 1400, temperature),
      );
      const bad = sameFromBoth(`${width} columns, T = ${temperature}`, () => {
        const dst = src.map((column) => column.slice());
        const result = softmaxColumns(src as Same[], dst as Same[], 1400, temperature);
        return { values: dst, result };
      });
      expect(bad).toBeGreaterThan(0);
    }
  });

  it.each([
    ['far', 3000, 0],
    ['not numbers', Number.NaN, 9001],
  ])('gives them where all rows of a high block are %s', (_, first, without) => {
    const columns = [first, 2999].map((value) => floats(float, Array(9001).fill(value)));
    sameColumnsInRoom('high', columns, (from, to) =>
      softmaxColumns(from as Same[], to as Same[], 9001, 1),
    );
    const bad = sameFromBoth('high columns', () => {
      const dst = columns.map((column) => column.slice().fill(-77));
      return { values: dst, result: softmaxColumns(columns as Same[], dst as Same[], 9001, 1) };
    });
    expect(bad).toBe(without);
  });
});
