import {
  Decimal,
  Dictionary,
  Field,
  Float,
  Float64,
  Int8,
  Int32,
  List,
  makeData,
  Precision,
  RecordBatch,
  Schema,
  Struct,
  TimestampSecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { newField, recordBatch, sliceBatch, withField } from '../../src/columns/batches.js';
import { planProjection } from '../../src/columns/projection.js';
import { provenance, readProvenance } from '../../src/columns/provenance.js';
import { checkSchema, sameType } from '../../src/columns/types.js';
import { VERSION } from '../../src/version.js';
import { cellsOf, EVERY_TYPE } from './every-type.js';

describe('a record batch', () => {
  const schema = new Schema(
    [new Field('a', new Int8(), false), new Field('a', new Utf8(), true)],
    new Map([['k', 'v']]),
  );
  const children = [
    makeData({ type: new Int8(), data: Int8Array.of(1, 2, 3) }),
    vectorFromArray(['x', null, 'z'], new Utf8()).data[0]!,
  ];

  it('of two columns of one name keeps the field of each, which apache-arrow does not', () => {
    const batch = recordBatch(schema, children, 3, new Map([['m', '1']]));
    expect(batch.schema).toBe(schema);
    expect(batch.schema.fields.map((field) => String(field.type))).toEqual(['Int8', 'Utf8']);
    expect([...batch.metadata]).toEqual([['m', '1']]);
    expect(batch.numRows).toBe(3);
    expect([...batch.getChildAt(1)!]).toEqual(['x', null, 'z']);
    const type = new Struct(schema.fields);
    const theirs = new RecordBatch(schema, makeData({ type, length: 3, nullCount: 0, children }));
    expect(theirs.schema.fields.map((field) => String(field.type))).toEqual(['Utf8', 'Utf8']);
  });

  it('is one to whoever asks apache-arrow', () => {
    const batch = recordBatch(schema, children, 3);
    expect(batch).toBeInstanceOf(RecordBatch);
    expect(RecordBatch.isRecordBatch(batch)).toBe(true);
  });

  it('of ten thousand columns is made, sliced and projected in linear time', () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const wide = new Schema(names.map((name) => new Field(name, new Int8(), false)));
    const column = makeData({ type: new Int8(), data: Int8Array.of(1, 2, 3) });
    const columns = names.map(() => column);
    const picks = wide.fields.map((field, index) => ({ index, field }));
    const project = planProjection(wide, picks);
    const start = performance.now();
    for (let i = 0; i < 20; i++) project(sliceBatch(recordBatch(wide, columns, 3), 1, 3));
    expect(performance.now() - start).toBeLessThan(3000); // 0.3 s each by apache-arrow's constructor
  });

  it.each(EVERY_TYPE)('of $name is sliced as its column is', ({ make }) => {
    const column = make(0, 13);
    const batch = recordBatch(new Schema([new Field('c', column.type, true)]), [column], 13);
    const part = sliceBatch(sliceBatch(batch, 2, 12), 3, 9);
    expect(part.numRows).toBe(6);
    expect(cellsOf(part.data.children[0]!)).toEqual(cellsOf(column).slice(5, 11));
    expect(sliceBatch(batch, 0, 13)).toBe(batch);
  });

  it('is projected onto columns by index, under other fields, with all metadata', () => {
    const batch = recordBatch(schema, children, 3, new Map([['m', '1']]));
    const field = withField(schema.fields[0]!, { name: '__proto__' });
    const output = planProjection(schema, [
      { index: 1, field: schema.fields[1]! },
      { index: 0, field },
    ])(batch);
    expect(output.schema.fields.map(({ name }) => name)).toEqual(['a', '__proto__']);
    expect(output.data.children[0]).toBe(children[1]);
    expect(output.data.children[1]).toBe(children[0]);
    expect([[...output.schema.metadata], [...output.metadata]]).toEqual([
      [['k', 'v']],
      [['m', '1']],
    ]);
  });
});

describe('sameType', () => {
  it.each(EVERY_TYPE)('holds for $name and a second one made alike', ({ make }) => {
    expect(sameType(make(0, 1).type, make(1, 2).type)).toBe(true);
  });

  it('holds for no two of these types', () => {
    const types = EVERY_TYPE.map(({ make }) => make(0, 1).type);
    types.forEach((a, i) => {
      expect(types.map((b) => sameType(a, b)).indexOf(true)).toBe(i);
    });
  });

  it('holds for Float64 as a file declares it and as a program makes it', () => {
    expect(sameType(new Float64(), new Float(Precision.DOUBLE))).toBe(true);
    expect(sameType(new Float(Precision.DOUBLE), new Float64())).toBe(true);
  });

  it.each([
    [new Decimal(2, 20), new Decimal(3, 20)],
    [new Decimal(2, 20), new Decimal(2, 20, 256)],
    [new TimestampSecond('UTC'), new TimestampSecond()],
    [new List(new Field('item', new Int8(), true)), new List(new Field('item', new Int8(), false))],
    [new Dictionary(new Utf8(), new Int32()), new Dictionary(new Utf8(), new Int32(), 1, true)],
  ])('does not hold for %s and %s', (a, b) => {
    expect(sameType(a, b)).toBe(false);
    expect(sameType(b, a)).toBe(false);
  });
});

describe('checkSchema', () => {
  const first = new Schema([newField('a', new Int8(), false), newField('b', new Utf8(), true)]);
  const fails = (...fields: Field[]) => {
    try {
      checkSchema('rebatch', first, new Schema(fields), 4);
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
    return undefined;
  };

  it('takes the same fields, whatever their metadata', () => {
    const [a, b] = first.fields as [Field, Field];
    expect(fails(a, withField(b, { metadata: new Map([['k', 'v']]) }))).toBeUndefined();
  });

  it('names the first field that differs, and what it was', () => {
    const [a, b] = first.fields as [Field, Field];
    expect(fails(a, withField(b, { name: 'c' }))).toBe(
      'SchemaError: rebatch: the schema changes midway (got "c: Utf8?", batch 4); expected b: Utf8?, as in the batches before',
    );
    expect(fails(withField(a, { type: new Int32() }), b)).toBe(
      'SchemaError: rebatch: the schema changes midway (got "a: Int32", batch 4); expected a: Int8, as in the batches before',
    );
    expect(fails(a, withField(b, { nullable: false }))).toContain('(got "b: Utf8", batch 4)');
  });

  it('counts the columns where some are missing or too many', () => {
    const [a, b] = first.fields as [Field, Field];
    expect(fails(a)).toBe(
      'SchemaError: rebatch: the schema changes midway (got 1, batch 4); expected 2 columns, as in the batches before',
    );
    expect(fails(a, b, a)).toBe(
      'SchemaError: rebatch: the schema changes midway (got "a: Int8", batch 4); expected 2 columns, as in the batches before',
    );
  });
});

describe('provenance', () => {
  it('is read as it was written, with the version', () => {
    const metadata = provenance({ function: 'softmax', axis: 'row', temperature: 1.5 });
    expect(readProvenance(newField('p', new Float64(), false, metadata))).toEqual({
      function: 'softmax',
      axis: 'row',
      temperature: 1.5,
      version: VERSION,
    });
  });

  it.each(['', '{', '3', 'null', '{"function":7}'])('that is not ours is none: %s', (text) => {
    const metadata = new Map([['logitflow', text]]);
    expect(readProvenance(newField('p', new Float64(), false, metadata))).toBeUndefined();
    expect(readProvenance(newField('p', new Float64(), false))).toBeUndefined();
  });
});
