import type { RecordBatch } from 'apache-arrow';
import { Slabs } from '../../../columns/slabs.js';
import type { DataError } from '../../../errors.js';
import type { Decoder } from '../../../flow/decode.js';
import type { BatchFiller } from '../builders/batch-filler.js';
import { beginsWithMark, MARK_BYTES } from '../byte-order-mark.js';
import type { Cells } from '../cells.js';
import { DIALECT_KEY, writeDialect } from '../dialect.js';
import { type ColumnName, numberColumns, readHeader } from '../header.js';
import { FIRST_BLOCK, FirstBlock, MOST_HELD } from '../infer/first-block.js';
import { TypeGuess } from '../infer/infer.js';
import type { ReadPlan } from '../options.js';
import type { Border } from '../scan/record-borders.js';
import { noHeader, raggedRow } from '../scan/row-errors.js';
import { OPERATOR } from '../scan/scan-errors.js';
import { Scanner } from '../scan/scanner.js';
import { inUtf16, utf16Name } from '../utf16.js';
import { BatchColumns } from './batch-columns.js';
import { planColumns } from './column-plan.js';
import { canFill, fillBatches, fillerOf } from './fill-batches.js';

/** Bytes that are scanned, then parsed, while they are in the cache. */
const BLOCK = 1 << 18;
/** A block has at least so many rows, or fills its batch: a call for each column must not be one for each cell. */
const BLOCK_ROWS = 64;
/** More than `MOST_HELD` is held where it is no more than this for each column. */
const MOST_HELD_BY_COLUMN = 64;

/** What stands behind `createCsvDecoder`: see there. */
export class BatchDecoder implements Decoder<RecordBatch> {
  readonly #plan: ReadPlan;
  #scanner: Scanner;
  #begun = false;
  #bom = false;
  #names: readonly ColumnName[] | undefined;
  /** The rows that tell the types, as long as the text engine can read them. */
  #first: FirstBlock | undefined;
  #columns: BatchColumns | undefined;
  #filler: BatchFiller | undefined;
  /** Blank lines before the first record; they are rows where there is no header and one column. */
  #leadingBlanks = 0;
  /** Rows that are kept in the scanner and in no builder yet, their bytes, and the line of the first of them. */
  #kept = 0;
  #keptBytes = 0;
  #keptLine = 1;

  constructor(plan: ReadPlan) {
    this.#plan = plan;
    this.#scanner = new Scanner(plan.delimiter, plan);
  }

  *push(chunk: Uint8Array): Generator<RecordBatch, void, undefined> {
    for (let from = 0; from < chunk.length; from += BLOCK) {
      this.#scanner.feed(chunk.subarray(from, from + BLOCK));
      if (this.#begun || this.#scanner.pending >= MARK_BYTES) yield* this.#drain();
    }
  }

  *end(): Generator<RecordBatch, void, undefined> {
    this.#scanner.finish();
    yield* this.#drain();
    if (this.#names === undefined) this.#nameNothing();
    if (this.#columns === undefined) {
      yield* this.#settle(this.#guess);
      yield* this.#drain();
    }
    this.#build();
    if (this.#columns?.due) yield this.#columns.cut();
  }

  /** Takes a chunk of the file's beginning; true when names and types are known and no more is needed. */
  learn(chunk: Uint8Array): boolean {
    for (const _ of this.push(chunk)) if (this.#columns !== undefined) break;
    return this.#columns !== undefined;
  }

  /** The beginning is known, or has ended; what is pushed from now on begins at this border of two records. */
  begin({ row, line }: Pick<Border, 'row' | 'line'>): void {
    if (this.#columns === undefined) for (const _ of this.end());
    this.#columns?.reset(row);
    const { width } = this.#scanner;
    this.#scanner = new Scanner(this.#plan.delimiter, this.#plan, line);
    this.#scanner.width = width;
    this.#kept = this.#keptBytes = this.#leadingBlanks = 0;
  }

  lineOf(row: number): number | undefined {
    return this.#columns?.lineOf(row);
  }

  *#drain(): Generator<RecordBatch, void, undefined> {
    if (!this.#begun) this.#begin();
    for (;;) {
      if (yield* this.#learn()) return;
      if (yield* this.#fill()) return;
      if (!(yield* this.#scan())) return;
    }
  }

  /** Lets the text engine learn the types. True where that is to wait for more bytes. */
  *#learn(): Generator<RecordBatch, boolean, undefined> {
    const first = this.#first;
    if (first === undefined) return false;
    const { rest, ended } = this.#scanner;
    const found = first.read(rest);
    if (found === 'more' && !ended) return true;
    this.#first = undefined;
    // The end may be that of a record without a line end, which the engine does not see.
    const known = found === 'known' || (found === 'more' && first.used === rest.length);
    if (known) yield* this.#settle((column) => first.guesses[column]!);
    return false;
  }

  /** Lets the text engine read what it can. True where what is left is to wait for more bytes. */
  *#fill(): Generator<RecordBatch, boolean, undefined> {
    if (this.#columns === undefined || this.#filler === undefined) return false;
    if (!canFill(this.#scanner)) return false;
    this.#build();
    return yield* fillBatches(this.#scanner, this.#columns, this.#filler);
  }

  #begin(): void {
    this.#begun = true;
    this.#refuseUtf16(this.#scanner.rest.subarray(0, MARK_BYTES));
    this.#bom = beginsWithMark(this.#scanner.rest);
    if (this.#bom) this.#scanner.pass(MARK_BYTES, 0);
  }

  /** Scans all bytes. True where the text engine is to go on: to learn the types, or with the rows that have told them. */
  *#scan(): Generator<RecordBatch, boolean, undefined> {
    while (this.#scanner.next()) {
      if (!this.#accept()) continue;
      if (this.#first !== undefined) return true;
      if (this.#columns === undefined) {
        yield* this.#settle(this.#guess);
        return true;
      }
      this.#build();
      if (this.#columns.full) yield this.#columns.cut();
    }
    return false;
  }

  /** Takes the record that the scanner completed. True when it is time for what is kept. */
  #accept(): boolean {
    const scanner = this.#scanner;
    const blank = scanner.fields === 1 && scanner.recordStart === scanner.recordEnd;
    if (blank && scanner.width !== 1) return this.#passBlank();
    if (this.#names === undefined) {
      this.#refuseUtf16(scanner.record);
      this.#name(scanner.fields);
      if (!this.#plan.header) this.#keep();
      return this.#beginBlock() || this.#isDue();
    }
    if (scanner.fields !== scanner.width) throw this.#ragged();
    this.#keep();
    return this.#isDue();
  }

  /** Leaves the rows that tell the types to the text engine, where it is worth it. */
  #beginBlock(): boolean {
    if (!canFill(this.#scanner)) return false;
    this.#first = FirstBlock.of(this.#scanner.width, this.#plan);
    if (this.#first === undefined) return false;
    if (this.#kept > 0) this.#rewind();
    return true;
  }

  #refuseUtf16(text: Uint8Array): void {
    const name = utf16Name(text);
    if (name !== undefined) throw inUtf16(OPERATOR, name, 1);
  }

  #passBlank(): boolean {
    if (this.#names === undefined) this.#leadingBlanks++;
    if (this.#kept === 0) this.#scanner.release();
    return this.#kept > 0 && this.#isDue();
  }

  /** Names the columns by the completed record: it is the header, or as wide as all. */
  #name(width: number): void {
    const { header } = this.#plan;
    this.#scanner.width = width;
    this.#names = header
      ? readHeader(this.#cells(1), this.#scanner.recordLine)
      : numberColumns(width);
    if (header) this.#scanner.release();
    if (header || width !== 1) this.#leadingBlanks = 0;
  }

  /** The bytes have ended before the first record. */
  #nameNothing(): void {
    if (this.#plan.header) throw noHeader();
    this.#name(this.#leadingBlanks > 0 ? 1 : 0);
  }

  #keep(): void {
    const scanner = this.#scanner;
    if (this.#kept === 0) this.#keptLine = scanner.recordLine;
    scanner.keep();
    this.#kept++;
    this.#keptBytes += scanner.recordEnd - scanner.recordStart + 1;
  }

  #isDue(): boolean {
    // Blank lines between records are held with them.
    const { heldBytes, width } = this.#scanner;
    if (heldBytes >= Math.max(MOST_HELD, MOST_HELD_BY_COLUMN * width)) return true;
    if (this.#columns === undefined) {
      return this.#kept >= this.#plan.rows || this.#keptBytes >= FIRST_BLOCK;
    }
    const { roomRows, roomBytes } = this.#columns;
    if (this.#kept >= roomRows || this.#keptBytes >= roomBytes) return true;
    return this.#keptBytes >= BLOCK && this.#kept >= BLOCK_ROWS;
  }

  /** Takes the types from the plan and the first rows, and goes back to the first of these. */
  *#settle(guess: (column: number) => TypeGuess): Generator<RecordBatch, void, undefined> {
    const { raw, header, delimiter, rows } = this.#plan;
    const slabs = new Slabs();
    const columns = planColumns(this.#names ?? [], this.#plan, guess, slabs);
    const dialect = writeDialect({
      delimiter: String.fromCharCode(delimiter),
      header,
      newline: this.#scanner.crlf ? '\r\n' : '\n',
      bom: this.#bom,
    });
    const metadata = new Map(raw ? [[DIALECT_KEY, dialect]] : []);
    this.#filler = fillerOf(columns, this.#plan);
    this.#columns = new BatchColumns(columns, slabs, metadata, rows, this.#filler);
    if (this.#kept > 0) this.#rewind();
    yield* this.#appendLeadingBlanks(this.#columns);
  }

  readonly #guess = (column: number) => new TypeGuess().seeAll(this.#cells(this.#kept), column);

  /** Goes back to the first of the kept rows. */
  #rewind(): void {
    this.#scanner.rewind(this.#keptLine);
    this.#kept = this.#keptBytes = 0;
  }

  *#appendLeadingBlanks(columns: BatchColumns): Generator<RecordBatch, void, undefined> {
    for (let left = this.#leadingBlanks; left > 0; ) {
      const rows = Math.min(left, columns.roomRows);
      const nowhere = new Int32Array(rows);
      const cells = { bytes: new Uint8Array(0), starts: nowhere, ends: nowhere, width: 1, rows };
      columns.append(cells, 0, 1 + this.#leadingBlanks - left, rows);
      left -= rows;
      if (columns.full) yield columns.cut();
    }
  }

  #cells(rows: number): Cells {
    const { bytes, starts, ends, width } = this.#scanner;
    return { bytes, starts, ends, width, rows };
  }

  /** Moves what is kept into the columns. */
  #build(): void {
    if (this.#kept === 0) return;
    const lines = this.#scanner.line - this.#keptLine;
    this.#columns?.append(this.#cells(this.#kept), this.#keptBytes, this.#keptLine, lines);
    this.#kept = this.#keptBytes = 0;
    this.#scanner.release();
  }

  #ragged(): DataError {
    const { fields, width, recordLine: line } = this.#scanner;
    const before = this.#columns?.built ?? this.#leadingBlanks;
    const row = before + this.#kept;
    this.#build(); // a cell before this row is the earlier error
    const [name, ...others] = this.#names ?? [];
    const only = others.length === 0 ? name?.name : undefined;
    return raggedRow({ fields, width, row, line, header: this.#plan.header, only });
  }
}
