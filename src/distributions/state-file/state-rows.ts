import type { Data } from 'apache-arrow';
import { makeColumn } from '../../columns/column.js';
import { Validity } from '../../columns/validity.js';
import { utf8Data } from '../../columns/write.js';
import { toBytes } from '../../softmax/state/bytes.js';
import type { ExactState } from '../../softmax/state/exact-state.js';
import { WORDS } from '../../softmax/state/limbs.js';
import { emptySums, MOST_SUMS, writeSums } from '../../softmax/state/sums.js';
import { COUNT_COLUMNS, LIMBS_TYPE, STATE_COLUMNS, WORD_NAMES } from './state-schema.js';

/** Collects states as rows of the columns that `STATE_COLUMNS` lists. */
export class StateRows {
  readonly #names: string[] = [];
  readonly #functions: string[] = [];
  readonly #scalars: boolean[] = [];
  readonly #positions: Int32Array;
  readonly #temperatures: Float64Array;
  readonly #floats: Int32Array;
  readonly #counts: readonly (readonly [keyof typeof COUNT_COLUMNS, BigUint64Array])[];
  readonly #maxima: Float64Array;
  readonly #offsets: Int32Array;
  readonly #limbs: BigInt64Array;
  readonly #words: readonly BigUint64Array[];
  readonly #checksums: Uint32Array;
  readonly #sums = emptySums();
  #rows = 0;

  /** @param capacity  the most rows */
  constructor(capacity: number) {
    this.#positions = new Int32Array(capacity);
    this.#temperatures = new Float64Array(capacity);
    this.#floats = new Int32Array(capacity);
    const counts = Object.keys(COUNT_COLUMNS) as (keyof typeof COUNT_COLUMNS)[];
    this.#counts = counts.map((name) => [name, new BigUint64Array(capacity)]);
    this.#maxima = new Float64Array(capacity);
    this.#offsets = new Int32Array(capacity + 1);
    this.#limbs = new BigInt64Array(MOST_SUMS * capacity);
    this.#words = WORD_NAMES.map(() => new BigUint64Array(MOST_SUMS * capacity));
    this.#checksums = new Uint32Array(capacity);
  }

  /** @param position  undefined for a scalar column */
  append(name: string, position: number | undefined, negates: boolean, state: ExactState): void {
    const row = this.#rows++;
    this.#names.push(name);
    this.#functions.push(negates ? 'softmin' : 'softmax');
    this.#scalars.push(position === undefined);
    this.#positions[row] = position ?? 0;
    this.#temperatures[row] = state.scaling.temperature;
    this.#floats[row] = state.float;
    for (const [count, column] of this.#counts) column[row] = BigInt(state[count]);
    this.#maxima[row] = state.max;
    this.#checksums[row] = checksumOf(state);
    this.#appendSums(row, state);
  }

  #appendSums(row: number, state: ExactState): void {
    const sums = this.#sums;
    writeSums(state, sums);
    const begin = this.#offsets[row]!;
    for (let i = 0; i < sums.count; i++) {
      this.#limbs[begin + i] = sums.numbers[i]!;
      for (let w = 0; w < WORDS; w++) {
        this.#words[w]![begin + i] = BigInt(sums.words[WORDS * i + w]!);
      }
    }
    this.#offsets[row + 1] = begin + sums.count;
  }

  /** The columns; nothing is appended after that. */
  finish(): readonly Data[] {
    const columns = {
      state_column: utf8Data(this.#names),
      state_position: this.#positionsData(),
      state_function: utf8Data(this.#functions),
      ...this.#plain({
        state_temperature: this.#temperatures,
        state_float: this.#floats,
        state_max: this.#maxima,
        state_checksum: this.#checksums,
        ...Object.fromEntries(this.#counts.map(([name, column]) => [COUNT_COLUMNS[name], column])),
      }),
      state_limbs: this.#limbsData(),
    };
    // Every column of the schema has been made above.
    return Object.keys(STATE_COLUMNS).map((name) => (columns as Record<string, Data>)[name]!);
  }

  #positionsData(): Data {
    const validity = Validity.of(this.#rows, (row) => !this.#scalars[row]);
    const values = this.#positions.slice(0, this.#rows);
    return makeColumn(STATE_COLUMNS.state_position, this.#rows, { values }, validity);
  }

  #plain(arrays: Readonly<Record<string, Numbers>>): Readonly<Record<string, Data>> {
    const columns = Object.entries(arrays).map(([name, array]) => {
      const type = STATE_COLUMNS[name as keyof typeof STATE_COLUMNS];
      return [name, makeColumn(type, this.#rows, { values: array.slice(0, this.#rows) })];
    });
    return Object.fromEntries(columns) as Record<string, Data>;
  }

  #limbsData(): Data {
    const offsets = this.#offsets.slice(0, this.#rows + 1);
    const length = offsets[this.#rows]!;
    const limb = LIMBS_TYPE.children[0]!.type;
    const children = [this.#limbs, ...this.#words].map((array, i) =>
      makeColumn(limb.children[i]!.type, length, { values: array.slice(0, length) }),
    );
    const child = makeColumn(limb, length, { children });
    return makeColumn(LIMBS_TYPE, this.#rows, { offsets, children: [child] });
  }
}

type Numbers = Float64Array | Int32Array | Uint32Array | BigUint64Array;

/** The checksum that ends the state's bytes. */
export function checksumOf(state: ExactState): number {
  const bytes = toBytes(state);
  return new DataView(bytes.buffer).getUint32(bytes.length - 4, true);
}
