import { readFileSync, writeFileSync } from 'node:fs';
import type { Data, RecordBatch } from 'apache-arrow';
import { lastValueFrom, map, type Observable, share, take, tap, toArray } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  accumulate,
  activate,
  affine,
  applyState,
  argmax,
  type BatchOperator,
  entmax15,
  gumbelSoftmax,
  hardmax,
  logSoftmax,
  logSumExp,
  rebatch,
  rename,
  select,
  sigmoid,
  softmax,
  softmin,
  sparsemax,
  swiglu,
  topK,
} from '../../operators/index.js';
import { read, readCsv } from '../../src/files/read.js';
import { write, writeCsv } from '../../src/files/write.js';
import { createGate } from '../../src/flow/gate.js';
import { LendingGate, lentBy } from '../../src/flow/lending.js';
import { createCsvEncoder } from '../../src/formats/csv/encoder.js';
import { rowsOf, scratch } from './support.js';

const path = scratch();

afterEach(() => vi.restoreAllMocks());

/** Batches of different lengths and texts, with nulls and quotes here and there. */
const CSV = `id,name,a,b,c\n${Array.from({ length: 3000 }, (_, i) => {
  const name = i % 7 === 0 ? '' : i % 5 === 0 ? `"n, ${'x'.repeat(i % 90)}"` : `n${i}`;
  return `${i},${name},${(i % 13) / 3},${i % 11 === 0 ? '' : -i / 7},${(i * 37) % 101}\n`;
}).join('')}`;

const READ = { csv: { rows: 193 } };

const steps = (batches: Observable<RecordBatch>) =>
  batches.pipe(
    softmax({ columns: ['a', 'b', 'c'], as: (name) => `p_${name}` }),
    argmax({ columns: ['p_a', 'p_b', 'p_c'], as: 'best' }),
    sigmoid({ columns: 'c' }),
  );

function expectSame(one: string, other: string): void {
  expect(readFileSync(path(one)).equals(readFileSync(path(other)))).toBe(true);
}

function buffersOf(batch: RecordBatch): ArrayBufferLike[] {
  const own = ({ values, valueOffsets }: Data) =>
    [values, valueOffsets].flatMap((array) => (ArrayBuffer.isView(array) ? [array.buffer] : []));
  return batch.data.children.flatMap(own);
}

describe('a pipeline of nothing but our source, operators and sink', () => {
  it.each(
    ['csv', 'arrow', 'arrows', 'csv.gz', 'arrows.gz'].flatMap((from) =>
      ['csv', 'arrow', 'arrows', 'csv.gz'].map((to) => [from, to] as const),
    ),
  )('writes what one writes whose batches somebody looks at: %s to %s', async (from, to) => {
    writeFileSync(path('in.csv'), CSV);
    await lastValueFrom(
      read(path('in.csv'), READ).pipe(rebatch({ rows: 250 }), write(path(`in.${from}`))),
    );
    const source = () => read(path(`in.${from}`), READ);
    await lastValueFrom(steps(source()).pipe(write(path(`ours.${to}`))));
    await lastValueFrom(
      steps(source().pipe(tap(() => {}))).pipe(
        map((batch) => batch),
        write(path(`looked.${to}`)),
      ),
    );
    expectSame(`ours.${to}`, `looked.${to}`);
  });

  it('has every batch in the memory of the one before', async () => {
    writeFileSync(path('in.csv'), CSV);
    const batches = steps(readCsv(path('in.csv'), { rows: 300 }));
    const count = async (source: Observable<RecordBatch>) =>
      new Set((await lastValueFrom(source.pipe(map(buffersOf), toArray()))).flat()).size;
    const columns = 5 + 4 + 1;
    // The first batch makes room; bits of validity, small as they are, are anew for each.
    expect(await count(lentBy(batches, new LendingGate())!)).toBeLessThan(3 * columns);
    expect(await count(batches)).toBeGreaterThan(6 * columns);
  });
});

describe('batches that somebody may keep', () => {
  const rows = async (batches: Observable<RecordBatch>) =>
    rowsOf(await lastValueFrom(batches.pipe(toArray())));

  it('stay as they are, wherever in the pipeline they are taken', async () => {
    writeFileSync(path('in.csv'), CSV);
    const source = () => readCsv(path('in.csv'), { rows: 193 });
    const [read, computed]: RecordBatch[][] = [[], []];
    await lastValueFrom(
      source().pipe(
        tap((batch) => read.push(batch)),
        steps,
        tap((batch) => computed.push(batch)),
        writeCsv(path('out.csv')),
      ),
    );
    expect(rowsOf(read)).toEqual(await rows(source()));
    expect(rowsOf(computed)).toEqual(await rows(steps(source())));
  });

  it('stay as they are beside a sink that has its own lent', async () => {
    writeFileSync(path('in.csv'), CSV);
    const warned = vi.spyOn(console, 'warn');
    const batches = steps(readCsv(path('in.csv'), { rows: 193 }));
    const [kept] = await Promise.all([
      lastValueFrom(batches.pipe(toArray())),
      lastValueFrom(batches.pipe(writeCsv(path('a.csv')))),
      lastValueFrom(batches.pipe(share(), writeCsv(path('b.csv')))),
    ]);
    expect(warned).not.toHaveBeenCalled();
    expect(rowsOf(kept)).toEqual(await rows(batches));
    expectSame('a.csv', 'b.csv');
  });

  it('are not lent to a gate that may let the source run ahead', async () => {
    writeFileSync(path('in.csv'), CSV);
    const gate = createGate();
    const alone = readCsv(path('in.csv'), { gate });
    expect(lentBy(alone, new LendingGate())).toBeUndefined();
    expect(lentBy(steps(alone), new LendingGate())).toBeUndefined();
    await lastValueFrom(steps(readCsv(path('in.csv'))).pipe(writeCsv(path('a.csv'), { gate })));
    await lastValueFrom(steps(readCsv(path('in.csv'))).pipe(writeCsv(path('b.csv'))));
    expectSame('a.csv', 'b.csv');
  });

  it.each([
    ['map', map((batch: RecordBatch) => batch)],
    ['take', take<RecordBatch>(2)],
    ['rebatch', rebatch({ rows: 10 })],
    ['share', share<RecordBatch>()],
    ['a softmax down the stream', softmax({ columns: 'a', over: 'stream' })],
    ['a softmax by group', softmax({ columns: 'a', over: { by: 'name' } })],
  ])('are those behind %s', (_, operator) => {
    const source = readCsv(path('in.csv'));
    expect(lentBy(source, new LendingGate())).toBeDefined();
    expect(lentBy(source.pipe(sigmoid({ columns: 'a' })), new LendingGate())).toBeDefined();
    expect(lentBy(source.pipe(operator), new LendingGate())).toBeUndefined();
    expect(
      lentBy(source.pipe(operator, sigmoid({ columns: 'a' })), new LendingGate()),
    ).toBeUndefined();
  });
});

describe('operators that lend', () => {
  const columns = ['a', 'b', 'c'];
  const as = (name: string) => `p_${name}`;

  it.each([
    ['softmax', softmax({ columns, as, nulls: 'mask' })],
    ['softmin', softmin({ columns, temperature: 2 })],
    ['logSoftmax', logSoftmax({ columns, as })],
    ['sparsemax', sparsemax({ columns, nulls: 'mask' })],
    ['entmax15', entmax15({ columns, as })],
    ['hardmax', hardmax({ columns })],
    ['gumbelSoftmax', gumbelSoftmax({ columns, seed: 7 })],
    ['softmax with sums of one', softmax({ columns, sumToOne: { decimals: 3 } })],
    ['logSumExp', logSumExp({ columns, as: 'sum' })],
    ['argmax', argmax({ columns, as: 'best', labels: columns, score: 'score' })],
    ['topK', topK({ columns, k: 2, as: 'top', labels: columns })],
    ['activate', activate('gelu', { columns, nulls: 'mask' })],
    ['activate by a function', activate((x) => 2 * x, { columns, as })],
    ['affine', affine({ columns, weights: [1, 2, 3], bias: 1, as: 'y' })],
    ['swiglu', swiglu({ columns: ['a', 'c'], as: 'y' })],
    ['select', select(['c', 'name', 'a'])],
    ['rename', rename({ a: 'x' })],
  ])('give what they give otherwise: %s', async (_, operator) => {
    await expectTheSame(operator);
  });

  it('give what they give otherwise: applyState', async () => {
    writeFileSync(path('in.csv'), CSV);
    const state = await lastValueFrom(
      readCsv(path('in.csv')).pipe(accumulate({ columns, over: { by: 'id' } })),
    );
    await expectTheSame(applyState({ columns, state, as }));
  });

  async function expectTheSame(operator: BatchOperator): Promise<void> {
    writeFileSync(path('in.csv'), CSV);
    const batches = readCsv(path('in.csv'), { rows: 193 }).pipe(
      operator,
      sigmoid({ columns: 'c', warn: () => {} }),
    );
    const texts = (source: Observable<RecordBatch>) => {
      const encoder = createCsvEncoder();
      const text = (batch: RecordBatch) => Buffer.concat([...encoder.push(batch)]).toString();
      return lastValueFrom(source.pipe(map(text), toArray()));
    };
    expect((await texts(lentBy(batches, new LendingGate())!)).join('')).toBe(
      (await texts(batches)).join(''),
    );
  }
});
