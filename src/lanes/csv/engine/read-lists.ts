import { isQuoted, unquote } from '../../../formats/csv/cells.js';
import { GrowingNulls, withRoom } from '../../../formats/csv/growing.js';
import { parseList } from '../../../formats/csv/list-cell.js';
import type { LaneText } from '../../../simd/text.js';
import type { ListCells, ListColumn } from '../columns/list-column.js';

/** A column of lists of the file, and the addresses that the places of its first cell are noted at. */
export interface ListPlace {
  readonly column: ListColumn;
  readonly start: number;
  readonly end: number;
}

/** What is computed of lists. */
interface Made {
  /** Cells of half the length, in the order in which they are made of others. */
  readonly halves: readonly ListCells[];
  readonly results: readonly ListColumn[];
}

/** What has been met in a batch. */
export interface MetInLists {
  nulls: boolean;
  /** NaN or infinities. */
  strange: boolean;
}

/** Where lists lie. */
export interface ListRoom {
  readonly memory: ArrayBuffer;
  /** From here on there is room for all elements of a batch and for all that is computed of them. */
  readonly at: number;
  /** How far apart the places of two cells are noted. */
  readonly stride: number;
}

/**
 * Reads the lists of a batch: the engine those of numbers alone, which lie in its memory, and the host all others, as
 * `decodeCsv` does.
 */
export class ListReader {
  readonly #engine: LaneText;
  readonly #places: readonly ListPlace[];
  readonly #made: Made;
  readonly #room: ListRoom;
  readonly #bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  readonly #nulls = new GrowingNulls();
  #unquoted = new Uint8Array(0);

  constructor(engine: LaneText, places: readonly ListPlace[], made: Made, room: ListRoom) {
    this.#engine = engine;
    this.#places = places;
    this.#made = made;
    this.#room = room;
    this.#bytes = new Uint8Array(room.memory);
    this.#words = new Uint32Array(room.memory);
    this.#doubles = new Float64Array(room.memory);
  }

  /** @param flags  gets 1 for the rows with a cell that is neither empty nor a list */
  read(rows: number, flags: Uint8Array): MetInLists {
    const { memory } = this.#room;
    const met = { nulls: false, strange: false };
    let { at } = this.#room;
    for (const place of this.#places) {
      this.#readColumn(place, at, rows, flags, met);
      at = place.column.lay(memory, at);
    }
    for (const cells of this.#made.halves) cells.halve(rows);
    for (const result of this.#made.results) at = result.lay(memory, at);
    return met;
  }

  #readColumn(
    { column, start, end }: ListPlace,
    at: number,
    rows: number,
    flags: Uint8Array,
    met: MetInLists,
  ): void {
    const { stride } = this.#room;
    const { cells, within, nulls } = column;
    const { offsets } = cells;
    for (let row = 0; row < rows; row++) {
      const [from, to] = [start + row * stride, end + row * stride];
      const ends = offsets.byteOffset + row * offsets.BYTES_PER_ELEMENT;
      row += this.#engine.readLists(from, to, stride, rows - row, at, ends);
      if (row === rows) break;
      const read = this.#readOther(this.#cellAt(start + row * stride, end + row * stride));
      if (read === undefined) flags[row] = 1;
      else if (read === null) nulls.values[row] = 1;
      met.nulls ||= read === null;
      offsets[row + 1] = this.#put(read ?? [], at, offsets[row]!, met);
    }
    cells.settle(rows);
    within.valid = this.#nulls.finish(cells.size);
  }

  #cellAt(start: number, end: number): readonly [number, number] {
    return [this.#words[start >> 2]!, this.#words[end >> 2]!];
  }

  /** The elements of a cell; null where it is empty, undefined where it holds no list. */
  #readOther([start, end]: readonly [number, number]):
    | readonly (number | null)[]
    | null
    | undefined {
    const bytes = this.#bytes;
    const quotes = isQuoted(bytes, start, end) ? 1 : 0;
    if (end - start === 2 * quotes) return null;
    const elements: (number | null)[] = [];
    if (quotes === 0) return parseList(bytes, start, end, elements) ? elements : undefined;
    this.#unquoted = withRoom(this.#unquoted, end - start);
    const length = unquote(bytes, start, end, this.#unquoted, 0);
    return parseList(this.#unquoted, 0, length, elements) ? elements : undefined;
  }

  /** Puts elements behind the first `index` of their column; returns how many there are now. */
  #put(elements: readonly (number | null)[], at: number, index: number, met: MetInLists): number {
    const first = at / this.#doubles.BYTES_PER_ELEMENT + index;
    elements.forEach((element, i) => {
      this.#doubles[first + i] = element ?? 0;
      if (element === null) this.#nulls.add(index + i);
      else if (!Number.isFinite(element)) met.strange = true;
    });
    return index + elements.length;
  }
}
