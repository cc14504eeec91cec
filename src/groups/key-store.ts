import type { DataType } from 'apache-arrow';
import { Validity } from '../columns/validity.js';
import { ByteKeys } from './byte-keys.js';
import { IntegerKeys } from './integer-keys.js';
import type { KeyCells } from './key-cells.js';
import { widthOf } from './key-columns.js';
import { readKeyRows } from './key-rows.js';
import { keyRuns } from './key-runs.js';
import { asRuns, asValues } from './runs.js';
import { PAIR, valuesOf, wordsOf } from './words.js';

/** Keys of some columns, as `Keys` holds them. */
export interface KeyStore {
  readonly size: number;
  readonly bytes: number;
  /** Writes numbers as `Keys` does; `add` and `nullGroup` are those of `Assigning`. */
  assign(columns: readonly KeyCells[], add: boolean, out: Uint32Array): void;
  /** The keys from … to − 1, a column each. */
  read(from: number, to: number): readonly KeyCells[];
}

/** What holds keys of these types, those of `keyField`. */
export function makeKeyStore(
  types: readonly DataType[],
  nullGroup: boolean,
  operator: string,
): KeyStore {
  const widths = types.map(widthOf);
  if (widths.length > 1) return new RowStore(widths, nullGroup, operator);
  const [width] = widths;
  return width !== undefined && width <= PAIR
    ? new WordStore(width, nullGroup)
    : new RunStore(width, nullGroup);
}

/** One column of at most eight bytes. */
class WordStore implements KeyStore {
  readonly #keys = new IntegerKeys();
  readonly #width: number;
  readonly #nullGroup: boolean;

  constructor(width: number, nullGroup: boolean) {
    this.#width = width;
    this.#nullGroup = nullGroup;
  }

  get size(): number {
    return this.#keys.size;
  }

  get bytes(): number {
    return this.#keys.bytes;
  }

  assign([column]: readonly [KeyCells], add: boolean, out: Uint32Array): void {
    const { cells, length, validity } = column;
    const { values } = cells as { values: Uint8Array }; // its type has a width
    const words = wordsOf(values, this.#width, length);
    this.#keys.assign(words, length, { validity, nullGroup: this.#nullGroup, add }, out);
  }

  read(from: number, to: number): readonly KeyCells[] {
    const words = new Int32Array(2 * (to - from));
    this.#keys.read(from, to, words);
    const cells = { values: valuesOf(words, this.#width), width: this.#width };
    return [{ length: to - from, cells, validity: withNull(from, to, this.#keys.nullNumber) }];
  }
}

/** One column of more bytes, or of runs. */
class RunStore implements KeyStore {
  readonly #keys = new ByteKeys();
  readonly #width: number | undefined;
  readonly #nullGroup: boolean;

  constructor(width: number | undefined, nullGroup: boolean) {
    this.#width = width;
    this.#nullGroup = nullGroup;
  }

  get size(): number {
    return this.#keys.size;
  }

  get bytes(): number {
    return this.#keys.bytes;
  }

  assign([column]: readonly [KeyCells], add: boolean, out: Uint32Array): void {
    const { cells, length, validity } = column;
    const assigning = { validity, nullGroup: this.#nullGroup, add };
    this.#keys.assign('width' in cells ? asRuns(cells, length) : cells, length, assigning, out);
  }

  read(from: number, to: number): readonly KeyCells[] {
    const runs = this.#keys.read(from, to);
    const validity = withNull(from, to, this.#keys.nullNumber);
    const cells = this.#width === undefined ? runs : asValues(runs, this.#width);
    return [{ length: to - from, cells, validity }];
  }
}

/** Several columns. */
class RowStore implements KeyStore {
  readonly #keys = new ByteKeys();
  readonly #widths: readonly (number | undefined)[];
  readonly #nullGroup: boolean;
  readonly #operator: string;

  constructor(widths: readonly (number | undefined)[], nullGroup: boolean, operator: string) {
    this.#widths = widths;
    this.#nullGroup = nullGroup;
    this.#operator = operator;
  }

  get size(): number {
    return this.#keys.size;
  }

  get bytes(): number {
    return this.#keys.bytes;
  }

  assign(columns: readonly KeyCells[], add: boolean, out: Uint32Array): void {
    const { runs, validity } = keyRuns(columns, this.#nullGroup, this.#operator);
    const { length } = columns[0]!;
    this.#keys.assign(runs, length, { validity, nullGroup: false, add }, out);
  }

  read(from: number, to: number): readonly KeyCells[] {
    const { bytes, starts } = this.#keys.read(from, to);
    const cursors = starts.slice();
    return this.#widths.map((width) => readKeyRows(bytes, cursors, width));
  }
}

function withNull(from: number, to: number, nullNumber: number): Validity | undefined {
  return Validity.of(to - from, (i) => from + i !== nullNumber);
}
