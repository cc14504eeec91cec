import { type BatchLimits, batchLimits } from '../../../formats/csv/batch-limits.js';
import type { Cells } from '../../../formats/csv/cells.js';
import { LONGEST_NUMERAL } from '../../../numerals/print.js';
import type { Rounding } from '../../../numerals/rounded.js';
import { type LaneText, TEXT_SLACK } from '../../../simd/text.js';
import type { CellColumn, TextColumn } from '../columns/columns.js';
import type { NumberColumn } from '../columns/number-column.js';
import { engineRounding } from '../columns/number-form.js';
import { RowText } from '../columns/row-text.js';
import { rowBytes, Texts, textBytes } from '../columns/texts.js';
import { FEED_BYTES, LONGEST_RECORD, OUT_BYTES } from '../limits.js';
import type { LanePlan } from '../plan.js';
import { labelFields } from '../steps/ranks/labels.js';
import {
  COLUMN_WORDS,
  labelBytes,
  PIECE_WORDS,
  putColumns,
  putLabels,
  putPieces,
  WORD,
} from './engine-tables.js';
import { elementBytes, listCells, listReader, offsetBytes } from './list-memory.js';
import { Marks, piecesOf } from './pieces.js';
import type { ListReader } from './read-lists.js';

const PAGE = 1 << 16;
/** Columns begin in different sets of the cache, for they are read and written side by side. */
const STAGGER = 64;

/** Where a batch lies in the memory of an engine. */
export interface LaneMemory {
  readonly bytes: Uint8Array;
  /** The text of the batch, and of the record behind it that is not complete yet. */
  readonly text: number;
  /** A byte a row: whether the operators have to compute it. */
  readonly flags: Uint8Array;
  /** All of it as numbers. */
  readonly floats: { readonly 32: Float32Array; readonly 64: Float64Array };
  /** All marks of nulls. */
  readonly nulls: Uint8Array;
  /** Where in each row the cells stand that are looked at. */
  readonly cells: readonly CellPlace[];
  readonly lists: ListReader;
  /** The cells of a column that is noted, in some first rows. */
  cellsOf(column: number, rows: number): Cells;
  /** The marks of all rows, as many of each. */
  readonly marks: Int32Array;
  readonly marksPerRow: number;
  readonly texts: Texts;
  /** Start and end of each row's text. */
  readonly spans: Uint32Array;
  /** Rows that have been written. */
  readonly out: number;
  readonly outEnd: number;
}

/** A column that is looked at, and its marks. */
export interface CellPlace {
  readonly column: CellColumn;
  readonly start: number;
  readonly end: number;
}

/** What the lane is told beside its plan. */
export interface LaneForm {
  readonly delimiter: number;
  readonly newline: '\n' | '\r\n';
  /** The most rows of a batch. */
  readonly rows: number;
  readonly rounding: Rounding;
}

/** Lays out the memory of an engine for a plan, and tells the engine. */
export function layOut(engine: LaneText, plan: LanePlan, form: LaneForm): LaneMemory {
  const limits = batchLimits(form.rows, plan.width);
  const rows = rowsWithin(limits, plan.width);
  const pieces = piecesOf(plan.columns, form.rounding);
  const marks = new Marks(pieces, [...plan.cells, ...listCells(plan.lists)]);
  const made = pieces.filter((piece): piece is TextColumn => piece.kind === 'text');
  const labels = new Map(
    plan.classes.map((column) => [column, labelFields(column.labels ?? [], form.delimiter)]),
  );
  const longest = [...labels.values()].reduce(
    (most, field) => Math.max(most, field.longest),
    LONGEST_NUMBER,
  );
  const room = new Room(engine.staticEnd());
  const tables = {
    columns: room.take(COLUMN_WORDS * WORD * plan.width),
    pieces: room.take(PIECE_WORDS * WORD * pieces.length),
    marks: room.take(WORD * rows * marks.count),
    spans: room.take(2 * WORD * rows),
    flags: room.take(rows),
    nulls: room.take(rows * plan.nulls.length),
    offsets: room.take(offsetBytes(plan.lists, rows)),
    texts: room.take(textBytes(made)),
  };
  const numbers = plan.numbers.map((column) => room.take(rows * numberBytes(column) + STAGGER));
  const classes = plan.classes.map(() => room.take(rows * WORD + STAGGER));
  const labelTables = new Map(
    [...labels].map(([column, fields]) => [column, room.take(labelBytes(fields))]),
  );
  const text = room.take(limits.bytesOfFew + 2 * LONGEST_RECORD + FEED_BYTES + TEXT_SLACK);
  const outBytes =
    OUT_BYTES + LONGEST_RECORD + rowBytes(made) + pieces.length * longest + 2 * TEXT_SLACK;
  const out = room.take(outBytes + TEXT_SLACK);
  const elements = room.take(elementBytes(plan.lists, limits.bytesOfFew));
  engine.memory.grow(Math.max(0, Math.ceil((room.end - engine.memory.buffer.byteLength) / PAGE)));

  const { buffer } = engine.memory;
  const bytes = new Uint8Array(buffer);
  // Another lane may have left its numbers there.
  bytes.fill(0, engine.staticEnd(), tables.texts);
  plan.nulls.forEach((marks, i) => {
    marks.lay(buffer, tables.nulls + i * rows, rows);
  });
  plan.numbers.forEach((column, i) => {
    column.lay(buffer, numbers[i]!, rows);
  });
  plan.classes.forEach((column, i) => {
    column.values = new Int32Array(buffer, classes[i]!, rows);
    putLabels(buffer, labelTables.get(column)!, labels.get(column)!);
  });
  putColumns(new Int32Array(buffer, tables.columns), plan, marks);
  putPieces(new Int32Array(buffer, tables.pieces), pieces, marks, labelTables);
  engine.setDelimiter(form.delimiter);
  engine.setRounding(...engineRounding(form.rounding));
  const perRow = [tables.marks, marks.count, tables.spans, tables.flags] as const;
  const ends = [limits.rows, limits.bytes, limits.fewRows, limits.bytesOfFew] as const;
  engine.setTable(tables.columns, plan.width, ...perRow, ...ends);
  const newline = form.newline === '\n' ? 0x0a : 0x0a0d;
  engine.setPieces(tables.pieces, pieces.length, ...perRow, newline, longest);
  const places = new Int32Array(buffer, tables.marks, rows * marks.count);
  const textPlaces = made.map((column) => ({ column, mark: marks.ofText(column) }));
  const flags = new Uint8Array(buffer, tables.flags, rows);
  const rowText = new RowText(bytes, engine, form.rounding);
  return {
    bytes,
    text,
    flags,
    floats: { 32: new Float32Array(buffer), 64: new Float64Array(buffer) },
    nulls: new Uint8Array(buffer, tables.nulls, rows * plan.nulls.length),
    cells: plan.cells.map((column) => ({ column, ...marks.of(column.index) })),
    lists: listReader(engine, plan.lists, marks, { memory: buffer, rows, elements, ...tables }),
    marks: places,
    marksPerRow: marks.count,
    texts: new Texts(textPlaces, places, marks.count, flags, rowText, tables.texts),
    cellsOf(column, rows) {
      const { start, end } = marks.of(column);
      const [starts, ends] = [places.subarray(start), places.subarray(end)];
      return { bytes, starts, ends, width: marks.count, rows };
    },
    spans: new Uint32Array(buffer, tables.spans, 2 * rows),
    out,
    outEnd: out + outBytes,
  };
}

/** A row has at least a byte for each of its columns, and a batch ends behind the row that fills it. */
function rowsWithin({ rows, bytes, fewRows, bytesOfFew }: BatchLimits, width: number): number {
  const few = Math.min(fewRows, Math.ceil(bytesOfFew / width) + 1);
  return Math.min(rows, Math.max(few, Math.ceil(bytes / width) + 1));
}

/** No number is longer, with its delimiter. */
const LONGEST_NUMBER = LONGEST_NUMERAL + 1;

class Room {
  end: number;

  constructor(start: number) {
    this.end = start;
  }

  take(bytes: number): number {
    const at = Math.ceil(this.end / 16) * 16;
    this.end = at + bytes;
    return at;
  }
}

/** Numbers of half precision are held as floats. */
function numberBytes({ width }: NumberColumn): number {
  return width === 64 ? 8 : 4;
}
