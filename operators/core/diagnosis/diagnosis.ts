import {
  type Data,
  type DataType,
  Float64,
  Int64,
  type RecordBatch,
  Schema,
  Utf8,
} from 'apache-arrow';
import { newField, recordBatch } from '../../../src/columns/batches.js';
import { Validity } from '../../../src/columns/validity.js';
import { floatData, int64Data, utf8Data } from '../../../src/columns/write.js';
import type { Tally } from './tally.js';

interface Output {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  data(tallies: readonly Tally[]): Data;
}

const OUTPUTS: readonly Output[] = [
  text('column', ({ column }) => column.name),
  text('function', ({ judge }) => judge.function ?? null),
  count('rows', ({ rows }) => rows),
  count('units', ({ units }) => units),
  count('values', ({ values }) => values),
  count('nulls', ({ nulls }) => nulls),
  count('nans', ({ nans }) => nans),
  count('zeros', ({ zeros }) => zeros),
  count('saturated', saturatedOf, true),
  count('dead', deadOf, true),
  share('zero_share', (tally) => [tally.zeros, tally.values]),
  share('saturated_share', (tally) => [saturatedOf(tally), tally.values]),
  share('dead_share', (tally) => [deadOf(tally), tally.units]),
];

/** The findings as a record batch, a row for each column. */
export function diagnosis(tallies: readonly Tally[]): RecordBatch {
  const fields = OUTPUTS.map(({ name, type, nullable }) => newField(name, type, nullable));
  const columns = OUTPUTS.map(({ data }) => data(tallies));
  return recordBatch(new Schema(fields), columns, tallies.length);
}

function saturatedOf({ judge, saturated }: Tally): number | null {
  return judge.knowsSaturated ? saturated : null;
}

function deadOf({ judge, dead }: Tally): number | null {
  return judge.knowsDead ? dead : null;
}

function text(name: string, of: (tally: Tally) => string | null): Output {
  const data = (tallies: readonly Tally[]) => utf8Data(tallies.map(of));
  return { name, type: new Utf8(), nullable: name === 'function', data };
}

function count(name: string, of: (tally: Tally) => number | null, nullable = false): Output {
  const data = (tallies: readonly Tally[]) => int64Data(tallies.map(of));
  return { name, type: new Int64(), nullable, data };
}

function share(name: string, of: (tally: Tally) => readonly [number | null, number]): Output {
  const data = (tallies: readonly Tally[]) => {
    const shares = tallies.map((tally) => {
      const [part, whole] = of(tally);
      return part === null || whole === 0 ? null : part / whole;
    });
    const validity = Validity.of(shares.length, (i) => shares[i] !== null);
    return floatData(Float64Array.from(shares, Number), 64, validity);
  };
  return { name, type: new Float64(), nullable: true, data };
}
