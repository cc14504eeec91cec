import { type Data, DataType, type Field } from 'apache-arrow';
import { fromHalf } from '../../../columns/float16.js';
import { CELLS_KEY } from '../../../columns/text.js';
import { Validity } from '../../../columns/validity.js';
import type { PrintRounded } from '../../../numerals/rounded.js';
import { isQuoted, unquote } from '../cells.js';
import { wholeText } from '../halves.js';
import { type ByteSink, utf8 } from './byte-sink.js';
import type { Quoting } from './quoting.js';
import { entryOf, textOf } from './value-text.js';

/** Writes the field of a row. */
export type CellWriter = (row: number, out: ByteSink) => void;

/** What a column's cells are written by. */
export interface CellForm {
  readonly quoting: Quoting;
  /** The delimiter of the file that raw cells come from. */
  readonly rawDelimiter: number;
  /** No numeral or word of ours needs quotes; false where the delimiter is a letter, a digit, a sign or a point. */
  readonly bareIsSafe: boolean;
  /** How a null is written. */
  readonly nullText: string;
  /** How floats are written; undefined: in their shortest form. */
  readonly rounded: PrintRounded | undefined;
  /** The decimals, or the significant digits, that `rounded` writes. */
  readonly precision: number | undefined;
  readonly significant: number | undefined;
}

/** The writer of a column's cells, nulls included. */
export function cellWriter(data: Data, field: Field, form: CellForm): CellWriter {
  const validity = Validity.from(data);
  const write = valueWriter(data, field, form);
  if (validity === undefined) return write;
  return (row, out) => {
    if (validity.isValid(row)) write(row, out);
    else out.ascii(form.nullText);
  };
}

function valueWriter(data: Data, field: Field, form: CellForm): CellWriter {
  const { type } = data;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return textWriter(data, field, form);
  if (DataType.isDictionary(type)) return dictionaryWriter(data, field, form);
  const bare = form.bareIsSafe ? bareWriter(data, form.rounded) : undefined;
  if (bare !== undefined) return bare;
  const text = textOf(data, form.rounded);
  return (row, out) => {
    const bytes = utf8(text(row));
    form.quoting.write(out, bytes, 0, bytes.length);
  };
}

/** Writes what is ASCII without quotes or delimiters; undefined where that is not sure. */
function bareWriter(data: Data, rounded: PrintRounded | undefined): CellWriter | undefined {
  const { values, type } = data;
  if (rounded !== undefined && DataType.isFloat(type)) {
    const text = textOf(data, rounded);
    return (row, out) => out.ascii(text(row));
  }
  if (values instanceof Float64Array) return (row, out) => out.numeral(values[row], 64);
  if (values instanceof Float32Array) return (row, out) => out.numeral(values[row], 32);
  if (DataType.isFloat(type)) return (row, out) => out.numeral(fromHalf(values[row]), 16);
  if (!DataType.isBool(type) && !DataType.isInt(type)) return undefined;
  const text = values instanceof BigInt64Array ? wholeText(values) : textOf(data);
  return (row, out) => out.ascii(text(row));
}

function textWriter(data: Data, field: Field, form: CellForm): CellWriter {
  const bytes: Uint8Array = data.values ?? new Uint8Array(0);
  const offsets: Int32Array | BigInt64Array = data.valueOffsets;
  const write = field.metadata.get(CELLS_KEY) === 'csv' ? rawField(form) : plainField(form);
  return (row, out) => write(out, bytes, Number(offsets[row]), Number(offsets[row + 1]));
}

type FieldWriter = (out: ByteSink, bytes: Uint8Array, start: number, end: number) => void;

function plainField({ quoting }: CellForm): FieldWriter {
  return (out, bytes, start, end) => quoting.write(out, bytes, start, end);
}

/**
 * A raw cell as it stands where it is a field of this file, too; else its text, quoted anew. An empty one stays null.
 * Whoever made the column may have put anything into it, so that nothing is copied unseen.
 */
function rawField({ quoting, rawDelimiter }: CellForm): FieldWriter {
  const sameDelimiter = rawDelimiter === quoting.delimiter;
  return (out, bytes, start, end) => {
    if (start === end) return;
    const quoted = isQuoted(bytes, start, end);
    if (sameDelimiter && quoting.canStand(bytes, start, end)) out.copy(bytes, start, end);
    else if (quoted && quoting.isField(bytes, start, end)) {
      const text = new Uint8Array(end - start);
      quoting.write(out, text, 0, unquote(bytes, start, end, text, 0));
    } else quoting.write(out, bytes, start, end);
  };
}

/** Each piece of the dictionary has its own writer; entries that are null are written as nulls. */
function dictionaryWriter(data: Data, field: Field, form: CellForm): CellWriter {
  const entry = entryOf(data);
  const writers = new Map<Data, CellWriter>();
  return (row, out) => {
    const { chunk, index } = entry(row);
    let write = writers.get(chunk);
    if (write === undefined) {
      write = cellWriter(chunk, field, form);
      writers.set(chunk, write);
    }
    write(index, out);
  };
}
