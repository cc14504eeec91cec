import { BATCH_BYTES } from '../../formats/csv/options.js';
import { TEXT_SLACK, type TextExports } from '../../simd/text.js';
import type { ClassColumn, NumberColumn } from './columns.js';
import { type LabelFields, labelFields } from './labels.js';
import { Marks, type Piece, piecesOf } from './pieces.js';
import { type LanePlan, numbersRead } from './plan.js';

/** A longer record is left to the general path. */
export const LONGEST_RECORD = 1 << 21;
/** Text is taken in at most such pieces. */
export const FEED_BYTES = 1 << 19;
/** Rows are given away in about such pieces: a little more than what a file would gather before it writes. */
export const OUT_BYTES = 9 << 16;

const PAGE = 1 << 16;
/** Columns begin in different sets of the cache, for they are read and written side by side. */
const STAGGER = 64;
const WORD = 4;

/** Where a batch lies in the memory of an engine. */
export interface LaneMemory {
  readonly bytes: Uint8Array;
  /** The text of the batch, and of the record behind it that is not complete yet. */
  readonly text: number;
  /** A byte a row: whether the operators have to compute it. */
  readonly flags: Uint8Array;
  /** Start and end of each row's text. */
  readonly spans: Uint32Array;
  /** Rows that have been written. */
  readonly out: number;
  readonly outEnd: number;
}

/** What the lane is told beside its plan. */
export interface LaneForm {
  readonly delimiter: number;
  readonly newline: '\n' | '\r\n';
  /** The most rows of a batch. */
  readonly rows: number;
}

/** Lays out the memory of an engine for a plan, and tells the engine. */
export function layOut(engine: TextExports, plan: LanePlan, form: LaneForm): LaneMemory {
  // A row has at least a byte for each of its columns, and a batch ends behind the row that fills it.
  const rows = Math.min(form.rows, Math.ceil(BATCH_BYTES / plan.width) + 1);
  const pieces = piecesOf(plan.columns);
  const marks = new Marks(pieces);
  const labels = new Map(
    plan.classes.map((column) => [column, labelFields(column.labels ?? [], form.delimiter)]),
  );
  const longest = Math.max(LONGEST_NUMBER, ...[...labels.values()].map((fields) => fields.longest));
  const room = new Room(engine.staticEnd());
  const tables = {
    columns: room.take(3 * WORD * plan.width),
    pieces: room.take(3 * WORD * pieces.length),
    marks: room.take(WORD * rows * marks.count),
    spans: room.take(2 * WORD * rows),
    flags: room.take(rows),
  };
  const columns = new Map<Piece, number>([
    ...plan.numbers.map(
      (column) => [column, room.take(rows * (column.width / 8) + STAGGER)] as const,
    ),
    ...plan.classes.map((column) => [column, room.take(rows * WORD + STAGGER)] as const),
  ]);
  const labelTables = new Map(
    [...labels].map(([column, fields]) => [column, room.take(labelBytes(fields))]),
  );
  const text = room.take(BATCH_BYTES + 2 * LONGEST_RECORD + FEED_BYTES + TEXT_SLACK);
  const outBytes = OUT_BYTES + LONGEST_RECORD + pieces.length * longest + 2 * TEXT_SLACK;
  const out = room.take(outBytes + TEXT_SLACK);
  engine.memory.grow(Math.max(0, Math.ceil((room.end - engine.memory.buffer.byteLength) / PAGE)));

  const { buffer } = engine.memory;
  for (const column of plan.numbers) giveRoom(column, buffer, columns.get(column)!, rows);
  for (const column of plan.classes) {
    column.values = new Int32Array(buffer, columns.get(column)!, rows);
    putLabels(buffer, labelTables.get(column)!, labels.get(column)!);
  }
  putColumns(new Int32Array(buffer, tables.columns), plan, marks, columns);
  putPieces(new Int32Array(buffer, tables.pieces), pieces, marks, columns, labelTables);
  engine.setDelimiter(form.delimiter);
  const perRow = [tables.marks, marks.count, tables.spans, tables.flags] as const;
  engine.setTable(tables.columns, plan.width, ...perRow, form.rows, BATCH_BYTES);
  const newline = form.newline === '\n' ? 0x0a : 0x0a0d;
  engine.setPieces(tables.pieces, pieces.length, ...perRow, newline, longest);
  return {
    bytes: new Uint8Array(buffer),
    text,
    flags: new Uint8Array(buffer, tables.flags, rows),
    spans: new Uint32Array(buffer, tables.spans, 2 * rows),
    out,
    outEnd: out + outBytes,
  };
}

/** No number is longer, with its delimiter. */
const LONGEST_NUMBER = 26;

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

function giveRoom(column: NumberColumn, buffer: ArrayBuffer, at: number, rows: number): void {
  const Values = column.width === 64 ? Float64Array : Float32Array;
  column.values = new Values(buffer, at, rows);
}

function labelBytes({ offsets, bytes }: LabelFields): number {
  return WORD * offsets.length + bytes.length + TEXT_SLACK;
}

function putLabels(buffer: ArrayBuffer, at: number, { offsets, bytes }: LabelFields): void {
  const text = at + WORD * offsets.length;
  new Uint8Array(buffer).set(bytes, text);
  new Int32Array(buffer, at, offsets.length).set(offsets.map((offset) => text + offset));
}

/** The three words of each column of the file that src/simd/assembly/text/read-rows.ts reads. */
function putColumns(
  table: Int32Array,
  plan: LanePlan,
  marks: Marks,
  addresses: ReadonlyMap<Piece, number>,
): void {
  const read = numbersRead(plan);
  for (let index = 0; index < plan.width; index++) {
    const numbers = read.get(index);
    const address = numbers === undefined ? 0 : addresses.get(numbers)!;
    table.set([address, marks.startOf(index), marks.endOf(index)], 3 * index);
  }
}

const SPAN = 0;
const DOUBLE = 1;
const SINGLE = 2;
const INTEGER = 3;
const LABEL = 4;

/** The three words of each piece that src/simd/assembly/text/write-rows.ts reads. */
function putPieces(
  table: Int32Array,
  pieces: readonly Piece[],
  marks: Marks,
  addresses: ReadonlyMap<Piece, number>,
  labels: ReadonlyMap<ClassColumn, number>,
): void {
  pieces.forEach((piece, i) => {
    if (piece.kind === 'span') {
      table.set([SPAN, marks.startOf(piece.first), marks.endOf(piece.last)], 3 * i);
    } else if (piece.kind === 'numbers') {
      table.set([piece.width === 64 ? DOUBLE : SINGLE, addresses.get(piece)!, 0], 3 * i);
    } else {
      const kind = piece.labels === undefined ? INTEGER : LABEL;
      table.set([kind, addresses.get(piece)!, labels.get(piece)!], 3 * i);
    }
  });
}
