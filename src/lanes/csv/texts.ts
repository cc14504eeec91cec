import type { TextColumn } from './columns.js';
import type { RowText } from './row-text.js';

/** Fields longer than this are left to the general path. */
export const LONGEST_TEXT = 1 << 12;
/** Room for the fields of some rows, which are made before these rows are written. */
const TEXT_BYTES = 1 << 18;

/** A column of fields that are made, and its mark in each row. */
export interface TextPlace {
  readonly column: TextColumn;
  readonly mark: number;
}

/** The fields that are made for some rows of a batch. */
export class Texts {
  readonly #places: readonly TextPlace[];
  readonly #marks: Uint32Array;
  readonly #marksPerRow: number;
  readonly #flags: Uint8Array;
  readonly #text: RowText;
  readonly #room: number;
  readonly #rows: number;
  #made = 0;

  /**
   * @param room  where `textBytes` bytes are
   * @param marks  of all rows
   * @param flags  of all rows: those that the operators compute are passed over
   */
  constructor(
    places: readonly TextPlace[],
    marks: Uint32Array,
    marksPerRow: number,
    flags: Uint8Array,
    text: RowText,
    room: number,
  ) {
    this.#places = places;
    this.#marks = marks;
    this.#marksPerRow = marksPerRow;
    this.#flags = flags;
    this.#text = text;
    this.#room = room;
    const columns = places.map(({ column }) => column);
    this.#rows = Math.floor(textBytes(columns) / rowBytes(columns));
  }

  /** Begins a batch. */
  begin(): void {
    this.#made = 0;
  }

  /** Makes fields of rows from `row` on, if they are not there yet; returns behind which row there are none. */
  make(row: number, rows: number): number {
    if (this.#places.length === 0) return rows;
    if (row < this.#made) return this.#made;
    this.#text.at = this.#room;
    this.#made = Math.min(rows, row + this.#rows);
    for (let i = row; i < this.#made; i++) if (this.#flags[i] === 0) this.#makeRow(i);
    return this.#made;
  }

  #makeRow(row: number): void {
    const text = this.#text;
    const marks = row * this.#marksPerRow;
    for (const { column, mark } of this.#places) {
      this.#marks[marks + mark] = text.at;
      column.write(row, text);
      this.#marks[marks + mark + 1] = text.at;
    }
  }
}

function rowBytes(columns: readonly TextColumn[]): number {
  return columns.reduce((sum, { longest }) => sum + longest, 0);
}

/** How many bytes the fields of some rows take. */
export function textBytes(columns: readonly TextColumn[]): number {
  const row = rowBytes(columns);
  return row === 0 ? 0 : Math.max(row, TEXT_BYTES);
}
