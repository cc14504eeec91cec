import type { Field, RecordBatch } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchOperator } from '../../operators/core/over-batches.js';
import type { ProbabilityOptions } from '../../operators/core/rows/along-rows.js';
import {
  entmax15,
  gumbelSoftmax,
  hardmax,
  logSoftmax,
  softmax,
  softmax1,
  softmin,
  sparsemax,
} from '../../operators/index.js';
import { createArrowDecoder } from '../../src/formats/arrow-ipc/decoder.js';
import { createArrowEncoder } from '../../src/formats/arrow-ipc/encoder.js';
import { createCsvEncoder } from '../../src/formats/csv/encoder.js';
import {
  contents,
  cut,
  floats,
  lists,
  namesOf,
  rowsOf,
  run,
  runAll,
  table,
  wideTable,
} from './support/tables.js';

type Make = (options: ProbabilityOptions) => BatchOperator;

const MEMBERS: readonly (readonly [string, Make])[] = [
  ['softmax', softmax],
  ['softmin', softmin],
  ['sparsemax', sparsemax],
  ['entmax15', entmax15],
  ['gumbelSoftmax', (options) => gumbelSoftmax({ ...options, seed: 3 })],
];

const CLASSES = 7;
const logits = fc.array(
  fc.array(fc.double({ min: -9, max: 9, noNaN: true }), {
    minLength: CLASSES,
    maxLength: CLASSES,
  }),
  { minLength: 1, maxLength: 12 },
);
const SOME = { numRuns: 60, seed: 5 };

const rowsIn = (batch: RecordBatch) => rowsOf(batch, namesOf(batch)) as number[][];

/** Written and read again. */
function byArrow(batch: RecordBatch): RecordBatch {
  const encoder = createArrowEncoder();
  const decoder = createArrowDecoder();
  const bytes = [...encoder.push(batch), ...encoder.end()];
  return [...bytes.flatMap((chunk) => [...decoder.push(chunk)]), ...decoder.end()][0]!;
}

function csvRows(batch: RecordBatch, precision?: number): string[][] {
  const encoder = createCsvEncoder(precision === undefined ? {} : { precision });
  const text = Buffer.concat([...encoder.push(batch), ...encoder.end()]).toString();
  return text
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(','));
}

/** The sum of decimals of at most 20 places, times 10²⁰. */
function decimalSum(cells: readonly string[]): bigint {
  return cells.reduce((sum, cell) => {
    const [whole, fraction = ''] = cell.split('.');
    return sum + BigInt(whole + fraction.padEnd(20, '0'));
  }, 0n);
}

describe.each(MEMBERS)('%s with sumToOne', (_, operator) => {
  it.each([16, 32, 64] as const)(
    'sums to one in float%i, as it is read back, in any order',
    (float) => {
      const round = float === 64 ? (x: number) => x : Math.fround;
      fc.assert(
        fc.property(logits, (rows) => {
          const made = run(operator({ columns: '*', sumToOne: true, float }), wideTable(rows));
          for (const row of rowsIn(byArrow(made))) {
            expect(row.reduce((sum, x) => round(sum + x), 0)).toBe(1);
            expect(row.reduceRight((sum, x) => round(sum + x), 0)).toBe(1);
            expect(
              row.every((x) => x * 2 ** 53 === Math.round(x * 2 ** 53) && !Object.is(x, -0)),
            ).toBe(true);
          }
        }),
        SOME,
      );
    },
  );

  it.each([
    [0, 64],
    [4, 64],
    [15, 64],
    [7, 32],
    [3, 16],
  ] as const)(
    'sums to one in %i decimals of float%i, with precision and without',
    (decimals, float) => {
      fc.assert(
        fc.property(logits, (rows) => {
          const sumToOne = { decimals };
          const made = run(operator({ columns: '*', sumToOne, float }), wideTable(rows));
          for (const precision of [decimals, undefined]) {
            for (const cells of csvRows(made, precision)) {
              expect(decimalSum(cells.map((cell) => plain(cell)))).toBe(10n ** 20n);
            }
          }
        }),
        SOME,
      );
    },
  );

  it('is within a quantum of what it rounds, and does the same in lists and in other batches', () => {
    fc.assert(
      fc.property(logits, fc.integer({ min: 1, max: 4 }), (rows, size) => {
        const batch = wideTable(rows);
        const rounded = operator({ columns: '*', sumToOne: { decimals: 2 } });
        const exact = rowsIn(run(operator({ columns: '*' }), batch));
        const made = rowsIn(run(rounded, batch));
        made.forEach((row, r) => {
          for (const [c, p] of row.entries())
            expect(Math.abs(p - exact[r]![c]!)).toBeLessThan(0.01);
        });
        expect(runAll(rounded, cut(batch, [size])).flatMap(rowsIn)).toEqual(made);
        const list = run(rounded, table({ l: lists(rows) }));
        expect(contents(list, 'l')).toEqual(made);
      }),
      { ...SOME, numRuns: 30 },
    );
  });
});

/** Shortest texts of small numbers have exponents. */
function plain(cell: string): string {
  return cell.includes('e') ? Number(cell).toFixed(20) : cell;
}

describe('sumToOne', () => {
  it('leaves rows without a distribution as the policies have them', () => {
    const batch = table({
      a: floats([null, Number.NaN, -Infinity, 0]),
      b: floats([1, 1, -Infinity, 0]),
      c: floats([1, 1, -Infinity, -1]),
    });
    const sumToOne = { decimals: 1 };
    const results = (degenerate: 'nan' | 'zero' | 'uniform' | 'null') =>
      rowsIn(run(softmax({ columns: '*', sumToOne, degenerate }), batch));
    const nan = Number.NaN;
    expect(results('nan')).toEqual([
      [null, null, null],
      [nan, nan, nan],
      [nan, nan, nan],
      [0.4, 0.4, 0.2],
    ]);
    expect(results('zero')[2]).toEqual([0, 0, 0]);
    expect(results('null')[2]).toEqual([null, null, null]);
    expect(results('uniform')[2]).toEqual([0.4, 0.3, 0.3]);
  });

  it('keeps the width of its input but for decimals, and says in the metadata what it did', () => {
    const batch = table({ a: floats([1], 32), b: floats([2], 32) });
    const [first] = run(softmax({ columns: '*', sumToOne: true }), batch).schema.fields as Field[];
    expect(String(first!.type)).toBe('Float32');
    expect(JSON.parse(first!.metadata.get('logitflow')!)).toMatchObject({ sumToOne: true });
    const sumToOne = { decimals: 4 };
    const decimals = run(softmax({ columns: '*', sumToOne }), batch).schema.fields[0] as Field;
    expect(String(decimals.type)).toBe('Float64');
    expect(JSON.parse(decimals.metadata.get('logitflow')!)).toMatchObject({ sumToOne });
  });

  it('is refused along the stream and by group, and says why', () => {
    for (const over of ['stream', { by: 'q' }] as const) {
      const make = () => softmax({ columns: 'x', over, sumToOne: true });
      expect(make).toThrow(TypeError);
      expect(make).toThrow(
        "softmax: sumToOne is along the row: it wants all probabilities of a distribution at once (got true); expected over: 'row'",
      );
    }
    expect(() => softmax({ columns: 'x', over: 'stream', sumToOne: false })).not.toThrow();
  });

  it.each<[string, () => unknown, string]>([
    [
      'no kind of it',
      () => softmax({ columns: 'x', sumToOne: 4 as unknown as true }),
      'TypeError: softmax: unknown sumToOne (got 4); expected true, false or { decimals: n }',
    ],
    [
      'too many decimals',
      () => softmin({ columns: 'x', sumToOne: { decimals: 16 } }),
      'RangeError: softmin: sumToOne.decimals is out of range (got 16); expected an integer from 0 to 15',
    ],
    [
      'decimals that the type cannot hold',
      () => sparsemax({ columns: 'x', sumToOne: { decimals: 8 }, float: 32 }),
      'RangeError: sparsemax: sumToOne.decimals is out of range (got 8); expected an integer from 0 to 7 in float32',
    ],
    [
      'a one-hot',
      () => gumbelSoftmax({ columns: 'x', seed: 1, hard: true, sumToOne: true }),
      'TypeError: gumbelSoftmax: sumToOne has no use where hard: a one-hot sums to one as it is (got true); expected one of them',
    ],
    ...[softmax1, logSoftmax, hardmax].map((operator): [string, () => unknown, string] => [
      operator.name,
      () => operator({ columns: 'x', sumToOne: true } as { columns: string }),
      `TypeError: ${operator.name}: unknown option (got "sumToOne")`,
    ]),
  ])('is refused for %s', (_, make, message) => {
    try {
      make();
      expect.unreachable();
    } catch (error) {
      const { name, message: said } = error as Error;
      expect(`${name}: ${said}`.startsWith(message), said).toBe(true);
    }
  });
});
