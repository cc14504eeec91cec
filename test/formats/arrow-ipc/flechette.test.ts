import { tableFromIPC } from '@uwdata/flechette';
import { Field, type RecordBatch, Schema, Utf8, vectorFromArray } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { recordBatch, sliceBatch } from '../../../src/columns/batches.js';
import {
  batchOf,
  column,
  everything,
  float16,
  KINDS,
  type Kind,
  plain,
  valuesOf,
} from './batches.js';
import { encode } from './support.js';

/** As flechette, an implementation of its own, reads it. */
function read(bytes: Uint8Array) {
  return tableFromIPC(bytes, { useBigInt: true, useMap: true });
}

function columnsOf(bytes: Uint8Array): unknown[][] {
  return read(bytes).children.map((child) => Array.from(child, plain));
}

/** Where the two libraries say the same value in other words: flechette's, of apache-arrow's. */
const WORDS: Readonly<Record<string, (value: unknown) => unknown>> = {
  Decimal: (value) => (value as number[])[0]! / 100,
  IntervalYearMonth: (value) => (value as number[])[0]! * 12 + (value as number[])[1]!,
};

function expected(name: string, batches: readonly RecordBatch[]): unknown[] {
  const say = WORDS[name] ?? ((value) => value);
  const values = batches.flatMap((batch) => valuesOf(batch)[0]!);
  return values.map((value) => (value === null ? null : say(value)));
}

describe.each(['stream', 'file'] as const)('flechette reads from a %s', (format) => {
  it.each(Object.entries<Kind>(KINDS))('%s, with nulls, slices and many batches', (name, kind) => {
    const whole = batchOf({ [name]: column(kind, 67, true) });
    const batches = [whole, sliceBatch(whole, 11, 50), sliceBatch(whole, 16, 17)];
    expect(columnsOf(encode(batches, { format }))[0]).toEqual(expected(name, batches));
  });

  it('Float16, to the subnormals and infinities', () => {
    const bits = [0x0001, 0x83ff, 0x0400, 0x3555, 0x7bff, 0x7c00, 0xfc00, 0x8000];
    const [values] = columnsOf(encode([batchOf({ half: float16(bits) })], { format }));
    const wanted = [
      2 ** -24,
      -1023 * 2 ** -24,
      2 ** -14,
      0.333251953125,
      65504,
      Infinity,
      -Infinity,
      -0,
    ];
    expect(values).toEqual(wanted);
  });

  it('two columns that share one buffer', () => {
    const shared = column(KINDS.Float32, 1000, true);
    const [a, b] = columnsOf(encode([batchOf({ a: shared, b: shared })], { format }));
    expect(a).toEqual(valuesOf(batchOf({ shared }))[0]);
    expect(b).toEqual(a);
  });

  it('the schema and no rows where there are no batches', () => {
    const table = read(encode([everything(0, false)], { format }));
    expect(table.numRows).toBe(0);
    expect(table.schema.fields.map((field) => field.name)).toEqual(Object.keys(KINDS));
  });

  it('the metadata of schema and fields', () => {
    const { schema } = read(encode([batchOf({ x: column(KINDS.Int32, 2, false) })], { format }));
    expect(schema.metadata).toEqual(new Map([['made by', 'a test']]));
    expect(schema.fields[0]!.metadata).toEqual(new Map([['unit', 'x']]));
  });

  it('names that are empty or the same', () => {
    const x = column(KINDS.Int32, 2, false);
    const y = vectorFromArray(['a', 'b'], new Utf8()).data[0]!;
    const fields = [new Field('', x.type), new Field('y', x.type), new Field('y', y.type)];
    const table = read(encode([recordBatch(new Schema(fields), [x, x, y], 2)], { format }));
    expect(table.schema.fields.map((field) => field.name)).toEqual(['', 'y', 'y']);
    expect([...table.children[2]!]).toEqual(['a', 'b']);
  });

  it('dictionaries that change from batch to batch', () => {
    const { Dictionary } = KINDS;
    const batches = [0, 3, 1].map((from) => batchOf({ word: column(Dictionary, 4, false, from) }));
    const one = batches.map((b) => recordBatch(batches[0]!.schema, b.data.children, 4));
    expect(columnsOf(encode(one, { format }))[0]).toEqual(batches.flatMap((b) => valuesOf(b)[0]));
  });
});
