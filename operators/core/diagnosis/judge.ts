import type { Field } from 'apache-arrow';
import {
  type OutputRange,
  restsAtZero,
  saturatedOutputs,
} from '../../../src/activations/saturation.js';
import { ACTIVATIONS, type Activation } from '../../../src/activations/table.js';
import type { Floats } from '../../../src/columns/numbers.js';
import { readProvenance } from '../../../src/columns/provenance.js';
import { emptyLike } from '../../../src/simd/floats.js';
import { type Expression, sayExpression } from '../elements/expression.js';

/** What a column's elements are looked at as: the outputs of a function, or its inputs. */
export interface Judge {
  /** The function in words; undefined where nobody has said which it was. */
  readonly function: string | undefined;
  /** Whether saturated elements are known, and whether dead units are. */
  readonly knowsSaturated: boolean;
  readonly knowsDead: boolean;
  /** The outputs for a column's elements, which are the elements themselves where they are outputs. */
  outputsOf(elements: Floats): Floats;
  isSaturated(element: number): boolean;
  /** Whether a unit is at rest at an element whose output is 0. */
  isAtRest(element: number): boolean;
}

const ROWS: ReadonlyMap<string, Activation> = new Map(Object.entries(ACTIVATIONS));

/** The function that made a column, as far as the column says so. */
export function functionOf(field: Field): Expression | undefined {
  const made = readProvenance(field);
  const row = made === undefined ? undefined : ROWS.get(made.function);
  if (made === undefined || row === undefined || made.derivative === true) return undefined;
  const said = new Map<string, unknown>(Object.entries(made.parameters ?? {}));
  const values = Object.entries(row.parameters).map(([name, { check, default: byDefault }]) => {
    const value = said.get(name);
    return [name, check(value) ? value : byDefault] as const;
  });
  return { row, values: Object.fromEntries(values), derivative: false };
}

/** Of outputs of a function, or of something that is not known. */
export function judgeOutputs(fn: Expression | undefined, threshold: number): Judge {
  const ranges = fn && saturatedOutputs(fn.row, fn.values, threshold);
  const rests = fn !== undefined && restsAtZero(fn.row, fn.values);
  return {
    function: fn && sayExpression(fn),
    knowsSaturated: ranges !== undefined,
    knowsDead: fn !== undefined,
    outputsOf: (elements) => elements,
    isSaturated: (output) => ranges !== undefined && isWithin(ranges, output),
    isAtRest: () => rests,
  };
}

/** Of inputs of a function: everything is known. */
export function judgeInputs(fn: Expression, threshold: number): Judge {
  const { row, values } = fn;
  const slope = (input: number) => Math.abs(row.derivative.apply(input, values));
  return {
    function: sayExpression(fn),
    knowsSaturated: true,
    knowsDead: true,
    outputsOf: (inputs) => {
      const outputs = emptyLike(inputs, inputs.length);
      // Invariant: `outputs` was made of the type of `inputs`.
      if (inputs instanceof Float32Array) {
        row.float32(inputs, outputs as Float32Array, inputs.length, values);
      } else row.float64(inputs, outputs as Float64Array, inputs.length, values);
      return outputs;
    },
    isSaturated: (input) => slope(input) < threshold,
    isAtRest: (input) => slope(input) === 0,
  };
}

function isWithin(ranges: readonly OutputRange[], output: number): boolean {
  return ranges.some(({ from, to }) => output >= from && output <= to);
}
