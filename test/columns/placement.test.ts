import { Field, FixedSizeList, Float32, Float64, makeData, Schema, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { newField, recordBatch } from '../../src/columns/batches.js';
import {
  checkPlacement,
  type Placement,
  planAssembly,
  type Result,
} from '../../src/columns/selection/placement.js';
import { type Columns, chooseColumns } from '../../src/columns/selection/select.js';
import { CELLS_KEY } from '../../src/columns/text.js';
import { SelectionError } from '../../src/errors.js';

const float = new Float64();
const schema = new Schema(
  ['id', 'logit_a', 'x', 'logit_b'].map((name) => new Field(name, float, false)),
  new Map([['about', 'scores']]),
);
const column = (value: number) => makeData({ type: float, data: Float64Array.of(value) });
const batch = recordBatch(schema, [0, 1, 2, 3].map(column), 1, new Map([['part', '7']]));
const result: Result = { type: float, nullable: true, metadata: new Map([['logitflow', '{}']]) };

/** The columns of the output as `name=value`. */
function placed(
  columns: Columns,
  placement: Placement,
  results: readonly Result[] = [result, result],
) {
  const sources = chooseColumns(schema, columns, 'softmax');
  const assembly = planAssembly('softmax', schema, sources, results, placement);
  const output = assembly.assemble(
    batch,
    results.map((_, i) => column(10 + i)),
  );
  expect(output.schema).toBe(assembly.schema);
  return assembly.schema.fields.map(
    (field: Field, i) => `${field.name}=${output.data.children[i]!.values[0]}`,
  );
}

describe('results, one for each source,', () => {
  it('replace their sources where they have no other name', () => {
    expect(placed('logit_*', {})).toEqual(['id=0', 'logit_a=10', 'x=2', 'logit_b=11']);
  });

  it('come after the last column, in class order, where the sources stay', () => {
    const added = ['id=0', 'logit_a=1', 'x=2', 'logit_b=3'];
    expect(placed('logit_*', { as: 'p_*' })).toEqual([...added, 'p_a=10', 'p_b=11']);
    expect(placed(['logit_b', 'logit_a'], { as: (c) => `p${c}`, keep: true })).toEqual([
      ...added,
      'plogit_b=10',
      'plogit_a=11',
    ]);
  });

  it('stand in the places of their sources where those go', () => {
    expect(placed('logit_*', { as: 'p_*', keep: false })).toEqual([
      'id=0',
      'p_a=10',
      'x=2',
      'p_b=11',
    ]);
    expect(placed(['logit_b', 'logit_a'], { as: (c) => c.toUpperCase(), keep: false })).toEqual([
      'id=0',
      'LOGIT_A=11',
      'x=2',
      'LOGIT_B=10',
    ]);
  });

  it('may take the names of sources that go', () => {
    const swapped = (name: string) => (name === 'logit_a' ? 'logit_b' : 'logit_a');
    expect(placed('logit_*', { as: swapped, keep: false })).toEqual([
      'id=0',
      'logit_b=10',
      'x=2',
      'logit_a=11',
    ]);
  });

  it('take one name where there is one source', () => {
    expect(placed('x', { as: 'y' }, [result]).at(-1)).toBe('y=10');
    expect(placed(['x'], { as: 'y', keep: false }, [result])[2]).toBe('y=10');
  });
});

describe('one result of all sources', () => {
  it('comes last, or stands in the place of the first source where those go', () => {
    expect(placed('logit_*', { as: 'best' }, [result]).slice(-2)).toEqual(['logit_b=3', 'best=10']);
    expect(placed('logit_*', { as: 'best', keep: false }, [result])).toEqual([
      'id=0',
      'best=10',
      'x=2',
    ]);
  });

  it('and several with names of their own stand together', () => {
    const results = ['top', 'top_score'].map((name) => ({ ...result, name }));
    const added = ['id=0', 'logit_a=1', 'x=2', 'logit_b=3', 'top=10', 'top_score=11'];
    expect(placed('logit_*', { as: 'top' }, results)).toEqual(added);
    expect(placed('logit_*', { as: 'top', keep: false }, results)).toEqual([
      'id=0',
      'top=10',
      'top_score=11',
      'x=2',
    ]);
  });
});

describe('a collision', () => {
  const fails = (columns: Columns, placement: Placement, results?: readonly Result[]) => {
    try {
      placed(columns, placement, results);
    } catch (error) {
      expect(error).toBeInstanceOf(SelectionError);
      return (error as SelectionError).message;
    }
    throw new Error('nothing was thrown');
  };

  it('with a column of the input names both', () => {
    expect(fails('logit_*', { as: (name) => (name === 'logit_a' ? 'x' : 'y') })).toBe(
      'softmax: the result of "logit_a" would bear the same name as a column of the input (column "x"); expected another name in as',
    );
    expect(fails('logit_*', { as: 'logit_*' })).toContain('the result of "logit_a" would bear');
    expect(fails('logit_*', { as: 'id' }, [result])).toBe(
      'softmax: a result would bear the same name as a column of the input (column "id"); expected another name in as',
    );
  });

  it('between two results names both', () => {
    expect(fails('logit_*', { as: () => 'p' })).toBe(
      'softmax: the result of "logit_b" would bear the same name as the result of "logit_a" (column "p"); expected another name in as',
    );
  });
});

describe('a name by a function', () => {
  it.each([
    [undefined, 'undefined'],
    ['', '""'],
    [7, '7'],
  ])('that is none is refused: %s', (name, shown) => {
    // The cast is the mistake that programs without types make.
    const as = () => name as string;
    expect(() => placed('x', { as }, [result])).toThrow(
      new TypeError(
        `softmax: as gave no column name (got ${shown}, column "x"); expected a string that is not empty`,
      ),
    );
  });
});

describe('what is kept', () => {
  it('are the metadata of schema and batch, and every other column by reference', () => {
    const sources = chooseColumns(schema, 'x', 'softmax');
    const assembly = planAssembly('softmax', schema, sources, [result], { as: 'y' });
    const output = assembly.assemble(batch, [column(5)]);
    expect([...output.schema.metadata]).toEqual([['about', 'scores']]);
    expect([...output.metadata]).toEqual([['part', '7']]);
    expect(output.data.children.slice(0, 4)).toEqual(batch.data.children);
    output.data.children.slice(0, 4).forEach((child, i) => {
      expect(child).toBe(batch.data.children[i]);
      expect(output.schema.fields[i]).toBe(schema.fields[i]);
    });
  });

  const metadataOf = (field: Field, type = field.type) => {
    const own = new Schema([field]);
    const sources = chooseColumns(own, field.name, 'softmax');
    const assembly = planAssembly('softmax', own, sources, [{ ...result, type }], {});
    return Object.fromEntries(assembly.schema.fields[0]!.metadata);
  };

  it('is the metadata of the source, under that of the result', () => {
    const field = newField(
      'x',
      float,
      false,
      new Map([
        ['unit', 'nat'],
        ['logitflow', 'old'],
      ]),
    );
    expect(metadataOf(field)).toEqual({ unit: 'nat', logitflow: '{}' });
  });

  it('is not the mark of text that the result is no longer', () => {
    const field = newField(
      'x',
      new Utf8(),
      true,
      new Map([
        [CELLS_KEY, 'text'],
        ['unit', 'nat'],
      ]),
    );
    expect(metadataOf(field, float)).toEqual({ unit: 'nat', logitflow: '{}' });
  });

  it('is an extension type only where the type stays', () => {
    const tensor = (type: Float64 | Float32) => new FixedSizeList(2, new Field('item', type, true));
    const extension = new Map([['ARROW:extension:name', 'arrow.fixed_shape_tensor']]);
    const field = newField('x', tensor(new Float64()), true, extension);
    expect(metadataOf(field, tensor(new Float64()))).toHaveProperty('ARROW:extension:name');
    expect(metadataOf(field, tensor(new Float32()))).not.toHaveProperty('ARROW:extension:name');
  });
});

describe('checkPlacement', () => {
  const check = (columns: Columns, placement: object, shape: 'each' | 'one' = 'each') => {
    try {
      checkPlacement('softmax', columns, placement, shape);
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
    return undefined;
  };

  it.each<[Columns, Placement]>([
    ['logit_*', {}],
    ['logit_*', { as: 'prob_*', keep: false, float: 32 }],
    [/^l/, { as: (name) => name }],
    ['x', { as: 'y' }],
    [['x'], { as: 'y' }],
    [['x', 'y'], { keep: false }],
  ])('takes columns %o with %o', (columns, placement) => {
    expect(check(columns, placement)).toBeUndefined();
  });

  it.each<[Columns, object, string]>([
    [
      'x',
      { keep: true },
      'TypeError: softmax: keep needs as (got true); expected as: a name for the result, so that its source can stay',
    ],
    ['x', { keep: 1 }, 'TypeError: softmax: keep is no boolean (got 1); expected true or false'],
    [
      'x',
      { float: 8 },
      'RangeError: softmax: float is no width of a floating-point type (got 8); expected 16, 32 or 64',
    ],
    [
      'x',
      { as: 7 },
      "TypeError: softmax: as names no column (got 7); expected a column name, a pattern such as 'prob_*' or a function",
    ],
    [
      'x',
      { as: '' },
      'TypeError: softmax: as names no column (got ""); expected a column name, a pattern such as \'prob_*\' or a function',
    ],
    [
      'l_*',
      { as: 'p_*_*' },
      'TypeError: softmax: as holds more than one * (got "p_*_*"); expected one *',
    ],
    [
      'x',
      { as: 'p_*' },
      'TypeError: softmax: as holds a * that stands for nothing (got "p_*"); expected columns as a glob with one * too, such as \'logit_*\', or as: a function',
    ],
    [
      'a*b*',
      { as: 'p_*' },
      'TypeError: softmax: as holds a * that stands for nothing (got "p_*"); expected columns as a glob with one * too, such as \'logit_*\', or as: a function',
    ],
    [
      /^l/,
      { as: 'p_*' },
      'TypeError: softmax: as holds a * that stands for nothing (got "p_*"); expected columns as a glob with one * too, such as \'logit_*\', or as: a function',
    ],
    [
      'l_*',
      { as: 'p' },
      'TypeError: softmax: as is one name for several results (got "p"); expected a pattern such as \'prob_*\' or a function',
    ],
    [
      ['x', 'y'],
      { as: 'p' },
      'TypeError: softmax: as is one name for several results (got "p"); expected a pattern such as \'prob_*\' or a function',
    ],
    [
      () => true,
      { as: 'p' },
      'TypeError: softmax: as is one name for several results (got "p"); expected a pattern such as \'prob_*\' or a function',
    ],
  ])('refuses columns %o with %o', (columns, placement, message) => {
    expect(check(columns, placement)).toBe(message);
  });

  it.each([{}, { as: 'p_*' }, { as: '' }, { as: () => 'p' }])(
    'refuses %o for one result of all sources',
    (placement) => {
      expect(check('l_*', placement, 'one')).toMatch(
        /^TypeError: softmax: as must name the one result \(got .*\); expected a column name without \*$/,
      );
    },
  );

  it('takes one name for one result of all sources', () => {
    expect(check('l_*', { as: 'best', keep: false }, 'one')).toBeUndefined();
  });
});
