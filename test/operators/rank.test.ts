import type { Field } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { type ArgmaxOptions, argmax } from '../../operators/argmax.js';
import { topK } from '../../operators/top-k.js';
import { VERSION } from '../../src/version.js';
import {
  contents,
  cut,
  failure,
  floats,
  lists,
  namesOf,
  run,
  table,
  wideTable,
} from './support/tables.js';

const typesOf = (batch: { schema: { fields: Field[] } }) =>
  batch.schema.fields.map(({ name, type, nullable }) => `${name}: ${type}${nullable ? '?' : ''}`);

function thrown(make: () => unknown): [string, string] {
  try {
    make();
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
  throw new Error('nothing was thrown');
}

const labels = ['cat', 'dog', 'eel'];

describe('argmax', () => {
  it('is the index of the largest value of a row, the first of equals', () => {
    const batch = wideTable([
      [1, 3, 2],
      [5, 5, 1],
      [-Infinity, -7, -8],
    ]);
    const result = run(argmax({ columns: 'x*', as: 'best' }), batch);
    expect(contents(result, 'best')).toEqual([1, 0, 1]);
    expect(typesOf(result).at(-1)).toBe('best: Int32?');
  });

  it('is the label where there are labels, and null where there is no best', () => {
    const batch = table({ x: lists([[1, 3, 2], [], null, [9]]) });
    const result = run(argmax({ columns: 'x', as: 'best', labels }), batch);
    expect(contents(result, 'best')).toEqual(['dog', null, null, 'cat']);
    expect(typesOf(result).at(-1)).toBe('best: Utf8?');
  });

  it('gives the value of the class as well, where a score is named', () => {
    const batch = table({ x: lists([[1, 3, 2], [], null, [9]]), y: floats([1, 2, 3, 4]) });
    const result = run(argmax({ columns: 'x', as: 'best', score: 'value', labels }), batch);
    expect(namesOf(result)).toEqual(['x', 'y', 'best', 'value']);
    expect(contents(result, 'value')).toEqual([3, null, null, 9]);
    const wide = wideTable([
      [1, 3, 2],
      [5, 5, 1],
    ]);
    const replaced = run(argmax({ columns: 'x*', as: 'i', score: 'v', keep: false }), wide);
    expect(namesOf(replaced)).toEqual(['i', 'v']);
    expect(contents(replaced, 'v')).toEqual([3, 5]);
  });

  it('takes +Infinity for the largest, and counts it', () => {
    const counts: unknown[] = [];
    const report: ArgmaxOptions['report'] = (count) => void counts.push(count);
    const batch = wideTable([
      [1, Infinity],
      [2, 1],
    ]);
    const result = run(argmax({ columns: 'x*', as: 'best', report }), batch);
    expect(contents(result, 'best')).toEqual([1, 0]);
    expect(counts).toEqual([
      { rows: 2, batches: 1, nulls: 0, nans: 0, infinities: 1, degenerate: 0 },
    ]);
  });

  it('stands in the place of the first of its columns with keep: false', () => {
    const batch = table({ id: floats([1]), a: floats([1]), n: floats([0]), b: floats([2]) });
    const result = run(argmax({ columns: ['a', 'b'], as: 'best', keep: false }), batch);
    expect(namesOf(result)).toEqual(['id', 'best', 'n']);
  });

  it('says in the metadata what it was, and nothing of its sources', () => {
    const batch = table({ x: lists([[1, 2]]) }, { x: { metadata: { unit: 'nat' } } });
    const result = run(argmax({ columns: 'x', as: 'best' }), batch);
    const { metadata } = result.schema.fields[1] as Field;
    expect([...metadata.keys()]).toEqual(['logitflow']);
    expect(JSON.parse(metadata.get('logitflow') ?? '')).toEqual({
      function: 'argmax',
      axis: 'row',
      version: VERSION,
    });
  });

  it('has the schema of its result for a batch of zero rows', () => {
    const [empty] = cut(wideTable([[1, 2]]), [0]);
    const result = run(argmax({ columns: 'x*', as: 'best', labels }), empty!);
    expect([result.numRows, typesOf(result).at(-1)]).toEqual([0, 'best: Utf8?']);
  });
});

describe('topK', () => {
  const ragged = lists([[1, 3, 2], [7], [], [4, 4, 9]], 32);

  it('is the best classes of a row with their values, as many as there are', () => {
    const result = run(topK({ columns: 'x', as: 'top', k: 2 }), table({ x: ragged }));
    expect(contents(result, 'top')).toEqual([[1, 2], [0], [], [2, 0]]);
    expect(contents(result, 'top_score')).toEqual([[3, 2], [7], [], [9, 4]]);
    expect(typesOf(result).slice(1)).toEqual(['top: List<Int32>', 'top_score: List<Float32>']);
  });

  it('has labels where there are labels', () => {
    const result = run(topK({ columns: 'x', as: 'top', k: 9, labels }), table({ x: ragged }));
    expect(contents(result, 'top')).toEqual([
      ['dog', 'eel', 'cat'],
      ['cat'],
      [],
      ['eel', 'cat', 'dog'],
    ]);
  });

  it('does not make its buffers larger than its rows for a k beyond all classes', () => {
    const result = run(topK({ columns: 'x', as: 'top', k: 2 ** 40 }), table({ x: ragged }));
    expect(contents(result, 'top')[0]).toEqual([1, 2, 0]);
  });

  it('keeps the width of its columns, also of half ones, and of mixed ones the widest', () => {
    const half = table({ a: floats([1.5], 16), b: floats([2.5], 16) });
    const result = run(topK({ columns: '*', as: 'top', k: 1 }), half);
    expect(typesOf(result)[3]).toBe('top_score: List<Float16>');
    expect(contents(result, 'top_score')).toEqual([[2.5]]);
    const mixed = table({ a: floats([0.1], 64), b: floats([0.05], 32) });
    expect(contents(run(topK({ columns: '*', as: 'top', k: 1 }), mixed), 'top_score')).toEqual([
      [0.1],
    ]);
  });

  it('stands in the place of the first of its columns with keep: false', () => {
    const batch = table({ id: floats([1]), a: floats([1]), n: floats([0]), b: floats([2]) });
    const result = run(topK({ columns: ['a', 'b'], as: 'top', k: 1, keep: false }), batch);
    expect(namesOf(result)).toEqual(['id', 'top', 'top_score', 'n']);
  });
});

describe('argmax and topK fail', () => {
  const both = (options: object, batch: ReturnType<typeof table>) => [
    failure(argmax({ columns: '*', as: 'top', ...options }), [batch]),
    failure(topK({ columns: '*', as: 'top', k: 1, ...options }), [batch]),
  ];

  it('for several list columns, of which each would want a result', () => {
    const batch = table({ p: lists([[1]]), q: lists([[1]]) });
    const [one, other] = both({}, batch);
    const message =
      'several list columns are a row of classes each, and there is one result (got 2); expected one list column or several scalar columns';
    expect([one!.name, one!.message]).toEqual(['SelectionError', `argmax: ${message}`]);
    expect([other!.name, other!.message]).toEqual(['SelectionError', `topK: ${message}`]);
  });

  it.each([
    ['scalar columns', wideTable([[1, 2, 3, 4]])],
    ['a FixedSizeList', table({ x: lists([[1, 2, 3, 4]], 64, 'FixedSizeList') })],
  ])('for fewer labels than there are classes in %s', (_, batch) => {
    const [error] = both({ labels }, batch);
    expect([error!.name, error!.message]).toEqual([
      'SelectionError',
      'argmax: fewer labels than classes (got 3); expected 4 labels, one for each class',
    ]);
  });

  it('for a class of a ragged list that has no label', () => {
    const [error, other] = both({ labels }, table({ x: lists([[1], [1, 2, 3, 4]]) }));
    expect([error!.name, error!.message]).toEqual([
      'DataError',
      'argmax: fewer labels than classes (got 3, column "x", batch 0, row 1); expected 4 labels, one for each class',
    ]);
    expect(other!.message).toContain('batch 0, row 1');
  });

  it('for a single scalar column', () => {
    const [error] = both({}, table({ a: floats([1]) }));
    expect(error!.name).toBe('SelectionError');
  });
});

describe('argmax refuses', () => {
  it.each([
    ['', '""'],
    [7, '7'],
  ])('a score that names no column, when it is made: %j', (score, got) => {
    const options = { columns: 'x*', as: 'best', score } as ArgmaxOptions;
    expect(thrown(() => argmax(options))).toEqual([
      'TypeError',
      `argmax: score names no column (got ${got}); expected a column name`,
    ]);
  });
});

describe('argmax and topK refuse, when they are made,', () => {
  it.each<[object, string, string]>([
    [
      { as: undefined },
      'TypeError',
      'topK: as must name the one result (got undefined); expected a column name without *',
    ],
    [{ k: 0 }, 'RangeError', 'topK: k is no count (got 0); expected an integer of at least 1'],
    [{ k: 1.5 }, 'RangeError', 'topK: k is no count (got 1.5); expected an integer of at least 1'],
    [{ k: '3' }, 'TypeError', 'topK: k is no count (got "3"); expected an integer of at least 1'],
    [
      { labels: 'cat' },
      'TypeError',
      'topK: labels are no array (got "cat"); expected an array of strings, one for each class',
    ],
    [
      { labels: ['cat', 2] },
      'TypeError',
      'topK: labels[1] is no string (got 2); expected an array of strings, one for each class',
    ],
    [
      { degenerate: 'zero' },
      'RangeError',
      'topK: unknown policy for degenerate (got "zero"); expected "null", "error"',
    ],
    [
      { label: labels },
      'TypeError',
      'topK: unknown option (got "label"); expected one of columns, as, keep, labels, nulls, nan, degenerate, report, warn, firstRow, reuseResults, k, by, replay, replayLimit, spill; did you mean "labels"?',
    ],
  ])('%o', (options, name, message) => {
    const given = { columns: '*', as: 'top', k: 1, ...options };
    expect(thrown(() => topK(given))).toEqual([name, message]);
  });
});
