/** Reads fixtures/activations, what mpmath says of each function, and writes down what it is to be asked. */
import { readFileSync } from 'node:fs';
import type { Activation } from '../../src/activations/table.js';
import { floats, type Truths } from '../simd/truths.js';

export type Numbers = Readonly<Record<string, number>>;

/** Truths for one width and one set of parameters, at the points of the domain and at those near hard spots. */
export interface TruthCase extends Truths {
  readonly float: 32 | 64;
  readonly values: Numbers;
  readonly x: Float32Array | Float64Array;
}

export interface DerivativeTruths extends Truths {
  readonly x: readonly number[];
}

interface TruthFile {
  readonly derivative: DerivativeTruths;
  readonly cases: readonly {
    readonly float: 32 | 64;
    readonly values: Numbers;
    /** Of how many common points one is taken. */
    readonly every: number;
    readonly near: readonly number[];
    readonly y: Truths['y'];
    readonly off?: readonly number[];
  }[];
}

type Points = Readonly<Record<string, Readonly<Record<32 | 64, readonly number[]>>>>;

const FOLDER =
  process.env.ACTIVATION_TRUTHS ?? new URL('../../fixtures/activations', import.meta.url).pathname;

export function defaultsOf(row: Activation): Numbers {
  return Object.fromEntries(Object.entries(row.parameters).map(([name, p]) => [name, p.default]));
}

// The files are made by fixtures/generate/activations-truth.py, whose form these types are.
function read(name: string): unknown {
  return JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8'));
}

export function truthsOf(row: Activation): readonly TruthCase[] {
  const points = (read('points') as Points)[row.domain]!;
  return (read(row.name) as TruthFile).cases.map(({ float, values, every, near, y, off }) => ({
    float,
    values: { ...defaultsOf(row), ...values },
    x: floats(float, [...points[float].filter((_, i) => i % every === 0), ...near]),
    y,
    off: off?.map((hundredths) => hundredths / 100) ?? y.map(() => 0),
  }));
}

export function derivativeTruthsOf(row: Activation): DerivativeTruths {
  const { derivative } = read(row.name) as TruthFile;
  return { ...derivative, off: derivative.off.map((hundredths) => hundredths / 100) };
}

/** What the oracle needs to know of the table. */
export function definitionsOf(rows: readonly Activation[]): string {
  const lines = rows.map((row) =>
    JSON.stringify({
      name: row.name,
      domain: row.domain,
      parameters: defaultsOf(row),
      expression: row.oracle.expression,
      values: row.oracle.values ?? [],
      near: row.oracle.near ?? [],
    }),
  );
  return `[\n${lines.join(',\n')}\n]\n`;
}
