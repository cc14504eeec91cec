import type { Field } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { activate } from '../../operators/activate.js';
import { type Counts, ELEMENT_POLICIES } from '../../operators/core/policies.js';
import { identity, leakyRelu, linear, relu, sigmoid } from '../../operators/elementwise.js';
import { ACTIVATIONS } from '../../src/activations/table.js';
import { VERSION } from '../../src/version.js';
import {
  type Cell,
  contents,
  cut,
  failure,
  floats,
  type Layout,
  type ListCell,
  lists,
  run,
  table,
  type Width,
} from './support/tables.js';

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const fields = (batch: { schema: { fields: Field[] } }) => batch.schema.fields;

function thrown(make: () => unknown): [string, string] {
  try {
    make();
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
  throw new Error('nothing was thrown');
}

describe('an element-wise operator', () => {
  it.each(Object.values(ACTIVATIONS))('is the function of the table: $name', (row) => {
    const cells = [-2.5, -1, -0, 0, 0.5, 3, INF, -INF, NAN];
    const values = Object.fromEntries(
      Object.entries(row.parameters).map(([name, parameter]) => [name, parameter.default]),
    );
    const wanted = new Float64Array(cells.length);
    row.float64(Float64Array.from(cells), wanted, cells.length, values as never);
    const result = run(activate(row.name, { columns: 'x' }), table({ x: floats(cells) }));
    expect(contents(result, 'x')).toEqual([...wanted]);
  });

  it('maps several columns, scalar and list, each in its own width', () => {
    const batch = table({
      a: floats([-1, 2], 16),
      b: floats([-1, 2], 32),
      c: lists([[-1], [2, -3]], 32),
    });
    const result = run(relu({ columns: '*', as: 'r_*' }), batch);
    expect(contents(result, 'r_a')).toEqual([0, 2]);
    expect(contents(result, 'r_c')).toEqual([[0], [2, 0]]);
    const types = fields(result).map((field) => String(field.type));
    expect(types.slice(3)).toEqual(types.slice(0, 3));
  });

  it.each<[Width, Width | undefined, string, string]>([
    [16, undefined, 'Float32', 'Float16'],
    [32, undefined, 'Float32', 'Float32'],
    [64, undefined, 'Float64', 'Float64'],
    [16, 64, 'Float64', 'Float64'],
    [64, 16, 'Float16', 'Float16'],
  ])(
    'of Float%i with float %s is %s for sigmoid and %s for relu',
    (width, float, likely, plain) => {
      const batch = table({ x: floats([0], width) });
      const typeOf = (operator: typeof relu) =>
        String(fields(run(operator({ columns: 'x', float }), batch))[0]!.type);
      expect([typeOf(sigmoid), typeOf(relu)]).toEqual([likely, plain]);
    },
  );

  it('takes the parameters of its function, by its name and by its alias', () => {
    const batch = table({ x: floats([-1, 2]) });
    const leaky = run(leakyRelu({ columns: 'x', negativeSlope: 0.5 }), batch);
    expect(contents(leaky, 'x')).toEqual([-0.5, 2]);
    expect(contents(run(identity({ columns: 'x', slope: 3 }), batch), 'x')).toEqual([-3, 6]);
  });

  it('says in the metadata what it was, with all parameters', () => {
    const result = run(leakyRelu({ columns: 'x' }), table({ x: floats([1]) }));
    expect(JSON.parse(fields(result)[0]!.metadata.get('logitflow') ?? '')).toEqual({
      function: 'leakyRelu',
      parameters: { negativeSlope: 0.01 },
      version: VERSION,
    });
    const named = run(identity({ columns: 'x' }), table({ x: floats([1]) }));
    expect(JSON.parse(fields(named)[0]!.metadata.get('logitflow') ?? '').function).toBe('linear');
  });

  it('passes a batch of zero rows on with the schema of the result', () => {
    const [empty] = cut(table({ x: lists([[1]], 16) }), [0]);
    const result = run(sigmoid({ columns: 'x', as: 'p' }), empty!);
    expect(result.numRows).toBe(0);
    expect(String(fields(result)[1]!.type)).toBe('List<Float32>');
  });
});

const CELLS: readonly Cell[] = [1, null, NAN, INF, -INF, -2, null, NAN];
const LISTS: readonly ListCell[] = [[1, null], null, [NAN, INF], [-INF, -2], [null, NAN]];

const rules = ELEMENT_POLICIES.flatMap((nulls) => ELEMENT_POLICIES.map((nan) => ({ nulls, nan })));

/** The policies for one element, written down once more; undefined is an error. */
function reference(cell: Cell, { nulls, nan }: (typeof rules)[number]): Cell | undefined {
  if (cell === null) return { propagate: null, mask: 0, error: undefined }[nulls];
  if (Number.isNaN(cell)) return { propagate: NAN, mask: 0, error: undefined }[nan];
  return cell * 2;
}

describe.each(rules)('element-wise with nulls: $nulls and nan: $nan', (policies) => {
  const options = { columns: 'x', slope: 2, ...policies };

  it('does as it says in scalar columns, and counts', () => {
    const good = CELLS.filter((cell) => reference(cell, policies) !== undefined);
    const counts: Counts[] = [];
    const operator = linear({ ...options, report: (count) => counts.push(count) });
    const result = run(operator, table({ x: floats(good) }));
    expect(contents(result, 'x')).toEqual(good.map((cell) => reference(cell, policies)));
    expect(counts).toEqual([
      {
        rows: good.length,
        batches: 1,
        nulls: good.filter((cell) => cell === null).length,
        nans: good.filter(Number.isNaN).length,
        infinities: 2,
        degenerate: 0,
      },
    ]);
  });

  it.each<Layout>(['List', 'LargeList', 'FixedSizeList'])(
    'does as it says within the cells of a %s, whose null cells stay null',
    (layout) => {
      const good = LISTS.filter((list) =>
        list === null
          ? policies.nulls !== 'error'
          : list.every((cell) => reference(cell, policies) !== undefined),
      );
      const counts: Counts[] = [];
      const operator = linear({ ...options, report: (count) => counts.push(count) });
      const result = run(operator, table({ x: lists(good, 64, layout) }));
      const wanted = good.map((list) => list?.map((cell) => reference(cell, policies)) ?? null);
      expect(contents(result, 'x')).toEqual(wanted);
      const cells = good.flat();
      expect(counts[0]).toMatchObject({
        nulls: cells.filter((cell) => cell === null).length,
        nans: cells.filter(Number.isNaN).length,
        infinities: cells.filter((cell) => cell === INF || cell === -INF).length,
      });
    },
  );

  it('fails by a DataError for what it refuses', () => {
    for (const cell of [null, NAN]) {
      if (reference(cell, policies) !== undefined) continue;
      for (const x of [floats([1, cell]), lists([[1], [2, cell]])]) {
        const error = failure(linear(options), [table({ x })]);
        const what = cell === null ? 'a null' : 'a NaN';
        expect(error.name).toBe('DataError');
        expect(error.message).toBe(
          `linear: ${what} (column "x", batch 0, row 1); expected a number`,
        );
      }
    }
  });
});

describe('a null cell of a list', () => {
  it('is no number to any policy, whatever lies in it', () => {
    const x = lists([[1, 2], null], 64, 'FixedSizeList');
    const seen: number[] = [];
    const see = (value: number) => {
      seen.push(value);
      return value;
    };
    const result = run(activate(see, { columns: 'x', nan: 'error' }), table({ x }));
    expect(contents(result, 'x')).toEqual([[1, 2], null]);
    expect(seen).toEqual([1, 2]);
    const child = (result.data.children[0] as { children: { values: Float64Array }[] }).children[0];
    expect([...child!.values]).toEqual([1, 2, 0, 0]);
  });

  it('is an error under nulls: error', () => {
    const batch = table({ x: lists([[1], null, [null]]) });
    expect(failure(relu({ columns: 'x', nulls: 'error' }), [batch]).message).toBe(
      'relu: a null (column "x", batch 0, row 1); expected a number',
    );
  });
});

describe('activate with a function', () => {
  it('calls it for every number, NaN and infinities too, and not for nulls', () => {
    const seen: number[] = [];
    const half = (x: number) => {
      seen.push(x);
      return x / 2;
    };
    const batch = table({ x: floats([4, null, NAN, -INF]) });
    expect(contents(run(activate(half, { columns: 'x' }), batch), 'x')).toEqual([
      2,
      null,
      NAN,
      -INF,
    ]);
    expect(seen).toEqual([4, NAN, -INF]);
  });

  it('does not call it for a NaN that is masked', () => {
    const strict = (x: number) => {
      if (Number.isNaN(x)) throw new Error('called');
      return x + 1;
    };
    const batch = table({ x: floats([1, NAN, null]) });
    const result = run(activate(strict, { columns: 'x', nan: 'mask' }), batch);
    expect(contents(result, 'x')).toEqual([2, 0, null]);
  });

  it('rounds its results to the width of the column', () => {
    const result = run(
      activate(() => 0.1, { columns: 'x' }),
      table({ x: floats([1], 32) }),
    );
    expect(contents(result, 'x')).toEqual([Math.fround(0.1)]);
  });

  it('fails by a DataError where it returns no number', () => {
    const operator = activate((x) => (x > 1 ? ('two' as unknown as number) : x), { columns: 'x' });
    const error = failure(operator, cut(table({ x: lists([[0], [1], [1, 2]]) }), [1]));
    expect(error.name).toBe('DataError');
    expect(error.message).toBe(
      'activate: the function returned no number (got "two", column "x", batch 1, row 2); expected a number',
    );
  });
});

describe('an element-wise operator refuses, when it is made,', () => {
  it.each<[() => unknown, string, string]>([
    [
      () => activate('leakyrelu' as 'relu', { columns: 'x' }),
      'TypeError',
      `activate: unknown activation function (got "leakyrelu"); expected one of ${Object.keys(ACTIVATIONS).join(', ')}; did you mean "leakyRelu"?`,
    ],
    [
      () => leakyRelu({ columns: 'x', alpha: 1 } as never),
      'TypeError',
      'leakyRelu: unknown option (got "alpha"); expected one of columns, negativeSlope, preset, derivative, as, keep, float, nulls, nan, report, warn, firstRow, reuseResults',
    ],
    [
      () => leakyRelu({ columns: 'x', negativeSlope: Number.NaN }),
      'RangeError',
      'leakyRelu: negativeSlope is out of range (got NaN); expected a finite number',
    ],
    [
      () => identity({ columns: 'x', slope: '1' } as never),
      'TypeError',
      'identity: slope is no number (got "1"); expected a finite number',
    ],
    [
      () => relu({ columns: 'x', degenerate: 'zero' } as never),
      'TypeError',
      'relu: unknown option (got "degenerate"); expected one of columns, preset, derivative, as, keep, float, nulls, nan, report, warn, firstRow, reuseResults',
    ],
    [
      () => activate((x) => x, { columns: 'x', derivative: true } as never),
      'TypeError',
      'activate: the derivative of a custom function is not known (got true); expected the name of a function, or the derivative as the function',
    ],
    [
      () => relu({ columns: 'x', derivative: 1 } as never),
      'TypeError',
      'relu: derivative is no boolean (got 1); expected true or false',
    ],
    [
      () => relu({ columns: 'x', preset: 'caffe' } as never),
      'TypeError',
      'relu: unknown preset (got "caffe"); expected one of torch, jax, keras, onnx, tfjs',
    ],
    [
      () => activate('squareplus', { columns: 'x', preset: 'torch' }),
      'TypeError',
      'squareplus: the library of this preset has no squareplus (got "torch"); expected one of jax, keras',
    ],
    [
      () => activate('geluu' as 'gelu', { columns: 'x', preset: 'jax' }),
      'TypeError',
      `activate: unknown activation function (got "geluu"); expected one of ${Object.keys(ACTIVATIONS).join(', ')}; did you mean "gelu"?`,
    ],
    [
      () => activate('relu', undefined as never),
      'TypeError',
      'relu: no options (got undefined); expected an object',
    ],
    [
      () => activate((x) => x, { columns: 'x', slope: 1 } as never),
      'TypeError',
      'activate: unknown option (got "slope"); expected one of columns, as, keep, float, nulls, nan, report, warn, firstRow, reuseResults',
    ],
  ])('%s', (make, name, message) => {
    expect(thrown(make)).toEqual([name, message]);
  });
});
