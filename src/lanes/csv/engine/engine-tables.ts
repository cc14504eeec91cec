import { TEXT_SLACK } from '../../../simd/text.js';
import type { ClassColumn } from '../columns/columns.js';
import type { LanePlan } from '../plan.js';
import type { LabelFields } from '../steps/ranks/labels.js';
import type { Marks, Piece } from './pieces.js';

/** Bytes of a word, and the words of a column of the file, and of a piece: as src/simd/assembly/text reads them. */
export const WORD = 4;
export const COLUMN_WORDS = 4;
export const PIECE_WORDS = 4;

/** Bytes of the labels of a column, and of their offsets. */
export function labelBytes({ offsets, bytes }: LabelFields): number {
  return WORD * offsets.length + bytes.length + TEXT_SLACK;
}

export function putLabels(buffer: ArrayBuffer, at: number, { offsets, bytes }: LabelFields): void {
  const text = at + WORD * offsets.length;
  new Uint8Array(buffer).set(bytes, text);
  new Int32Array(buffer, at, offsets.length).set(offsets.map((offset) => text + offset));
}

/** See src/simd/assembly/text/read-rows.ts. */
export function putColumns(table: Int32Array, plan: LanePlan, marks: Marks): void {
  table.fill(0, 0, COLUMN_WORDS * plan.width);
  for (const { index, at, nulls } of plan.numbers) {
    if (index === undefined) continue;
    table[COLUMN_WORDS * index] = at;
    table[COLUMN_WORDS * index + 1] = nulls.at;
  }
  for (let index = 0, word = 2; index < plan.width; index++, word += COLUMN_WORDS) {
    table[word] = marks.startOf(index);
    table[word + 1] = marks.endOf(index);
  }
}

const SPAN = 0;
const TEXT = 1;
const DOUBLE = 2;
const SINGLE = 3;
const INTEGER = 4;
const LABEL = 5;

/** See src/simd/assembly/text/write-rows.ts. */
export function putPieces(
  table: Int32Array,
  pieces: readonly Piece[],
  marks: Marks,
  labels: ReadonlyMap<ClassColumn, number>,
): void {
  pieces.forEach((piece, i) => {
    table.set(wordsOf(piece, marks, labels), PIECE_WORDS * i);
  });
}

function wordsOf(
  piece: Piece,
  marks: Marks,
  labels: ReadonlyMap<ClassColumn, number>,
): readonly number[] {
  switch (piece.kind) {
    case 'span':
      return [SPAN, marks.startOf(piece.first), marks.endOf(piece.last), 0];
    case 'text':
      return [TEXT, marks.ofText(piece), marks.ofText(piece) + 1, 0];
    case 'numbers': {
      const kind = piece.width === 64 ? DOUBLE : SINGLE;
      return [kind, piece.at, 0, piece.nulls.at];
    }
    case 'classes': {
      const kind = piece.labels === undefined ? INTEGER : LABEL;
      return [kind, piece.values.byteOffset, labels.get(piece)!, piece.nulls.at];
    }
  }
}
