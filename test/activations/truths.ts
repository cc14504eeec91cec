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
  readonly values: Numbers;
}

/** As a file has them: `off` in hundredths. */
type WrittenDerivative = Truths & { readonly x: readonly number[] };

interface TruthFile {
  /** For the defaults. */
  readonly derivative: WrittenDerivative;
  readonly cases: readonly {
    readonly float: 32 | 64;
    readonly values: Numbers;
    /** Of how many common points one is taken. */
    readonly every: number;
    readonly near: readonly number[];
    readonly y: Truths['y'];
    readonly off?: readonly number[];
    /** For these parameters, in one of the two widths. */
    readonly derivative?: WrittenDerivative;
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

/** For the parameters' defaults. */
export function derivativeTruthsOf(row: Activation): DerivativeTruths {
  return allDerivativeTruthsOf(row)[0]!;
}

/** For the defaults, and for each other set of parameters. */
export function allDerivativeTruthsOf(row: Activation): readonly DerivativeTruths[] {
  const { derivative, cases } = read(row.name) as TruthFile;
  const others = cases.flatMap((c) =>
    c.derivative === undefined ? [] : [derivativeTruths(row, c.values, c.derivative)],
  );
  return [derivativeTruths(row, {}, derivative), ...others];
}

function derivativeTruths(
  row: Activation,
  values: Numbers,
  { x, y, off }: WrittenDerivative,
): DerivativeTruths {
  return { x, y, off: off.map((h) => h / 100), values: { ...defaultsOf(row), ...values } };
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
