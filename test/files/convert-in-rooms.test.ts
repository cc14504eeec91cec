import {
  type Data,
  type DataType,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  makeData,
  type RecordBatch,
  Schema,
} from 'apache-arrow';
import { from, lastValueFrom, type Observable, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { rebatch } from '../../operators/rebatch.js';
import { newField, recordBatch } from '../../src/columns/batches.js';
import { Validity } from '../../src/columns/validity.js';
import { convert } from '../../src/files/conversion/convert.js';
import { read } from '../../src/files/read.js';
import { writeArrow } from '../../src/files/write.js';
import { encodeArrow } from '../../src/formats/arrow-ipc/encoder.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { toOperator } from '../../src/recipes/to-operator.js';
import { scratch } from './support.js';

const path = scratch();

/** Every hundredth is odd: NaN, an infinity, or so large that its row is computed by itself. */
const ODD = [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 900, -1e30];

function numbers(rows: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: rows }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % 100 === 0 ? ODD[i % ODD.length]! : state / 2 ** 28 - 8;
  });
}

/** Rows of an id and ten logits; `nulls` where every seventh of the last one is null. */
function batchOf(rows: number, seed: number, width: 32 | 64, nulls: boolean): RecordBatch {
  const [type, Values] =
    width === 32 ? [new Float32(), Float32Array] : [new Float64(), Float64Array];
  const validity = nulls ? Validity.of(rows, (i) => i % 7 !== 0) : undefined;
  const children: Data[] = Array.from({ length: 10 }, (_, c) => {
    const data = Values.from(numbers(rows, seed * 10 + c));
    const bitmap = c === 9 ? validity : undefined;
    const more = { nullCount: bitmap?.nullCount ?? 0, nullBitmap: bitmap?.toBitmap() ?? null };
    return makeData({ type, length: rows, data, ...more });
  });
  const ids = Int32Array.from({ length: rows }, (_, i) => i);
  const fields = children.map((_, c) => newField(`x_${c}`, type, c === 9));
  return recordBatch(
    new Schema([newField('id', new Int32(), false), ...fields]),
    [makeData({ type: new Int32(), length: rows, nullCount: 0, data: ids }), ...children],
    rows,
  );
}

/** Columns of types that are no floats of 32 or 64 bits, beside each other and in lists. */
function narrowBatch(rows: number, seed: number): RecordBatch {
  const raw = numbers(rows, seed).map((value) => (Number.isFinite(value) ? value : 1));
  const halfs = (step: number) =>
    Uint16Array.from(raw, (value) => 0x3c00 + ((value * step) & 0x7ff));
  const one = (type: DataType, data: unknown) =>
    makeData({ type, length: rows, nullCount: 0, data } as never);
  const item = one(new Int16(), Int16Array.from(raw));
  const list = new FixedSizeList(1, newField('item', new Int16(), false));
  const columns: Record<string, Data> = {
    half_0: one(new Float16(), halfs(10)),
    half_1: one(new Float16(), halfs(77)),
    small: one(new Int32(), Int32Array.from(raw)),
    large: one(
      new Int64(),
      BigInt64Array.from(raw, (value) => BigInt(Math.trunc(value % 1e6))),
    ),
    list: makeData({ type: list, length: rows, nullCount: 0, child: item }),
  };
  const fields = Object.entries(columns).map(([name, { type }]) => newField(name, type, false));
  return recordBatch(new Schema(fields), Object.values(columns), rows);
}

/** However it is cut into batches. */
const bytesOf = async (batches: Observable<RecordBatch>) =>
  Buffer.concat(
    await lastValueFrom(batches.pipe(rebatch({ rows: 7000 }), encodeArrow(), toArray())),
  );

const RECIPES = {
  replaced: { steps: [{ op: 'softmax', columns: 'x_*' }] },
  added: { steps: [{ op: 'softmax', columns: ['x_5', 'x_2', 'x_3'], float: 64 }] },
  widened: {
    steps: [
      { op: 'softmax', columns: 'half_*', as: 'p_*' },
      { op: 'sigmoid', columns: 'half_*' },
      { op: 'argmax', columns: ['small', 'large', 'half_1'], as: 'best', score: 'most' },
      { op: 'logSumExp', columns: ['small', 'large'], as: 'sum' },
      { op: 'relu', columns: 'list' },
    ],
  },
  chained: {
    steps: [
      { op: 'softmax', columns: 'x_*', as: 'p_*' },
      { op: 'sigmoid', columns: 'x_*' },
      { op: 'logSoftmax', columns: 'p_*' },
      { op: 'logSumExp', columns: 'x_*', as: 'sum' },
    ],
  },
} satisfies Record<string, Recipe>;

describe('batches that convert reads into the memory of the kernels', () => {
  it.each([
    ['replaced', 'large batches of a file', 'in.arrow', [30_000, 31_000, 3, 29_999], 32, false],
    ['added', 'batches that grow', 'in.arrow', [30_000, 70_000, 5000], 32, false],
    ['chained', 'large batches of a stream', 'in.arrows', [30_000, 29_998], 64, true],
    ['chained', 'small batches, joined', 'in.arrow', Array<number>(60).fill(999), 32, true],
  ] as const)(
    'give the bits that they give anywhere: %s, %s',
    async (name, _, input, sizes, width, nulls) => {
      const recipe: Recipe = RECIPES[name];
      const all = sizes.map((rows, i) => batchOf(rows, i + 1, width, nulls));
      await lastValueFrom(from(all).pipe(writeArrow(path(input))));
      const warn = () => {};
      await convert(recipe, path(input), path('out.arrow'), { warn });
      const wanted = bytesOf(from(all).pipe(toOperator(recipe, { warn })));
      expect((await bytesOf(read(path('out.arrow')))).equals(await wanted)).toBe(true);
    },
  );

  it.each([
    ['replaced', 'large batches of a file', 'in.arrow', [30_000, 31_000, 3, 70_000, 29_999]],
    ['chained', 'large batches of a stream', 'in.arrows', [30_000, 29_998, 3, 30_000]],
    ['chained', 'small batches, joined', 'in.arrow', Array<number>(90).fill(999)],
  ] as const)(
    'give them where they are unpacked and packed again: %s, %s',
    async (name, _, input, sizes) => {
      const recipe: Recipe = RECIPES[name];
      const all = sizes.map((rows, i) => batchOf(rows, i + 1, 32, i % 2 === 0));
      const packed = { compression: 'lz4' } as const;
      await lastValueFrom(from(all).pipe(writeArrow(path(input), packed)));
      const options = { warn: () => {}, arrowOut: packed };
      await convert(recipe, path(input), path('out.arrow'), options);
      const wanted = bytesOf(from(all).pipe(toOperator(recipe, options)));
      expect((await bytesOf(read(path('out.arrow')))).equals(await wanted)).toBe(true);
    },
  );

  it('give them where numbers are widened first', async () => {
    const all = [30_000, 31_000, 3, 60_000, 29_999].map((rows, i) => narrowBatch(rows, i + 1));
    const options = { warn: () => {} };
    await lastValueFrom(from(all).pipe(writeArrow(path('in.arrow'))));
    await convert(RECIPES.widened, path('in.arrow'), path('out.arrow'), options);
    const wanted = bytesOf(from(all).pipe(toOperator(RECIPES.widened, options)));
    expect((await bytesOf(read(path('out.arrow')))).equals(await wanted)).toBe(true);
  });

  it('give them in slices of a batch that is too large for one', async () => {
    const batch = batchOf(200_000, 1, 32, true);
    await lastValueFrom(from([batch]).pipe(writeArrow(path('in.arrow'))));
    const arrow = { maxBatchBytes: 2 ** 20 };
    const warn = () => {};
    await convert(RECIPES.chained, path('in.arrow'), path('out.arrow'), { arrow, warn });
    const wanted = from([batch]).pipe(toOperator(RECIPES.chained, { warn }));
    expect((await bytesOf(read(path('out.arrow')))).equals(await bytesOf(wanted))).toBe(true);
  });
});
