import type { Field, RecordBatch } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { activate } from '../../operators/activate.js';
import { leakyRelu, sigmoid, tanh } from '../../operators/elementwise.js';
import { softmax } from '../../operators/softmax.js';
import { ACTIVATIONS, type Activation } from '../../src/activations/table.js';
import { VERSION } from '../../src/version.js';
import { derivativeTruthsOf } from '../activations/truths.js';
import { ulpError } from '../simd/truths.js';
import { contents, floats, lists, run, table } from './support/tables.js';

const ROWS: readonly Activation[] = Object.values(ACTIVATIONS);
const metadataOf = (batch: RecordBatch) =>
  JSON.parse((batch.schema.fields[0] as Field).metadata.get('logitflow') ?? '');

describe.each(ROWS)('the derivative of $name', (row) => {
  const truths = derivativeTruthsOf(row);
  const { x } = truths;
  const name = row.name as 'sigmoid';

  it('is the derivative of the row in Float64, which is held to its truths', () => {
    const values = Object.fromEntries(
      Object.entries(row.parameters).map(([key, parameter]) => [key, parameter.default]),
    );
    const result = run(activate(name, { columns: 'x', derivative: true }), table({ x: floats(x) }));
    expect(contents(result, 'x')).toEqual(x.map((each) => row.derivative.apply(each, values)));
  });

  it('is within 0.51 ulp in Float32', () => {
    // Computed in double precision for either width; the truths stand at doubles.
    const result = run(
      activate(name, { columns: 'x', derivative: true, float: 32 }),
      table({ x: floats(x) }),
    );
    const got = contents(result, 'x') as number[];
    expect(Math.max(...got.map((y, i) => ulpError(y, truths, i, 32)))).toBeLessThanOrEqual(0.51);
  });
});

describe('derivative: true', () => {
  it('keeps the widths, goes into list cells, and leaves nulls alone', () => {
    const batch = table({ x: lists([[0, null], null, [Number.NaN]], 16) });
    const result = run(sigmoid({ columns: 'x', derivative: true }), batch);
    expect(contents(result, 'x')).toEqual([[0.25, null], null, [Number.NaN]]);
    expect(String(result.schema.fields[0]!.type)).toBe('List<Float16>');
  });

  it('shows gradients that vanish', () => {
    const batch = table({ x: floats([-20, 0, 20]) });
    const slopes = contents(run(tanh({ columns: 'x', derivative: true }), batch), 'x') as number[];
    expect(slopes[1]).toBe(1);
    expect(slopes[0]).toBeLessThan(1e-16);
    expect(slopes[2]).toBe(slopes[0]);
  });

  it('takes the parameters of its function', () => {
    const batch = table({ x: floats([-1, 2]) });
    const options = { columns: 'x', derivative: true, negativeSlope: 0.3 } as const;
    expect(contents(run(leakyRelu(options), batch), 'x')).toEqual([0.3, 1]);
  });

  it('is said in the metadata, and is no probability to a softmax behind it', () => {
    const columns = ['a', 'b'];
    const slopes = run(
      sigmoid({ columns, derivative: true }),
      table({ a: floats([1]), b: floats([2]) }),
    );
    expect(metadataOf(slopes)).toEqual({
      function: 'sigmoid',
      derivative: true,
      parameters: {},
      version: VERSION,
    });
    const warnings: string[] = [];
    run(softmax({ columns, warn: (message) => warnings.push(message) }), slopes);
    expect(warnings).toEqual([]);
  });
});
