import type { RecordBatch } from 'apache-arrow';
import { EMPTY } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type DiagnoseOptions, diagnose } from '../../operators/diagnose.js';
import { gelu, leakyRelu, relu, sigmoid, tanh } from '../../operators/elementwise.js';
import { softmax } from '../../operators/softmax.js';
import {
  contents,
  cut,
  failure,
  floats,
  lists,
  namesOf,
  run,
  runAll,
  table,
} from './support/tables.js';

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;

/** The findings as objects, integers as numbers. */
function findings(result: RecordBatch): Record<string, unknown>[] {
  const names = namesOf(result);
  const columns = names.map((name) => contents(result, name));
  return Array.from({ length: result.numRows }, (_, row) =>
    Object.fromEntries(
      names.map((name, c) => {
        const cell = columns[c]![row];
        return [name, typeof cell === 'bigint' ? Number(cell) : cell];
      }),
    ),
  );
}

const find = (options: DiagnoseOptions, batch: RecordBatch) =>
  findings(run(diagnose(options), batch));

describe('diagnose', () => {
  it('gives a row for each column, with counts and shares', () => {
    const batch = run(
      relu({ columns: '*' }),
      table({ a: floats([-1, -2, null, -4]), b: floats([1, -1, NAN, INF], 32) }),
    );
    expect(find({ columns: '*' }, batch)).toEqual([
      {
        ...{ column: 'a', function: 'relu', rows: 4, units: 1, values: 3, nulls: 1, nans: 0 },
        ...{ zeros: 3, saturated: 3, dead: 1 },
        ...{ zero_share: 1, saturated_share: 1, dead_share: 1 },
      },
      {
        ...{ column: 'b', function: 'relu', rows: 4, units: 1, values: 3, nulls: 0, nans: 1 },
        ...{ zeros: 1, saturated: 1, dead: 0 },
        ...{ zero_share: 1 / 3, saturated_share: 1 / 3, dead_share: 0 },
      },
    ]);
  });

  it('has a unit for each position of list cells, of which each may be dead', () => {
    const batch = run(
      relu({ columns: 'x' }),
      table({ x: lists([[-1, 2, -3], null, [-1, -2, -3, null], []], 16) }),
    );
    expect(find({ columns: 'x' }, batch)[0]).toMatchObject({
      ...{ rows: 4, units: 4, values: 6, nulls: 2, zeros: 5, dead: 2, dead_share: 0.5 },
    });
  });

  it('knows saturation by the slope at the input that an output tells of', () => {
    const x = [-5, -4, 0, 4, 5, 100, -1000];
    const outputs = run(sigmoid({ columns: 'x', as: 'y' }), table({ x: floats(x) }));
    const slopes = x.map((each) => 1 / (2 + Math.exp(each) + Math.exp(-each)));
    const steep = slopes.filter((slope) => slope < 0.01).length;
    expect(find({ columns: 'y' }, outputs)[0]).toMatchObject({ saturated: steep });
    // The same from the other side.
    const inputs = { columns: 'x', function: 'sigmoid', of: 'inputs' } as const;
    expect(find(inputs, outputs)[0]).toMatchObject({ saturated: steep, function: 'sigmoid' });
    const wide = find({ columns: 'y', threshold: 0.3 }, outputs)[0];
    expect(wide).toMatchObject({ saturated: x.length });
  });

  it.each([16, 32, 64] as const)('agrees of inputs and outputs of Float%i', (float) => {
    const x = Array.from({ length: 400 }, (_, i) => (i - 199.5) / 20);
    const z = table({ x: floats(x, float === 16 ? 32 : float) });
    for (const operator of [tanh, sigmoid, leakyRelu, relu]) {
      const y = run(operator({ columns: 'x', as: 'y', float }), z);
      const name = operator.name;
      const ofOutputs = find({ columns: 'y', threshold: 0.02 }, y)[0]!;
      const options = { columns: 'x', function: name, of: 'inputs', threshold: 0.02 } as const;
      const ofInputs = find(options, z)[0]!;
      // At the edge a narrow output is rounded onto the other side.
      const slack = float === 16 ? 2 : 0;
      expect(
        Math.abs(Number(ofOutputs.saturated) - Number(ofInputs.saturated)),
      ).toBeLessThanOrEqual(slack);
      expect(ofOutputs.dead).toBe(ofInputs.dead);
    }
  });

  it('does not guess where an output does not tell its input, nor where the function is not known', () => {
    const batch = run(gelu({ columns: 'g' }), table({ g: floats([-3, 0.5]), x: floats([0, 0]) }));
    const [g, x] = find({ columns: '*' }, batch);
    expect(g).toMatchObject({ function: 'gelu', saturated: null, saturated_share: null, dead: 0 });
    expect(x).toMatchObject({ function: null, zeros: 2, saturated: null, dead: null });
    const ofInputs = find({ columns: 'x', function: 'gelu', of: 'inputs' }, batch);
    expect(ofInputs[0]).toMatchObject({ function: 'gelu', saturated: 0, zeros: 2, dead: 0 });
  });

  it('takes neither a derivative nor softmax for a function of units', () => {
    const wide = table({ a: floats([1]), b: floats([2]) });
    const slopes = run(sigmoid({ columns: ['a', 'b'], derivative: true }), wide);
    for (const batch of [slopes, run(softmax({ columns: ['a', 'b'] }), wide)]) {
      expect(find({ columns: 'a' }, batch)[0]).toMatchObject({ function: null, dead: null });
    }
  });

  it('reads parameters off the metadata, and believes the option before that', () => {
    const batch = run(
      leakyRelu({ columns: 'x', negativeSlope: 0.001 }),
      table({ x: floats([-1, 1]) }),
    );
    expect(find({ columns: 'x' }, batch)[0]).toMatchObject({
      ...{ function: 'leakyRelu (negativeSlope 0.001)', saturated: 1, dead: 0 },
    });
    const said = find({ columns: 'x', function: 'lrelu:negativeSlope=0.5' }, batch)[0];
    expect(said).toMatchObject({ function: 'leakyRelu (negativeSlope 0.5)', saturated: 0 });
  });

  it('calls no unit dead that was alive once, in any batch, or that had no output', () => {
    const x = lists([
      [0, 0, null],
      [0, 3, NAN],
      [0, 0, null],
    ]);
    const batch = table({ x });
    const results = runAll(diagnose({ columns: 'x', function: 'relu' }), cut(batch, [1, 0, 1]));
    expect(results).toHaveLength(1);
    expect(findings(results[0]!)).toEqual(find({ columns: 'x', function: 'relu' }, batch));
    expect(findings(results[0]!)[0]).toMatchObject({ units: 3, dead: 1 });
  });

  it('does not call an input of exactly 0 dead where the slope is not 0', () => {
    const batch = table({ x: floats([0, 0]) });
    const dead = (name: string) =>
      find({ columns: 'x', function: name, of: 'inputs' }, batch)[0]!.dead;
    expect([dead('relu'), dead('tanh'), dead('silu')]).toEqual([1, 0, 0]);
  });

  it('counts for report, and gives a table without rows of a stream without batches', () => {
    const batches: number[] = [];
    const batch = table({ x: floats([1, null, INF, NAN]) });
    run(diagnose({ columns: 'x', report: (counts) => batches.push(counts.batches) }), batch);
    expect(batches).toEqual([1]);
    const results: RecordBatch[] = [];
    EMPTY.pipe(diagnose({ columns: 'x' })).subscribe((result) => results.push(result));
    expect(results.map(({ numRows }) => numRows)).toEqual([0]);
    expect(namesOf(results[0]!)).toContain('dead_share');
  });

  it('fails for a column that is not there', () => {
    const error = failure(diagnose({ columns: 'y' }), [table({ x: floats([1]) })]);
    expect(error.name).toBe('SelectionError');
  });
});

it.each<[DiagnoseOptions, string]>([
  [{ columns: 'x', treshold: 1 } as never, 'did you mean "threshold"?'],
  [
    { columns: 'x', of: 'input' } as never,
    'diagnose: of is no side of a function (got "input"); expected "outputs" or "inputs"',
  ],
  [
    { columns: 'x', of: 'inputs' },
    'diagnose: inputs of no function; expected function: the one whose inputs the columns hold',
  ],
  [
    { columns: 'x', threshold: 0 },
    'diagnose: threshold is out of range (got 0); expected a finite number above 0',
  ],
  [
    { columns: 'x', threshold: '1' } as never,
    'diagnose: threshold is no number (got "1"); expected a finite number above 0',
  ],
  [{ columns: 'x', function: 'rleu' }, 'did you mean "relu"?'],
  [
    { columns: 'x', function: 'relu:derivative' },
    'diagnose: a derivative is no function of units (got "relu:derivative"); expected the function itself',
  ],
  [
    { columns: 'x', report: 1 } as never,
    'diagnose: report is no function (got 1); expected a function',
  ],
])('diagnose refuses %j when it is made', (options, message) => {
  expect(() => diagnose(options)).toThrow(message);
});
