import { PRINT_ROOM } from '../../../simd/text.js';
import type { TextColumn } from './columns.js';
import type { RowText } from './row-text.js';

/** Longer fields, where that is known of all rows, are left to the general path. */
export const LONGEST_TEXT = 1 << 12;
/** Rows whose lists may take more than this are left to it, too: a list of a hundred thousand numbers is not. */
export const LONGEST_LISTS = 1 << 22;
/** The fields of some rows, which are made before these rows are written, take about so much. */
const TEXT_BYTES = 1 << 18;

export function isTooLong({ longest }: TextColumn): boolean {
  return typeof longest === 'number' && longest > LONGEST_TEXT;
}

/** A column of fields that are made, and its mark in each row. */
export interface TextPlace {
  readonly column: TextColumn;
  readonly mark: number;
}

/** The fields that are made for some rows of a batch: `textBytes` bytes from `room` on are theirs. */
export class Texts {
  readonly #places: readonly TextPlace[];
  readonly #marks: Int32Array;
  readonly #marksPerRow: number;
  readonly #flags: Uint8Array;
  readonly #text: RowText;
  readonly #room: number;
  #made = 0;

  /**
   * @param room  where `textBytes` bytes are
   * @param marks  of all rows
   * @param flags  of all rows: those that the operators compute are passed over
   */
  constructor(
    places: readonly TextPlace[],
    marks: Int32Array,
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
    const full = this.#room + TEXT_BYTES;
    let made = row;
    for (; made < rows && this.#text.at <= full; made++) {
      if (this.#flags[made] === 0) this.#makeRow(made);
    }
    this.#made = made;
    return made;
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

/** How many bytes the lists of a row may take, where they are of any length; undefined where there are none such. */
export function listBytes(columns: readonly TextColumn[]): ((row: number) => number) | undefined {
  const lists = columns.flatMap(({ longest }) => (typeof longest === 'number' ? [] : [longest]));
  if (lists.length === 0) return undefined;
  return (row) => lists.reduce((sum, longest) => sum + longest(row), 0);
}

/** How many bytes the fields of a row take at most. */
export function rowBytes(columns: readonly TextColumn[]): number {
  const fixed = columns.map(({ longest }) => (typeof longest === 'number' ? longest : 0));
  const lists = listBytes(columns) === undefined ? 0 : LONGEST_LISTS;
  return fixed.reduce((sum, longest) => sum + longest, lists);
}

/** How many bytes the fields of some rows take. */
export function textBytes(columns: readonly TextColumn[]): number {
  return columns.length === 0 ? 0 : TEXT_BYTES + rowBytes(columns) + PRINT_ROOM;
}
