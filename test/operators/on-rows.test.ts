import { finished } from 'node:stream/promises';
import { Schema } from 'apache-arrow';
import { format, parseString } from 'fast-csv';
import {
  filter,
  from,
  ignoreElements,
  map,
  type Observable,
  of,
  pipe,
  startWith,
  take,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { argmax } from '../../operators/argmax.js';
import type { BatchOperator } from '../../operators/core/over-batches.js';
import { onRows } from '../../operators/on-rows.js';
import { rename } from '../../operators/rename.js';
import { select } from '../../operators/select.js';
import { softmax } from '../../operators/softmax.js';
import { topK } from '../../operators/top-k.js';
import { recordBatch, sliceBatch } from '../../src/columns/batches.js';
import { CELLS_KEY } from '../../src/columns/text.js';
import { DataError } from '../../src/errors.js';
import { itPassesTheList, marbles } from './support/rxjs-list.js';

function all<T>(source: Observable<T>): T[] {
  const got: T[] = [];
  let failure: unknown;
  source.subscribe({
    next: (value) => got.push(value),
    error: (error) => {
      failure = error;
    },
  });
  if (failure !== undefined) throw failure;
  return got;
}

const untouched: BatchOperator = (source) => source;
const probabilities = softmax({ columns: 'logit_*', as: 'prob_*' });
const halves = { prob_a: 0.5, prob_b: 0.5 };

describe('onRows as an operator of rxjs', () => {
  const row = (id: string) => ({ id, logit_a: '1', logit_b: 1 });
  itPassesTheList({
    make: () => onRows(probabilities),
    values: { a: row('a'), b: row('b'), c: row('c') },
    say: (result) => result,
    results: {
      a: { ...row('a'), ...halves },
      b: { ...row('b'), ...halves },
      c: { ...row('c'), ...halves },
    },
  });

  it('gives rows as soon as a batch of them is there, and the rest at the end', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-b-c-|', { a: { x: 1 }, b: { x: 2 }, c: { x: 3 } });
      const result = source.pipe(
        onRows(untouched, { rows: 2 }),
        map(({ x }) => `${x}`),
      );
      expectObservable(result).toBe('---(12)(3|)');
    });
  });

  it('gives rows that wait for others no later than `within`', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values = { 1: { x: 1 }, 2: { x: 2 }, 3: { x: 3 }, 4: { x: 4 }, 5: { x: 5 } };
      const source = cold('12-----3------45|', values);
      const lifted = onRows(untouched, { rows: 3, within: 5 });
      const result = source.pipe(
        lifted,
        map(({ x }) => `${x}`),
      );
      expectObservable(result).toBe('-----(12)---3---(45|)');
      expectSubscriptions(source.subscriptions).toBe('^---------------!');
    });
  });

  it('ends its timer when it is left, and when the source fails', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const lifted = onRows(untouched, { rows: 3, within: 5 });
      expectObservable(
        cold('1-').pipe(
          map(() => ({ x: 1 })),
          lifted,
        ),
        '^-!',
      ).toBe('---');
      expectObservable(
        cold('1-#').pipe(
          map(() => ({ x: 1 })),
          lifted,
        ),
      ).toBe('--#');
      flush();
    });
  });

  it('pulls three rows of a synchronous firehose for take(3), with a time limit too', () => {
    let pulled = 0;
    function* firehose() {
      while (pulled < 1000) {
        pulled += 1;
        yield { x: pulled };
      }
    }
    const lifted = onRows(untouched, { rows: 3, within: 5 });
    expect(all(from(firehose()).pipe(lifted, take(3)))).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }]);
    expect(pulled).toBe(3);
  });

  it('sends what the operator throws down the error channel', () => {
    const failure = new Error('mine');
    const throws: BatchOperator = map(() => {
      throw failure;
    });
    expect(() => all(of({ x: 1 }).pipe(onRows(throws)))).toThrow(failure);
  });
});

describe('a row that is an object', () => {
  it('gets the results beside its own cells, which are the same as before', () => {
    const when = new Date(0);
    const nested = { deep: [1, 'two'] };
    const row = {
      id: '007',
      logit_a: '0.0',
      when,
      logit_b: 0,
      nested,
      none: null,
      empty: '',
      missing: undefined,
      big: 10n ** 20n,
      yes: true,
    };
    const [result] = all(of(row).pipe(onRows(probabilities)));
    expect(result).toEqual({ ...row, ...halves });
    expect(Object.keys(result!)).toEqual([...Object.keys(row), 'prob_a', 'prob_b']);
    expect(result!.when).toBe(when);
    expect(result!.nested).toBe(nested);
    expect(result!.logit_a).toBe('0.0');
  });

  it('gets null where a result is null, and plain numbers and strings else', () => {
    const best = argmax({ columns: 'logit_*', as: 'best', labels: ['no', 'yes'] });
    const lifted = onRows(pipe(softmax({ columns: 'logit_*' }), best));
    const rows = [
      { logit_a: '1', logit_b: '' },
      { logit_a: '-inf', logit_b: '3' },
    ];
    expect(all(from(rows).pipe(lifted))).toEqual([
      { logit_a: null, logit_b: null, best: null },
      { logit_a: 0, logit_b: 1, best: 'yes' },
    ]);
  });

  it('keeps −0, NaN and the infinities of numbers on their way to an operator', () => {
    const numbers = [-0, Number.NaN, Infinity, -Infinity, 5e-324, 0.1];
    const texts: unknown[] = [];
    const peek: BatchOperator = map((batch) => {
      texts.push(batch.getChildAt(0)!.get(0));
      expect(batch.schema.fields[0]!.metadata.get(CELLS_KEY)).toBe('text');
      return batch;
    });
    all(from(numbers.map((x) => ({ x }))).pipe(onRows(peek)));
    expect(texts).toEqual(['-0', 'NaN', 'Infinity', '-Infinity', '5e-324', '0.1']);
  });

  it('may have a column named __proto__', () => {
    const row = JSON.parse('{"__proto__":"7","logit_a":"1","logit_b":"1"}');
    const [result] = all(of(row as object).pipe(onRows(probabilities)));
    expect(Object.keys(result!)).toEqual(['__proto__', 'logit_a', 'logit_b', 'prob_a', 'prob_b']);
    expect(JSON.stringify(result)).toContain('"__proto__":"7"');
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  it('may have lists of numbers, which come back as arrays where they are changed', () => {
    const rows = [
      { logits: Float32Array.of(1, 1), kept: [1, null, 2] },
      { logits: [0, 0, 0, 0], kept: null },
      { logits: null, kept: [] },
    ];
    const lifted = onRows(softmax({ columns: 'logits' }), { rows: 3 });
    const results = all(from(rows).pipe(lifted));
    expect(results.map(({ logits }) => logits)).toEqual([
      [0.5, 0.5],
      [0.25, 0.25, 0.25, 0.25],
      null,
    ]);
    results.forEach(({ kept }, i) => {
      expect(kept).toBe(rows[i]!.kept);
    });
  });

  it('gets lists from an operator that makes them', () => {
    const labels = ['x', 'y', 'z'];
    const best = topK({ columns: ['a', 'b', 'c'], k: 2, as: 'top', labels });
    const [result] = all(of({ a: 1, b: 3, c: 2 }).pipe(onRows(best)));
    expect(result).toEqual({ a: 1, b: 3, c: 2, top: ['y', 'z'], top_score: [3, 2] });
  });

  it('may have cells that no operator takes for numbers, as long as none is asked to', () => {
    const rows = [
      { x: '1', y: '1' },
      { x: new Date(0), y: [1] },
    ];
    expect(all(from(rows).pipe(onRows(untouched)))).toEqual(rows);
    expect(() => all(from(rows).pipe(onRows(softmax({ columns: ['x', 'y'] }))))).toThrow(
      'softmax: the cell holds no number (got "[object Date]", column "x", batch 1, row 1); expected a number such as 1.5, -2e3 or NaN, or an empty cell',
    );
    const objects = [{ x: { valueOf: () => 1 }, y: 1 }];
    expect(() => all(from(objects).pipe(onRows(softmax({ columns: ['x', 'y'] }))))).toThrow(
      'softmax: the column holds no numbers but Utf8 (column "x")',
    );
  });

  it('may begin to have lists after a batch without, as long as no operator reads them', () => {
    const rows = [{ logits: null }, { logits: [1, 2] }];
    expect(all(from(rows).pipe(onRows(untouched)))).toEqual(rows);
    const best = argmax({ columns: 'logits', as: 'best' });
    expect(() => all(from(rows).pipe(onRows(best)))).toThrow('argmax: one scalar column');
    expect(all(from(rows).pipe(onRows(best, { rows: 2 })))).toEqual([
      { logits: null, best: null },
      { logits: [1, 2], best: 1 },
    ]);
  });

  it('keeps its own cells under other names and in another order', () => {
    const cell = { a: 1 };
    const lifted = onRows(pipe(rename({ x: 'z' }), select(['y', 'z'])));
    const [result] = all(of({ x: cell, y: '01' }).pipe(lifted));
    expect(Object.entries(result!)).toEqual([
      ['y', '01'],
      ['z', cell],
    ]);
    expect(result!.z).toBe(cell);
  });

  it.each([1, 2, 3, 100])('gives the same results in batches of %d', (rows) => {
    const source = Array.from({ length: 7 }, (_, i) => ({
      id: i,
      logit_a: `${i}`,
      logit_b: i * i,
    }));
    const single = all(from(source).pipe(onRows(probabilities)));
    expect(all(from(source).pipe(onRows(probabilities, { rows })))).toEqual(single);
    expect(single.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe('a row that is an array', () => {
  it('has its cells named by the first row, which is passed on with the new names', () => {
    const rows = [
      ['id', 'logit_a', 'logit_b'],
      ['7', '1', '1'],
      ['8', '', '1'],
    ];
    expect(all(from(rows).pipe(onRows(probabilities, { header: true })))).toEqual([
      ['id', 'logit_a', 'logit_b', 'prob_a', 'prob_b'],
      ['7', '1', '1', 0.5, 0.5],
      ['8', '', '1', null, null],
    ]);
  });

  it('keeps the order that an object would not: integers, __proto__, names that repeat', () => {
    const rows = [
      ['2', '1', '__proto__', '', '1'],
      ['two', 'one', 'proto', 'empty', 'again'],
    ];
    expect(all(from(rows).pipe(onRows(rename({ '2': 'II' }), { header: true })))).toEqual([
      ['II', '1', '__proto__', '', '1'],
      ['two', 'one', 'proto', 'empty', 'again'],
    ]);
  });

  it('may have its cells named by an option, and then no header is passed on', () => {
    const lifted = onRows(probabilities, { header: ['logit_a', 'logit_b'] });
    expect(all(of(['1', '1']).pipe(lifted))).toEqual([['1', '1', 0.5, 0.5]]);
    expect(all(of<string[]>().pipe(lifted))).toEqual([]);
  });

  it('may be the header alone, which then is passed on with the new names', () => {
    const lifted = onRows(probabilities, { header: true, rows: 10 });
    expect(all(of(['logit_a', 'logit_b']).pipe(lifted))).toEqual([
      ['logit_a', 'logit_b', 'prob_a', 'prob_b'],
    ]);
    expect(all(of<string[]>().pipe(lifted))).toEqual([]);
  });

  it('goes from the rows of a CSV parser to those of a formatter', async () => {
    const csv = 'id;logit_cat;logit_dog\n"x;1";2,5;1\n'.replace(',', '.');
    const best = argmax({ columns: 'prob_*', as: 'best', labels: ['cat', 'dog'] });
    const lifted = onRows(pipe(softmax({ columns: 'logit_*', as: 'prob_*' }), best), {
      header: true,
    });
    const parser = parseString<string[], string[]>(csv, { delimiter: ';' });
    const formatter = format({ delimiter: ';' });
    let text = '';
    formatter.on('data', (chunk) => {
      text += chunk;
    });
    await from(parser)
      .pipe(lifted)
      .forEach((row) => void formatter.write(row));
    formatter.end();
    await finished(formatter);
    const [p, q] = [1 / (1 + Math.exp(-1.5)), 1 / (1 + Math.exp(1.5))];
    const [header, row] = text.split('\n').map((line) => line.split(';'));
    expect(header).toEqual(['id', 'logit_cat', 'logit_dog', 'prob_cat', 'prob_dog', 'best']);
    expect(row!.slice(0, 4)).toEqual(['"x', '1"', '2.5', '1']);
    expect(Number(row![4])).toBeCloseTo(p, 14);
    expect(Number(row![5])).toBeCloseTo(q, 14);
    expect(row![6]).toBe('cat');
  });
});

describe('onRows fails', () => {
  const failing = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      return error as Error;
    }
    throw new Error('nothing was thrown');
  };

  it('at a cell that is no number, with its column and its row in the stream', () => {
    const rows = [
      ['logit_a', 'logit_b'],
      ['1', '2'],
      ['1', '2'],
      ['1', 'n/a'],
    ];
    const error = failing(() =>
      all(from(rows).pipe(onRows(probabilities, { header: true, rows: 2 }))),
    );
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(
      'softmax: the cell holds no number (got "n/a", column "logit_b", batch 1, row 2); expected a number such as 1.5, -2e3 or NaN, or an empty cell; what is missing is an empty cell',
    );
  });

  it.each<[string, readonly unknown[], string]>([
    [
      'a short row',
      [['1', '2'], ['1']],
      'onRows: the row has another number of cells (got 1, row 1); expected 2 cells, as in the header',
    ],
    [
      'a long row',
      [['1', '2', '3']],
      'onRows: the row has another number of cells (got 3, row 0); expected 2 cells, as in the header',
    ],
    [
      'a row that is no array',
      [{ a: 1 }],
      'onRows: the row is no array (got {"a":1}, row 0); expected an array',
    ],
  ])('at %s under a header', (_, rows, message) => {
    const source = from(rows as string[][]).pipe(startWith(['a', 'b']));
    const error = failing(() => all(source.pipe(onRows(untouched, { header: true, rows: 1 }))));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(message);
  });

  it.each<[string, readonly unknown[], string]>([
    [
      'a key that is missing',
      [{ a: 1, b: 2 }, { a: 1 }],
      'onRows: the row has no such key (column "b", row 1); expected the keys of the first row',
    ],
    [
      'another key',
      [
        { a: 1, b: 2 },
        { a: 1, c: 2 },
      ],
      'onRows: the row has no such key (column "b", row 1); expected the keys of the first row',
    ],
    [
      'one key more',
      [{ a: 1 }, { a: 1, b: 2 }],
      'onRows: the row has one key more (column "b", row 1); expected the keys of the first row',
    ],
    [
      'an array',
      [['1']],
      'onRows: the row is no object (got ["1"], row 0); expected an object (arrays need the option header)',
    ],
    [
      'null',
      [{ a: 1 }, null],
      'onRows: the row is no object (got null, row 1); expected an object (arrays need the option header)',
    ],
  ])('at %s among objects', (_, rows, message) => {
    const error = failing(() => all(from(rows as object[]).pipe(onRows(untouched, { rows: 2 }))));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(message);
  });

  it('takes the same keys in another order', () => {
    const rows = [
      { a: 1, b: 2 },
      { b: 4, a: 3 },
    ];
    expect(all(from(rows as object[]).pipe(onRows(untouched)))).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
  });

  it('at a header that is none', () => {
    const error = failing(() => all(of(['a', 7]).pipe(onRows(untouched, { header: true }))));
    expect(error.message).toBe(
      'onRows: the header is no array of names (got ["a",7]); expected an array of strings',
    );
  });

  it.each<[string, unknown, string]>([
    [
      'a number',
      3,
      'onRows: the cell is no list (got 3, column "x", row 1); expected an array of numbers, as in the rows before',
    ],
    [
      'a list of text',
      ['a'],
      'onRows: the list holds no numbers (got "a", column "x", row 1); expected an array of numbers, as in the rows before',
    ],
    [
      'too large an integer',
      [2n ** 60n + 1n],
      'onRows: the integer is beyond 2⁵³ (got 1152921504606846977n, column "x", row 1); expected integers that a number holds exactly',
    ],
  ])('at %s in a column of lists', (_, cell, message) => {
    const rows = [{ x: [1, 2n] }, { x: cell }];
    expect(failing(() => all(from(rows).pipe(onRows(untouched)))).message).toBe(message);
  });

  const five = Array.from({ length: 5 }, (_, x) => ({ x }));
  const drops = 'expected an operator that gives one row for each row, batch by batch';
  it.each<[string, BatchOperator, string]>([
    [
      'drops rows of a batch',
      map((b) => sliceBatch(b, 0, 1)),
      `onRows: the operator dropped rows (got 1); ${drops}`,
    ],
    [
      'adds rows to a batch',
      map((b) => recordBatch(b.schema, b.data.children, b.numRows + 1, b.metadata)),
      `onRows: the operator added rows (got 1); ${drops}`,
    ],
    [
      'drops a batch',
      filter((_, i) => i !== 1),
      `onRows: the operator dropped or moved rows (got 2); ${drops}`,
    ],
    [
      'drops the last batch',
      filter((_, i) => i !== 2),
      `onRows: the operator dropped rows (got 1); ${drops}`,
    ],
    ['drops everything', ignoreElements(), `onRows: the operator dropped rows (got 5); ${drops}`],
    [
      'adds a batch',
      startWith(recordBatch(new Schema([]), [], 3)),
      `onRows: the operator added a batch (got 3); ${drops}`,
    ],
  ])('where the operator %s', (_, operator, message) => {
    expect(failing(() => all(from(five).pipe(onRows(operator, { rows: 2 })))).message).toBe(
      message,
    );
  });

  it.each<[unknown, object | null, string]>([
    [
      7,
      {},
      'TypeError: onRows: the operator is no function (got 7); expected an operator on batches',
    ],
    [
      untouched,
      { row: 1000 },
      'TypeError: onRows: unknown option (got "row"); expected one of rows, within, header; did you mean "rows"?',
    ],
    [untouched, null, 'TypeError: onRows: no options (got null); expected an object'],
    [
      untouched,
      { rows: 0 },
      'RangeError: onRows: rows is no number of rows (got 0); expected an integer from 1',
    ],
    [
      untouched,
      { rows: 1.5 },
      'RangeError: onRows: rows is no number of rows (got 1.5); expected an integer from 1',
    ],
    [
      untouched,
      { within: 0 },
      'RangeError: onRows: within is no span of time (got 0); expected milliseconds above 0',
    ],
    [
      untouched,
      { within: Infinity },
      'RangeError: onRows: within is no span of time (got Infinity); expected milliseconds above 0',
    ],
    [
      untouched,
      { header: false },
      'TypeError: onRows: header is no header (got false); expected an array of names, or true',
    ],
    [
      untouched,
      { header: ['a', 1] },
      'TypeError: onRows: header is no header (got ["a",1]); expected an array of names, or true',
    ],
  ])('when it is made of %o and %o', (operator, options, message) => {
    const error = failing(() => onRows(operator as BatchOperator, options as never));
    expect(`${error.name}: ${error.message}`).toBe(message);
  });
});
