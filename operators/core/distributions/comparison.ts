import type { At } from '../../../src/columns/numbers.js';
import { Fingerprint } from '../../../src/distributions/fingerprint.js';
import { DataError } from '../../../src/errors.js';
import type { Seen } from './first-pass.js';
import type { Witness } from './second-pass.js';

/** Holds a second pass against the first: the same values in the same order, in whatever batches. */
export class Comparison implements Witness {
  readonly #prints: readonly Fingerprint[];
  #rows = 0;

  constructor(
    private readonly operator: string,
    private readonly seen: Pick<Seen, 'rows' | 'prints'>,
  ) {
    this.#prints = seen.prints.map(() => new Fingerprint());
  }

  /** @throws DataError as soon as there are more rows */
  rows({ batch }: At, count: number): void {
    this.#rows += count;
    if (this.#rows > this.seen.rows) throw this.#otherRows(batch);
  }

  values(column: number, values: Float32Array | Float64Array | Uint32Array): void {
    this.#prints[column]!.add(values);
  }

  /** @throws DataError where the source has changed */
  end(): void {
    const { rows, prints } = this.seen;
    if (this.#rows !== rows) throw this.#otherRows();
    if (prints.every((print, i) => print.equals(this.#prints[i]!))) return;
    const what = 'the source gave other values the second time';
    throw new DataError({ operator: this.operator, what, expected: `the same; ${ADVICE}` });
  }

  #otherRows(batch?: number): DataError {
    const what = 'the source gave other rows the second time';
    const place = batch === undefined ? {} : { batch };
    const expected = `${this.seen.rows}, as the first time; ${ADVICE}`;
    return new DataError({ operator: this.operator, what, got: this.#rows, ...place, expected });
  }
}

const ADVICE = "replay: 'memory' and 'spill' want it once";
