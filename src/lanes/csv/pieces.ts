import type { ClassColumn, LaneColumn, NumberColumn } from './columns.js';

/** What stands between two delimiters that the writer puts. */
export type Piece = Span | NumberColumn | ClassColumn;

/** Columns of the file that are neighbours there and in the output: they are copied with what is between them. */
export interface Span {
  readonly kind: 'span';
  readonly first: number;
  readonly last: number;
}

export function piecesOf(columns: readonly LaneColumn[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const { content } of columns) {
    const before = pieces.at(-1);
    if (content.kind !== 'file') pieces.push(content);
    else if (before?.kind === 'span' && before.last + 1 === content.index) {
      pieces[pieces.length - 1] = { ...before, last: content.index };
    } else pieces.push({ kind: 'span', first: content.index, last: content.index });
  }
  return pieces;
}

/** The places that the reader notes in each row: where spans begin and end. */
export class Marks {
  readonly #starts = new Map<number, number>();
  readonly #ends = new Map<number, number>();

  constructor(pieces: readonly Piece[]) {
    for (const piece of pieces) {
      if (piece.kind !== 'span') continue;
      // Every column is in one span only, so each has at most one mark of either kind.
      this.#starts.set(piece.first, this.count);
      this.#ends.set(piece.last, this.count);
    }
  }

  get count(): number {
    return this.#starts.size + this.#ends.size;
  }

  /** The mark of the beginning of a column of the file; −1 where nobody asks. */
  startOf(column: number): number {
    return this.#starts.get(column) ?? -1;
  }

  endOf(column: number): number {
    return this.#ends.get(column) ?? -1;
  }
}
