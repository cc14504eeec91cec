import type { RecordBatch } from 'apache-arrow';
import type { At, Floats } from '../../../src/columns/numbers.js';
import type { MarkedValues } from '../../../src/distributions/spilled/block.js';
import { emptyLike } from '../../../src/simd/floats.js';
import type { Counts, ElementRules } from '../policies.js';
import type { FinishedColumn } from './finished-column.js';
import { judgeNumbers } from './judge-numbers.js';
import type { SumPlan } from './sum-plan.js';
import { ColumnReader, NULL, type Readings, type ValueColumn } from './value-columns.js';

/** The values of one column, for a spill: one for each position, of a scalar column one. */
export class SpilledColumn {
  readonly width: 32 | 64;
  readonly name: string;
  readonly positions: number;
  readonly #reader: ColumnReader;
  readonly #rules: ElementRules;

  constructor(plan: SumPlan, column: ValueColumn) {
    this.width = plan.widthOf(column);
    this.name = column.name;
    this.positions = column.positions ?? 1;
    this.#reader = new ColumnReader(column, this.width, plan.negates, plan.rules);
    this.#rules = plan.rules;
  }

  /** @param out  1 for rows that do not count */
  read(
    batch: RecordBatch,
    at: At,
    out: Uint8Array | undefined,
    counts: Counts,
  ): readonly MarkedValues[] {
    const readings = this.#reader.read(batch, at, out, counts);
    const filled = this.#reader.filled(readings);
    judgeNumbers(filled, readings.size, this.name, this.#rules, counts, at);
    return Array.from({ length: this.positions }, (_, position) =>
      valuesAt(filled, readings, position),
    );
  }

  /** Room for the results of so many rows. */
  room(rows: number): readonly MarkedValues[] {
    const Values = this.width === 32 ? Float32Array : Float64Array;
    return Array.from({ length: this.positions }, () => ({
      values: new Values(rows),
      marks: new Uint8Array(rows),
    }));
  }
}

function valuesAt(filled: Floats, { rows, size, marks }: Readings, position: number): MarkedValues {
  const values = size === 1 ? filled : emptyLike(filled, rows);
  const absent = new Uint8Array(rows);
  for (let row = 0, i = position; row < rows; row++, i += size) {
    if (size > 1) values[row] = filled[i]!;
    if (marks?.[i] === NULL) absent[row] = 1;
  }
  return { values, marks: absent };
}

/** Results that were taken from a spill, as those of a column. */
export function takenColumn(positions: readonly MarkedValues[]): FinishedColumn {
  return {
    apply(_, dst) {
      const size = positions.length;
      let nulls: Uint8Array | undefined;
      positions.forEach(({ values, marks }, position) => {
        for (let row = 0, i = position; row < values.length; row++, i += size) {
          dst[i] = values[row]!;
          if (marks[row] === 0) continue;
          nulls ??= new Uint8Array(dst.length);
          nulls[i] = 1;
        }
      });
      return nulls;
    },
  };
}
