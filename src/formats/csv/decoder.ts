import { type RecordBatch, Schema } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import { newField, recordBatch } from '../../columns/batches.js';
import { DataError, FormatError } from '../../errors.js';
import { type Decoder, decodeWith } from '../../flow/decode.js';
import { cellError, type Misfit } from './cell-error.js';
import type { Cells } from './cells.js';
import { ALL_FIT } from './column-builder.js';
import { type PlannedColumn, planColumns } from './column-plan.js';
import { DIALECT_KEY, writeDialect } from './dialect.js';
import { type ColumnName, numberColumns, readHeader } from './header.js';
import { BATCH_BYTES, type CsvReadOptions, planReading, type ReadPlan } from './options.js';
import type { Border } from './record-borders.js';
import { FloatBuilder } from './scalar-builders.js';
import { OPERATOR } from './scan-errors.js';
import { Scanner } from './scanner.js';
import { shareCells } from './shared-cells.js';

export type { CsvReadOptions, CsvType } from './options.js';

/** Bytes that are scanned, then parsed, while they are in the cache. */
const BLOCK = 1 << 18;
/** A block has at least so many rows, or fills its batch: a call for each column must not be one for each cell. */
const BLOCK_ROWS = 64;
/** The records that begin within so many bytes behind the header tell the types, at most a batch of them. */
const FIRST_BLOCK = 1 << 20;

/**
 * CSV to record batches, incrementally and synchronously.
 *
 * **Format.** RFC 4180: fields between `delimiter`, in quotes where they hold a delimiter, a quote (doubled) or a line
 * end. Lines end with LF, CRLF or a bare CR; the last may lack its end. A quote that is not the first byte of its field
 * is a byte like others; blanks belong to the field; NUL is a character. A byte order mark is passed over. A blank line
 * is skipped, except where there is one column: there it is a row with a null.
 *
 * **Types.** `types` first. Else the first block decides, the records that begin within a mebibyte behind the header, at
 * most a batch of them, by the narrowest type that all its cells have: `int64` (no `+`, no leading zero; wider than 64
 * bits is text), `float64` (see `parseNumeral`; `nan` and `inf` count), `boolean` (true or false in any case), a JSON
 * array of numbers and nulls (`list<float64>`; `"NaN"` and such for what JSON lacks), else text. Leading zeros are
 * text. A column of empty cells is text of which operators may read numbers. Quotes do not make a number text. A later
 * cell that contradicts is an error; it is never null or NaN instead.
 *
 * **Nulls.** An empty field is null. A quoted empty field is the empty text in a text column, and null in others.
 *
 * **Batches** have at most `rows` rows and about 2 MiB of text; an input without rows gives one batch with none. Where
 * they end, and every value in them, does not depend on the chunks. Columns may share a name, and a name may be empty.
 *
 * Throws from `push` and `end`: FormatError (unclosed quote, text behind a closing quote, not UTF-8, no header),
 * DataError (a row with another number of fields, a cell of another type), LimitError, SelectionError (a name of
 * `types` that no column has).
 *
 * @throws TypeError or RangeError for bad options
 */
export function createCsvDecoder(options: CsvReadOptions = {}): Decoder<RecordBatch> {
  return new CsvDecoder(planReading('createCsvDecoder', options));
}

/** `createCsvDecoder` as an operator: cold, synchronous, with a new decoder for each subscription. */
export function decodeCsv(options: CsvReadOptions = {}): OperatorFunction<Uint8Array, RecordBatch> {
  const plan = planReading(OPERATOR, options);
  return decodeWith(() => new CsvDecoder(plan));
}

/** A decoder of a part of a file, whose names and types are those that the whole file has. */
export interface CsvPartDecoder extends Decoder<RecordBatch> {
  /** Takes a chunk of the file's beginning; true when names and types are known and no more is needed. */
  learn(chunk: Uint8Array): boolean;
  /** The beginning is known, or has ended; what is pushed from now on begins at this border of two records. */
  begin(border: Pick<Border, 'row' | 'line'>): void;
}

/**
 * `createCsvDecoder` for a part between two record borders. First it wants the file's beginning, because that tells the
 * columns' names and types; then the bytes of the part. Rows and lines of errors are the file's.
 *
 * @throws TypeError or RangeError for bad options
 */
export function createCsvPartDecoder(options: CsvReadOptions = {}): CsvPartDecoder {
  return new CsvDecoder(planReading('createCsvPartDecoder', options));
}

class CsvDecoder implements CsvPartDecoder {
  readonly #plan: ReadPlan;
  #scanner: Scanner;
  #begun = false;
  #bom = false;
  #names: readonly ColumnName[] | undefined;
  #columns: readonly PlannedColumn[] | undefined;
  #schema = new Schema([]);
  /** Blank lines before the first record; they are rows where there is no header and one column. */
  #leadingBlanks = 0;
  /** Rows that are kept in the scanner and in no builder yet, and the line of the first of them. */
  #kept = 0;
  #keptLine = 1;
  /** Rows of the stream that are in builders or were emitted. */
  #built = 0;
  #batchRows = 0;
  #batchBytes = 0;
  #batches = 0;

  constructor(plan: ReadPlan) {
    this.#plan = plan;
    this.#scanner = new Scanner(plan.delimiter, plan);
  }

  *push(chunk: Uint8Array): Generator<RecordBatch, void, undefined> {
    for (let from = 0; from < chunk.length; from += BLOCK) {
      this.#scanner.feed(chunk.subarray(from, from + BLOCK));
      if (this.#begun || this.#scanner.pending >= BYTE_ORDER_MARK.length) yield* this.#drain();
    }
  }

  *end(): Generator<RecordBatch, void, undefined> {
    this.#scanner.finish();
    yield* this.#drain();
    this.#settle();
    this.#build();
    if (this.#batchRows > 0 || this.#batches === 0) yield this.#cut();
  }

  learn(chunk: Uint8Array): boolean {
    for (const _ of this.push(chunk)) if (this.#columns !== undefined) break;
    return this.#columns !== undefined;
  }

  begin({ row, line }: Pick<Border, 'row' | 'line'>): void {
    if (this.#columns === undefined) for (const _ of this.end());
    for (const { builder } of this.#columns ?? []) builder.finish();
    const { width } = this.#scanner;
    this.#scanner = new Scanner(this.#plan.delimiter, this.#plan, line);
    this.#scanner.width = width;
    this.#built = row;
    this.#kept = this.#batchRows = this.#batchBytes = this.#batches = this.#leadingBlanks = 0;
  }

  /** What the bytes have not said at their end. */
  #settle(): void {
    if (this.#names === undefined) {
      if (this.#plan.header) throw noHeader();
      this.#name(this.#leadingBlanks > 0 ? 1 : 0);
    }
    if (this.#columns === undefined) this.#settleTypes();
  }

  *#drain(): Generator<RecordBatch, void, undefined> {
    if (!this.#begun) this.#begin();
    while (this.#scanner.next()) {
      if (this.#accept()) yield this.#cut();
    }
  }

  #begin(): void {
    this.#begun = true;
    const { bytes, pending } = this.#scanner;
    const starts = (mark: readonly number[]) =>
      pending >= mark.length && mark.every((byte, i) => bytes[i] === byte);
    if (UTF16_MARKS.some(starts)) throw utf16();
    this.#bom = starts(BYTE_ORDER_MARK);
    if (this.#bom) this.#scanner.skip(BYTE_ORDER_MARK.length);
  }

  /** Takes the record that the scanner completed. True when it fills a batch. */
  #accept(): boolean {
    const scanner = this.#scanner;
    const blank = scanner.fields === 1 && scanner.recordStart === scanner.recordEnd;
    if (blank && scanner.width !== 1) return this.#passBlank();
    if (this.#names === undefined) {
      this.#name(scanner.fields);
      if (this.#plan.header) return false;
    }
    if (scanner.fields !== scanner.width) throw this.#ragged();
    this.#keep();
    return this.#advance();
  }

  #passBlank(): false {
    if (this.#names === undefined) this.#leadingBlanks++;
    if (this.#kept === 0) this.#scanner.release();
    return false;
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

  #keep(): void {
    const scanner = this.#scanner;
    if (this.#kept === 0) this.#keptLine = scanner.recordLine;
    scanner.keep();
    this.#kept++;
    this.#batchRows++;
    this.#batchBytes += scanner.recordEnd - scanner.recordStart + 1;
  }

  /** Moves the kept rows into the builders when it is time. True when the batch is full. */
  #advance(): boolean {
    const full = this.#batchRows >= this.#plan.rows || this.#batchBytes >= BATCH_BYTES;
    if (this.#columns === undefined) {
      if (!full && this.#batchBytes < FIRST_BLOCK) return false;
      this.#settleTypes();
    }
    if (full || this.#isBlock()) this.#build();
    return full;
  }

  #isBlock(): boolean {
    const { at, keptFrom } = this.#scanner;
    return at - keptFrom >= BLOCK && this.#kept >= BLOCK_ROWS;
  }

  #settleTypes(): void {
    const { raw, header, delimiter } = this.#plan;
    const columns = planColumns(this.#names ?? [], this.#plan, this.#cells(this.#kept));
    const fields = columns.map(({ name, builder, metadata }) =>
      newField(name, builder.type, true, metadata),
    );
    const dialect = writeDialect({
      delimiter: String.fromCharCode(delimiter),
      header,
      newline: this.#scanner.crlf ? '\r\n' : '\n',
      bom: this.#bom,
    });
    this.#schema = new Schema(fields, new Map(raw ? [[DIALECT_KEY, dialect]] : []));
    this.#columns = columns;
    if (this.#leadingBlanks > 0) this.#appendLeadingBlanks();
  }

  #appendLeadingBlanks(): void {
    const rows = this.#leadingBlanks;
    const nowhere = new Int32Array(rows);
    const cells = { bytes: new Uint8Array(0), starts: nowhere, ends: nowhere, width: 1, rows };
    this.#columns?.[0].builder.append(cells, 0);
    this.#built += rows;
    this.#batchRows += rows;
  }

  #cells(rows: number): Cells {
    const { bytes, starts, ends, width } = this.#scanner;
    return { bytes, starts, ends, width, rows };
  }

  /** Columns of floats are read by the text engine. */
  #readable(cells: Cells): Cells {
    const hasFloats = this.#columns?.some(({ builder }) => builder instanceof FloatBuilder);
    return hasFloats === true ? { ...cells, shared: shareCells(cells) } : cells;
  }

  #build(): void {
    const cells = this.#readable(this.#cells(this.#kept));
    const misfit = this.#append(cells);
    if (misfit !== undefined) throw cellError(misfit, this.#columns![misfit.column]);
    this.#built += this.#kept;
    this.#kept = 0;
    this.#scanner.release();
  }

  /** Appends to every column, and finds the first row that does not fit one. */
  #append(cells: Cells): Misfit | undefined {
    let first = cells.rows;
    let found = -1;
    this.#columns?.forEach(({ builder }, column) => {
      const row = builder.append(cells, column);
      if (row === ALL_FIT || row >= first) return;
      first = row;
      found = column;
    });
    if (found < 0) return undefined;
    const [firstRow, firstLine] = [this.#built, this.#keptLine];
    return { cells, column: found, row: first, firstRow, firstLine };
  }

  #cut(): RecordBatch {
    const children = (this.#columns ?? []).map(({ builder }) => builder.finish());
    const batch = recordBatch(this.#schema, children, this.#batchRows);
    this.#batches++;
    this.#batchRows = this.#batchBytes = 0;
    return batch;
  }

  #ragged(): DataError {
    const { fields, width, recordLine } = this.#scanner;
    const leading = this.#columns === undefined ? this.#leadingBlanks : 0;
    const row = leading + this.#built + this.#kept;
    if (this.#columns !== undefined) this.#build(); // a cell before this row is the earlier error
    return new DataError({
      operator: OPERATOR,
      what: `a row has ${count(fields)}`,
      row,
      line: recordLine,
      expected: `${count(width)}, as the ${this.#plan.header ? 'header' : 'first row'} has${this.#otherDelimiter()}`,
    });
  }

  /** A header that is one field, and would be several between other delimiters, is likely of such a file. */
  #otherDelimiter(): string {
    const [only, ...others] = this.#names ?? [];
    if (only === undefined || others.length > 0) return '';
    const found = OTHER_DELIMITERS.find(([delimiter]) => only.name.includes(delimiter));
    return found === undefined ? '' : `; is the delimiter ${found[1]}?`;
  }
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const UTF16_MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];

/** With the way that they are said. */
const OTHER_DELIMITERS = [
  ['\t', 'a tab'],
  [';', '";"'],
  ['|', '"|"'],
  [',', '","'],
] as const;

function count(fields: number): string {
  return fields === 1 ? '1 field' : `${fields} fields`;
}

function utf16(): FormatError {
  return new FormatError({
    operator: OPERATOR,
    what: 'the file is in UTF-16',
    line: 1,
    expected: 'a file in UTF-8, which iconv -f UTF-16 -t UTF-8 makes of it',
  });
}

function noHeader(): FormatError {
  return new FormatError({
    operator: OPERATOR,
    what: 'the input has no line',
    expected: 'a header that names the columns, or header: false',
  });
}
