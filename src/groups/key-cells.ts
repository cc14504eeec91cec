import { type Data, DataType, type Field } from 'apache-arrow';
import { cellsOf, eachCell, isQuoted, isText } from '../columns/text.js';
import { Validity } from '../columns/validity.js';
import { DataError } from '../errors.js';
import { isBytes } from './key-type.js';
import type { Runs, Values } from './runs.js';

/** A column of keys as bytes: of one width, or runs. What null slots hold means nothing. */
export interface KeyCells {
  readonly length: number;
  /** `length` times `width` bytes, or runs. */
  readonly cells: Values | Runs;
  readonly validity: Validity | undefined;
}

/** Of a column that is no dictionary. Nothing is copied where bytes lie as they should. */
export function plainCells(data: Data, field: Field, operator: string): KeyCells {
  const { type, length } = data;
  const validity = Validity.from(data);
  if (cellsOf(field) !== undefined) return rawCells(data, cellsOf(field) === 'csv');
  if (isText(type) || isBytes(type)) return { length, cells: runsOf(data), validity };
  if (DataType.isBool(type)) {
    return { length, cells: { values: bitsOf(data), width: 1 }, validity };
  }
  if (DataType.isNull(type)) return { length, cells: { values: NOTHING, width: 0 }, validity };
  const width = data.stride * type.ArrayType.BYTES_PER_ELEMENT;
  return { length, cells: { values: fixed(data, width, field, operator), width }, validity };
}

const NOTHING = new Uint8Array(0);

function bitsOf({ values, offset, length }: Data): Uint8Array {
  const bits: Uint8Array = values;
  return Uint8Array.from(
    { length },
    (_, i) => (bits[(offset + i) >> 3]! >> ((offset + i) & 7)) & 1,
  );
}

function fixed(data: Data, width: number, { name }: Field, operator: string): Uint8Array {
  const { buffer, byteOffset, byteLength }: Uint8Array = data.values;
  const wanted = width * data.length;
  if (byteLength >= wanted) return new Uint8Array(buffer, byteOffset, wanted);
  // Where apache-arrow appended nulls the array is shorter.
  const validity = Validity.from(data);
  for (let i = Math.floor(byteLength / width); i < data.length; i++) {
    if (validity?.isValid(i) === false) continue;
    const what = 'the column ends before its batch';
    throw new DataError({ operator, what, column: name, expected: 'a value for every row' });
  }
  const longer = new Uint8Array(wanted);
  longer.set(new Uint8Array(buffer, byteOffset, byteLength));
  return longer;
}

function runsOf(data: Data): Runs {
  const { length, valueOffsets } = data;
  if (valueOffsets instanceof Int32Array && valueOffsets.length > length) {
    return {
      bytes: data.values,
      starts: valueOffsets.subarray(0, length),
      ends: valueOffsets.subarray(1, length + 1),
    };
  }
  return gathered(data, () => false).runs;
}

/**
 * Cells whose bytes may lie in several buffers, copied into one. `isNull` may say that a cell is, from its bytes; it is
 * asked about null slots too.
 */
function gathered(
  data: Data,
  isNull: (bytes: Uint8Array, start: number, end: number) => boolean,
): { runs: Runs; validity: Validity | undefined } {
  const { length } = data;
  const [starts, ends] = [new Int32Array(length), new Int32Array(length)];
  const given = Validity.from(data);
  const nulls = new Uint8Array(length);
  let bytes = new Uint8Array(16 * length);
  let at = 0;
  eachCell(data, (source, start, end, i) => {
    starts[i] = at;
    if (given?.isValid(i) !== false) {
      if (isNull(source, start, end)) nulls[i] = 1;
      if (at + end - start > bytes.length) bytes = longer(bytes, at + end - start);
      bytes.set(source.subarray(start, end), at);
      at += end - start;
    }
    ends[i] = at;
  });
  const full = Validity.of(length, (i) => nulls[i] === 0);
  return { runs: { bytes, starts, ends }, validity: Validity.every([given, full], length) };
}

function longer(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(Math.max(length, 2 * bytes.length));
  next.set(bytes);
  return next;
}

/**
 * Raw cells are keys as the text that they are, whether it is a number or not: `7` and `7.0` are two. An empty cell is null;
 * `csv` cells are taken out of their quotes.
 */
function rawCells(data: Data, quotes: boolean): KeyCells {
  const { runs, validity } = gathered(data, (_, start, end) => start === end);
  if (quotes) unquoteAll(runs, data.length);
  return { length: data.length, cells: runs, validity };
}

const QUOTE = 0x22;

function unquoteAll({ bytes, starts, ends }: Runs, length: number): void {
  for (let i = 0; i < length; i++) {
    const [start, end] = [starts[i]!, ends[i]!];
    if (!isQuoted(bytes, start, end)) continue;
    let at = start;
    for (let from = start + 1; from < end - 1; from++) {
      bytes[at++] = bytes[from]!;
      if (bytes[from] === QUOTE) from++;
    }
    ends[i] = at;
  }
}
