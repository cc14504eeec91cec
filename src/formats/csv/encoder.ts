import { DataType, type Field, type RecordBatch, type Schema } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import { CELLS_KEY } from '../../columns/text.js';
import { sameType, schemaOf } from '../../columns/types.js';
import { SchemaError } from '../../errors.js';
import { type Encoder, encodeWith } from '../../flow/decode.js';
import { roundedPrinter } from '../../numerals/rounded.js';
import { joined } from '../joined.js';
import { CARRIAGE_RETURN, LINE_FEED } from './ascii.js';
import { beginsWithMark } from './byte-order-mark.js';
import { cellBytes } from './cells.js';
import { type Dialect, HEADER_KEY, readDialect } from './dialect.js';
import { BatchRows, type RowLayout } from './encode/batch-rows.js';
import { ByteSink, utf8 } from './encode/byte-sink.js';
import { FormulaQuoting } from './encode/formula-quoting.js';
import { Quoting } from './encode/quoting.js';
import { findUnwritable } from './encode/value-text.js';
import { type CsvWriteOptions, checkWriting, delimiterByte } from './options.js';
import { sharedText } from './shared-text.js';

export type { CsvWriteOptions } from './options.js';

const OPERATOR = 'encodeCsv';

/** A chunk is given away when it holds so much; it is at most a row longer. */
const CHUNK = 1 << 20;
const FIRST_CAPACITY = 1 << 12;

/**
 * Record batches to CSV, incrementally and synchronously: a header, then a line a row, each with its line end.
 *
 * | type | text |
 * |---|---|
 * | integers | digits |
 * | float16, float32, float64 | the shortest decimal that reads back in the column's own type, or rounded (`precision`, `significant`), in lists and structs too; `NaN`, `Infinity` |
 * | boolean | `true`, `false` |
 * | text | itself; in quotes where it is empty, holds a delimiter, quote or line end, or has a blank at an end |
 * | date; timestamp; time | ISO 8601: `2024-02-29`; `2024-02-29T12:00:00.000`, with `Z` where it has a time zone; `12:00:00` |
 * | duration | `PT1.500S` |
 * | decimal | with all digits of its scale |
 * | dictionary | the entry |
 * | lists, structs, maps | JSON; `"NaN"`, `"Infinity"` and `"-Infinity"` are strings there |
 * | null | an empty field |
 *
 * In a file of one column an empty field would be a blank line, which many readers skip: there a null among numbers,
 * booleans or lists is `""`, which reads as null, too. A null among texts must stay a blank line; `decodeCsv` reads it
 * as a null.
 *
 * Raw cells (see `CsvReadOptions.cells`) are written byte for byte where the delimiter is that of their file, with its
 * line ends (LF or CRLF), its header and its byte order mark; else they are quoted anew, and so is one that would begin the
 * file as a byte order mark does. The last line always has an
 * end, also where the file had none.
 *
 * Throws SchemaError from `push` for a type without a text (binary, interval, union), and for a batch whose columns
 * have other names or types than those of the first; nullability and metadata may differ.
 *
 * @throws TypeError or RangeError for bad options
 */
export function createCsvEncoder(options: CsvWriteOptions = {}): Encoder<RecordBatch> {
  checkWriting('createCsvEncoder', options);
  return new CsvEncoder(options);
}

/** As `createCsvEncoder`, but each chunk lies in memory that is used again when the next but one is asked for. */
export function createLendingCsvEncoder(options: CsvWriteOptions = {}): Encoder<RecordBatch> {
  checkWriting('createCsvEncoder', options);
  return new CsvEncoder(options, true);
}

/** `createCsvEncoder` as an operator: cold, synchronous, with a new encoder for each subscription. */
export function encodeCsv(
  options: CsvWriteOptions = {},
): OperatorFunction<RecordBatch, Uint8Array> {
  checkWriting(OPERATOR, options);
  return encodeWith(() => new CsvEncoder(options));
}

/** What the first batch decides. */
interface Layout extends RowLayout {
  readonly header: boolean;
}

class CsvEncoder implements Encoder<RecordBatch> {
  readonly #options: CsvWriteOptions;
  readonly #lends: boolean;
  #layout: Layout | undefined;
  readonly #out = new ByteSink(FIRST_CAPACITY, sharedText());
  #batches = 0;
  /** Rows come first: neither a mark nor a header stands before them. */
  #bare = false;

  constructor(options: CsvWriteOptions, lends = false) {
    this.#options = options;
    this.#lends = lends;
  }

  *push(batch: RecordBatch): Generator<Uint8Array, void, undefined> {
    const layout = this.#layout ?? this.#begin(schemaOf(OPERATOR, batch, 0));
    checkColumns(layout.schema, batch.schema, this.#batches++);
    const rows = layout.forms.length === 0 ? 0 : batch.numRows;
    const written = new BatchRows(batch, layout);
    for (let row = 0; row < rows; ) {
      row = written.write(row, this.#out, CHUNK);
      if (this.#out.length >= CHUNK) yield this.#give();
    }
    if (this.#out.length > 0) yield this.#give();
  }

  *end(): Generator<Uint8Array, void, undefined> {}

  #give(): Uint8Array {
    const chunk = this.#lends ? this.#out.lend() : this.#out.take();
    if (!this.#bare) return chunk;
    this.#bare = false;
    return beginsWithMark(chunk) ? withQuotes(chunk, this.#layout!.forms[0].quoting) : chunk;
  }

  #begin(schema: Schema): Layout {
    checkWritable(schema);
    const layout = layOut(schema, this.#options);
    this.#layout = layout;
    if (this.#options.continues === true) return layout;
    const dialect = dialectOf(schema);
    if (dialect?.bom === true) this.#out.ascii(BYTE_ORDER_MARK);
    if (layout.header && schema.fields.length > 0) this.#writeHeader(layout, dialect);
    this.#bare = this.#out.length === 0;
    return layout;
  }

  #writeHeader({ schema, forms, newline }: Layout, dialect: Dialect | undefined): void {
    const { quoting } = forms[0];
    const isSafe = !WORD.test(String.fromCharCode(quoting.delimiter));
    schema.fields.forEach((field: Field, i) => {
      if (i > 0) this.#out.byte(quoting.delimiter);
      if (isSafe && WORD.test(field.name) && !field.metadata.has(HEADER_KEY)) {
        this.#out.ascii(field.name);
        return;
      }
      const { bytes, verbatim } = headerField(field, quoting, dialect);
      const empty = bytes.length === 0 && schema.fields.length > 1;
      if (verbatim || empty) this.#out.copy(bytes, 0, bytes.length);
      else quoting.write(this.#out, bytes, 0, bytes.length);
    });
    this.#out.ascii(newline);
  }
}

/** A name that stands in a header as it is, if the delimiter is no part of one; there may be a hundred thousand. */
const WORD = /^\w+$/;

/** Rows whose first field, a raw cell, stands in quotes: the reader would take its beginning for a byte order mark. */
function withQuotes(rows: Uint8Array, quoting: Quoting): Uint8Array {
  const ends = [quoting.delimiter, LINE_FEED, CARRIAGE_RETURN];
  const end = rows.findIndex((byte) => ends.includes(byte));
  const field = new ByteSink(FIRST_CAPACITY);
  quoting.write(field, rows, 0, end);
  return joined([field.take(), rows.subarray(end)]);
}

/** In bytes; the sink takes each code for one. */
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

function layOut(schema: Schema, options: CsvWriteOptions): Layout {
  const dialect = dialectOf(schema);
  const delimiter = options.delimiter ?? dialect?.delimiter ?? ',';
  const Quotes = options.escapeFormulas === true ? FormulaQuoting : Quoting;
  const quoting = new Quotes(delimiterByte(OPERATOR, delimiter));
  const rawDelimiter = (dialect?.delimiter ?? ',').charCodeAt(0);
  const bareIsSafe = !/[0-9A-Za-z.+-]/.test(delimiter);
  const single = schema.fields.length === 1;
  const rounded = roundedPrinter(options);
  const { precision, significant } = options;
  const common = { quoting, rawDelimiter, bareIsSafe, rounded, precision, significant };
  const plain = { ...common, nullText: '' };
  const quoted = { ...common, nullText: '""' };
  const forms = schema.fields.map(({ type }: Field) =>
    single && isReadAsNull(type) ? quoted : plain,
  );
  const header = options.header ?? dialect?.header ?? true;
  return { schema, forms, header, newline: dialect?.newline ?? '\n' };
}

/** The dialect of raw cells, where the schema has any: of a file whose columns are all made anew nothing is left. */
function dialectOf(schema: Schema): Dialect | undefined {
  const raw = schema.fields.some((field: Field) => field.metadata.get(CELLS_KEY) === 'csv');
  return raw ? readDialect(schema.metadata) : undefined;
}

/** Types that are no text to a reader, so that a quoted empty field is null. */
function isReadAsNull(type: DataType): boolean {
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type)) {
    return isReadAsNull((type.children[0] as Field).type);
  }
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isBool(type);
}

/** The name as the raw cells' file had it, where it still is this name; else the name's text. */
function headerField(
  field: Field,
  quoting: Quoting,
  dialect: Dialect | undefined,
): { bytes: Uint8Array; verbatim: boolean } {
  const name = utf8(field.name);
  const quoted = utf8(field.metadata.get(HEADER_KEY) ?? '');
  const verbatim =
    dialect?.delimiter.charCodeAt(0) === quoting.delimiter &&
    quoted.length >= 2 &&
    quoting.canStand(quoted, 0, quoted.length) &&
    equalBytes(cellBytes(quoted, 0, quoted.length), name);
  return verbatim ? { bytes: quoted, verbatim } : { bytes: name, verbatim };
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function checkWritable(schema: Schema): void {
  let writable: DataType | undefined;
  for (const { name, type } of schema.fields as readonly Field[]) {
    if (type === writable) continue; // the columns of a wide table mostly share one
    const found = findUnwritable(type);
    if (found === undefined) {
      writable = type;
      continue;
    }
    throw new SchemaError({
      operator: OPERATOR,
      what: `${found} has no form in CSV`,
      column: name,
      expected: 'numbers, text, booleans, dates and times, or lists, structs and maps of them',
    });
  }
}

function checkColumns(expected: Schema, schema: Schema, batch: number): void {
  if (expected === schema) return;
  const length = Math.max(expected.fields.length, schema.fields.length);
  for (let i = 0; i < length; i++) {
    const [old, field]: readonly (Field | undefined)[] = [expected.fields[i], schema.fields[i]];
    if (old && field && old.name === field.name && sameType(old.type, field.type)) continue;
    throw new SchemaError({
      operator: OPERATOR,
      what: `column ${i} is not that of the batches before`,
      got: sayField(field),
      batch,
      expected: sayField(old),
    });
  }
}

function sayField(field: Field | undefined): string {
  return field === undefined ? 'no column' : `${field.name}: ${field.type}`;
}
