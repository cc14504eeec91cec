import type { Field, RecordBatch } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { activate } from '../../operators/activate.js';
import { gelu, hardSigmoid, leakyRelu, lrelu } from '../../operators/elementwise.js';
import { presetOf } from '../../src/activations/preset.js';
import { ACTIVATIONS, LIBRARIES } from '../../src/activations/table.js';
import { contents, floats, run, table } from './support/tables.js';

const batch = table({ x: floats([-1, -0.5, 2]) });
const madeOf = (result: RecordBatch): { function: string; parameters: object } =>
  JSON.parse((result.schema.fields[0] as Field).metadata.get('logitflow') ?? '');

describe('a preset', () => {
  it.each(
    Object.values(ACTIVATIONS).flatMap((row) =>
      LIBRARIES.filter((library) => library in row.conventions).map(
        (library) => [row.name, library] as const,
      ),
    ),
  )('of %s for %s gives the function and the parameters that the row says', (name, library) => {
    const wanted = presetOf(name, library);
    const result = run(activate(name, { columns: 'x', preset: library }), batch);
    const made = madeOf(result);
    expect(made.function).toBe(wanted.row.name);
    expect(made.parameters).toEqual(wanted.values);
    const plain = activate(wanted.row.name as typeof name, { columns: 'x', ...wanted.values });
    expect(contents(result, 'x')).toEqual(contents(run(plain, batch), 'x'));
  });

  it('chooses the sibling that the library means', () => {
    const jax = run(gelu({ columns: 'x', preset: 'jax' }), batch);
    const torch = run(gelu({ columns: 'x', preset: 'torch' }), batch);
    expect(madeOf(jax).function).toBe('geluTanh');
    expect(contents(jax, 'x')).not.toEqual(contents(torch, 'x'));
  });

  it('gives way to parameters that are said', () => {
    const keras = { columns: 'x', preset: 'keras' } as const;
    expect(madeOf(run(lrelu(keras), batch)).parameters).toEqual({ negativeSlope: 0.2 });
    const said = leakyRelu({ ...keras, negativeSlope: 0.7 });
    expect(madeOf(run(said, batch)).parameters).toEqual({ negativeSlope: 0.7 });
  });

  it('holds for the derivative as well', () => {
    const onnx = { columns: 'x', preset: 'onnx', derivative: true } as const;
    expect(contents(run(hardSigmoid(onnx), batch), 'x')).toEqual([0.2, 0.2, 0.2]);
  });
});
