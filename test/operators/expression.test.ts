import { describe, expect, it } from 'vitest';
import { parseExpression, sayExpression } from '../../operators/core/elements/expression.js';

const parse = (text: unknown) => parseExpression('plot', text);

describe('a function as text', () => {
  it.each([
    ['sigmoid', 'sigmoid', {}, false],
    ['expit', 'sigmoid', {}, false],
    ['leakyRelu', 'leakyRelu', { negativeSlope: 0.01 }, false],
    ['leaky-relu:negative-slope=0.2', 'leakyRelu', { negativeSlope: 0.2 }, false],
    ['leakyRelu:preset=keras', 'leakyRelu', { negativeSlope: 0.2 }, false],
    ['lrelu:preset=keras,negativeSlope=-3e-1', 'leakyRelu', { negativeSlope: -0.3 }, false],
    ['gelu:preset=jax,derivative', 'geluTanh', {}, true],
    ['hard-sigmoid:slope=.2,offset=0.5', 'hardSigmoid', { slope: 0.2, offset: 0.5 }, false],
  ] as const)('%s is %s with %o', (text, name, values, derivative) => {
    const { row, ...rest } = parse(text);
    expect({ name: row.name, ...rest }).toEqual({ name, values, derivative });
  });

  it.each([
    ['sigmoid', 'sigmoid'],
    ['sigmoid:derivative', 'sigmoid′'],
    ['leakyRelu:negativeSlope=0.01', 'leakyRelu'],
    ['leakyRelu:negativeSlope=0.2,derivative', 'leakyRelu′ (negativeSlope 0.2)'],
    ['hardSigmoid:preset=onnx', 'hardSigmoid (slope 0.2)'],
  ])('%s is said as %s', (text, said) => {
    expect(sayExpression(parse(text))).toBe(said);
  });

  const form = 'expected NAME or NAME:PARAMETER=VALUE,…, such as leakyRelu:negativeSlope=0.2';

  it.each([
    ['', `plot: no function (got ""); ${form}`],
    [3, `plot: no function (got 3); ${form}`],
    ['relu:', undefined],
    ['relu:3', `plot: no setting of a function (got "3"); ${form}`],
    ['relu:derivative=no', `plot: no setting of a function (got "derivative=no"); ${form}`],
    ['leakyRelu:negativeSlope=steep', `plot: negativeSlope is no number (got "steep"); ${form}`],
    [
      'leakyRelu:slope=1',
      'plot leakyRelu: unknown option (got "slope"); expected one of negativeSlope',
    ],
    [
      'leakyRelu:negativeSlope=nan',
      'plot: negativeSlope is out of range (got NaN); expected a finite number',
    ],
    [
      'relu:preset=caffe',
      'plot: unknown preset (got "caffe"); expected one of torch, jax, keras, onnx, tfjs',
    ],
  ])('%s is refused: %s', (text, message) => {
    if (message === undefined) expect(parse(text).row.name).toBe('relu');
    else expect(() => parse(text)).toThrow(message);
  });
});
