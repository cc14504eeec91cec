import type { RecordBatch } from 'apache-arrow';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type AccumulateOptions, accumulate } from '../../operators/accumulate.js';
import { type ApplyStateOptions, applyState } from '../../operators/apply-state.js';
import type { Counts } from '../../operators/core/policies.js';
import { logSumExp } from '../../operators/log-sum-exp.js';
import { softmax } from '../../operators/softmax.js';
import type { SoftmaxState } from '../../src/distributions/softmax-state.js';
import { toBytes } from '../../src/softmax/state/bytes.js';
import {
  contents,
  cut,
  failure,
  floats,
  lists,
  run,
  runAll,
  table,
  type Width,
} from './support/tables.js';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;

function stateOf(batches: readonly RecordBatch[], options: Partial<AccumulateOptions> = {}) {
  const states: SoftmaxState[] = [];
  from(batches)
    .pipe(accumulate({ columns: 'x', ...options }))
    .subscribe((state) => states.push(state));
  expect(states).toHaveLength(1);
  return states[0]!;
}

const column = (cells: readonly (number | null)[], width: Width = 64) =>
  table({ x: floats(cells, width) });
const exact = (state: SoftmaxState, c = 0, position = 0) =>
  state.columns[c]!.tables[position]!.get(0);
const thrown = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return '';
};

describe('accumulate', () => {
  it('gives one state of all values, whatever the batches', () => {
    const batch = column([1, 2, null, -INF, 3]);
    const state = stateOf([batch]);
    expect(state).toMatchObject({ temperature: 1, negates: false });
    expect(state.columns).toMatchObject([{ name: 'x', width: 64, positions: undefined }]);
    expect(exact(state)).toMatchObject({ count: 4, minusInfinities: 1, max: 3 });
    expect(toBytes(exact(stateOf(cut(batch, [1, 0, 2]))))).toEqual(toBytes(exact(state)));
  });

  it('gives a state for each column, and for each position of a FixedSizeList', () => {
    const x = lists(
      [
        [1, 2],
        [3, null],
      ],
      32,
      'FixedSizeList',
    );
    const state = stateOf([table({ x, y: floats([5, 6]) })], { columns: /./ });
    expect(state.columns).toMatchObject([
      { name: 'x', width: 32, positions: 2 },
      { name: 'y', width: 64 },
    ]);
    expect([exact(state, 0, 0).count, exact(state, 0, 1).count, exact(state, 1).count]).toEqual([
      2, 1, 2,
    ]);
  });

  it('gives a state without columns of a stream without a batch, and one of no values of one without rows', () => {
    expect(stateOf([]).columns).toEqual([]);
    expect(exact(stateOf([column([])])).count).toBe(0);
  });

  it.each<[Width, 32 | 64 | undefined, number]>([
    [16, undefined, 32],
    [32, undefined, 32],
    [64, undefined, 64],
    [64, 32, 32],
    [32, 64, 64],
  ])('of Float%i with width %s holds values of float%i', (width, asked, got) => {
    expect(stateOf([column([0.5], width)], { width: asked }).columns[0]!.width).toBe(got);
  });

  it('counts what it met', () => {
    const met: Counts[] = [];
    stateOf([column([null, NAN, INF, 1])], { report: (counts) => met.push(counts) });
    expect(met).toEqual([{ rows: 4, batches: 1, nulls: 1, nans: 1, infinities: 1, degenerate: 0 }]);
  });

  it.each<[Partial<AccumulateOptions>, string]>([
    [
      { over: 'row' as 'stream' },
      'RangeError: accumulate: over is no axis that there is (got "row"); expected "stream" or { by: … }',
    ],
    [
      { over: 'group' as 'stream' },
      'RangeError: accumulate: over is no axis that there is (got "group"); expected "stream" or { by: … }',
    ],
    [
      { over: { by: 'k', sorted: true } as { by: string } },
      'TypeError: accumulate: sorted has no use: one pass is enough (got true); expected { by: … } alone',
    ],
    [
      { function: 'logit' as 'softmin' },
      'RangeError: accumulate: a state is of no such function (got "logit"); expected one of softmax, softmin',
    ],
    [
      { width: 16 as 32 },
      'RangeError: accumulate: width is no width of values (got 16); expected 32 or 64',
    ],
  ])('refuses %o', (options, message) => {
    expect(thrown(() => accumulate({ columns: 'x', ...options }))).toBe(message);
  });
});

describe('applyState', () => {
  const batch = column([1, 2, 3]);
  const apply = (options: Partial<ApplyStateOptions> & { state: SoftmaxState }) =>
    contents(run(applyState({ as: 'y', ...options }), batch), 'y');

  it('after accumulate is softmax over the stream', () => {
    const whole = contents(run(softmax({ columns: 'x', over: 'stream' }), batch), 'x');
    expect(apply({ state: stateOf([batch]) })).toEqual(whole);
    const tempered = softmax({ columns: 'x', over: 'stream', temperature: 2 });
    const state = stateOf([batch], { temperature: 2 });
    expect(apply({ state })).toEqual(contents(run(tempered, batch), 'x'));
  });

  it('gives any function of the same state', () => {
    const state = stateOf([batch]);
    const total = run(logSumExp({ columns: 'x', over: 'stream', as: 'y' }), batch);
    expect(apply({ state, function: 'logSumExp' })).toEqual(contents(total, 'y'));
  });

  it('of a state of softmin is softmin', () => {
    const state = stateOf([batch], { function: 'softmin' });
    expect(apply({ state })).toEqual([...apply({ state: stateOf([batch]) })].reverse());
  });

  it('of some of the columns that the state knows takes these', () => {
    const both = table({ x: floats([1, 1]), y: floats([2, 2]) });
    const state = stateOf([both], { columns: /./ });
    const result = run(applyState({ state, columns: 'y' }), both);
    expect([contents(result, 'x'), contents(result, 'y')]).toEqual([
      [1, 1],
      [0.5, 0.5],
    ]);
  });

  it.each<[string, RecordBatch, Partial<ApplyStateOptions>, string]>([
    [
      'another column',
      table({ z: floats([1]) }),
      { columns: 'z' },
      'SelectionError: applyState: the state knows no such column (column "z"); expected one of x; did you mean "x"?',
    ],
    [
      'another width',
      column([1], 32),
      {},
      'SchemaError: applyState: the state is of other values (got "float32", column "x"); expected float64',
    ],
    [
      'another shape',
      table({ x: lists([[1, 2]], 64, 'FixedSizeList') }),
      {},
      'SchemaError: applyState: the state is of other values (got "lists of 2 float64", column "x"); expected float64',
    ],
    [
      'a value beyond its maximum',
      column([2, 4]),
      {},
      'DataError: applyState: a value that the first pass has not met (got 4, column "x", batch 0, row 1); expected at most 3, the largest that was added',
    ],
  ])('fails with %s', (_, given, options, message) => {
    const error = failure(applyState({ state: stateOf([batch]), ...options }), [given]);
    expect(`${error.name}: ${error.message}`).toBe(message);
  });

  it('takes another width that is asked for, when the state is of it', () => {
    const state = stateOf([batch], { width: 32 });
    expect(runAll(applyState({ state, width: 32 }), [batch])).toHaveLength(1);
  });

  it('refuses what is no state of its function', () => {
    expect(thrown(() => applyState({ state: {} as SoftmaxState }))).toBe(
      'TypeError: applyState: the state is none (got {}); expected what accumulate gave of a stream',
    );
    expect(thrown(() => applyState({ state: stateOf([]) }))).toContain(
      'the state is of a stream that had no batch',
    );
    expect(thrown(() => applyState({ state: stateOf([batch]), function: 'softmin' }))).toBe(
      'RangeError: applyState: the state is not one of this function (got "softmin"); expected one of softmax, logSoftmax, logSumExp; did you mean "softmax"?',
    );
  });
});
