import type { Rounding } from '../../../numerals/rounded.js';
import type { ClassColumn, TextColumn, WrittenColumn } from '../columns/columns.js';
import type { NumberColumn } from '../columns/number-column.js';
import { isPrinted, longestNumber } from '../columns/number-form.js';

/** What stands between two delimiters that the writer puts. */
export type Piece = Span | NumberColumn | ClassColumn | TextColumn;

/** Columns of the file that are neighbours there and in the output: they are copied with what is between them. */
export interface Span {
  readonly kind: 'span';
  readonly first: number;
  readonly last: number;
}

export function piecesOf(columns: readonly WrittenColumn[], rounding: Rounding): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const { content } of columns) {
    const before = pieces.at(-1);
    if (content.kind === 'numbers' && !isPrinted(content.width, rounding)) {
      pieces.push(numberText(content, rounding));
    } else if (content.kind !== 'file') pieces.push(content);
    else if (before?.kind === 'span' && before.last + 1 === content.index) {
      pieces[pieces.length - 1] = { ...before, last: content.index };
    } else pieces.push({ kind: 'span', first: content.index, last: content.index });
  }
  return pieces;
}

/** Numbers that the engine does not print: of half precision, or rounded otherwise than it does. */
function numberText(column: NumberColumn, rounding: Rounding): TextColumn {
  return {
    kind: 'text',
    longest: longestNumber(rounding),
    write(row, to) {
      if (column.nulls.values[row] === 0) to.number(column.values[row]!, column.width);
    },
  };
}

/** The places that are noted in each row: where spans begin and end, cells that are looked at, and fields made of text. */
export class Marks {
  count = 0;
  readonly #starts = new Map<number, number>();
  readonly #ends = new Map<number, number>();
  readonly #texts = new Map<Piece, number>();

  /** @param cells  columns of the file */
  constructor(pieces: readonly Piece[], cells: readonly { readonly index: number }[]) {
    for (const piece of pieces) {
      if (piece.kind === 'span') this.#note(piece.first, piece.last);
      else if (piece.kind === 'text') {
        this.#texts.set(piece, this.count);
        this.count += 2;
      }
    }
    for (const { index } of cells) this.#note(index, index);
  }

  /** The mark of the beginning of a column of the file; −1 where nobody asks. */
  startOf(column: number): number {
    return this.#starts.get(column) ?? -1;
  }

  endOf(column: number): number {
    return this.#ends.get(column) ?? -1;
  }

  /** Both marks of a column. */
  of(column: number): { readonly start: number; readonly end: number } {
    return { start: this.startOf(column), end: this.endOf(column) };
  }

  /** The mark of the beginning of a field that is made; that of its end is the next. */
  ofText(piece: TextColumn): number {
    return this.#texts.get(piece) ?? -1;
  }

  /** A column has at most one mark of either kind. */
  #note(first: number, last: number): void {
    if (!this.#starts.has(first)) this.#starts.set(first, this.count++);
    if (!this.#ends.has(last)) this.#ends.set(last, this.count++);
  }
}
