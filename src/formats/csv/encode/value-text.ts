import {
  type Data,
  DataType,
  type Date_,
  DateUnit,
  type Decimal,
  type Duration,
  type Field,
  type Time,
  type Timestamp,
} from 'apache-arrow';
import { fromHalf } from '../../../columns/float16.js';
import { eachCell, isText } from '../../../columns/text.js';
import { Validity } from '../../../columns/validity.js';
import { printNumeral } from '../../../numerals/print.js';
import type { PrintRounded } from '../../../numerals/rounded.js';
import {
  dateText,
  decimalText,
  durationText,
  FRACTION_DIGITS,
  timestampText,
  timeText,
} from './calendar.js';

/** The text of a row whose slot is not null. */
export type TextOf = (row: number) => string;

/** Types that are written alike. */
interface Kind {
  readonly is: (type: DataType) => boolean;
  /** Called where `is` holds: a method, whose parameter may be narrower. */
  read(data: Data, rounded: PrintRounded | undefined): TextOf;
  /** In JSON the text stands as it is, not as a string. */
  readonly bare?: boolean;
}

const isAnyList = (type: DataType) =>
  DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type);

/** The table of what CSV can say. Binary, interval and union types are not in it. */
const KINDS: readonly Kind[] = [
  { is: DataType.isNull, read: () => () => 'null', bare: true },
  { is: DataType.isBool, read: readBool, bare: true },
  { is: DataType.isInt, read: (data) => (row) => String(data.values[row]), bare: true },
  { is: DataType.isFloat, read: readFloat, bare: true },
  { is: DataType.isDecimal, read: readDecimal, bare: true },
  { is: isText, read: readText },
  { is: DataType.isDate, read: readDate },
  { is: DataType.isTimestamp, read: readTimestamp },
  { is: DataType.isTime, read: readTime },
  { is: DataType.isDuration, read: readDuration },
  { is: DataType.isDictionary, read: readDictionary },
  { is: isAnyList, read: readList, bare: true },
  { is: DataType.isMap, read: readMap, bare: true },
  { is: DataType.isStruct, read: readStruct, bare: true },
];

/** The first type within `type`, or itself, that has no text. */
export function findUnwritable(type: DataType): DataType | undefined {
  if (kindOf(type) === undefined) return type;
  if (DataType.isDictionary(type)) return findUnwritable(type.dictionary);
  const fields: readonly Field[] = type.children ?? [];
  return fields.map((field) => findUnwritable(field.type)).find((found) => found !== undefined);
}

/**
 * The texts of a column of a type that `findUnwritable` lets pass.
 *
 * @param rounded  how floats in it are written; undefined: in their shortest form
 */
export function textOf(data: Data, rounded?: PrintRounded): TextOf {
  const kind = kindOf(data.type);
  if (kind === undefined) throw new TypeError(`encodeCsv: no text for ${data.type}`);
  return kind.read(data, rounded);
}

function kindOf(type: DataType): Kind | undefined {
  return KINDS.find(({ is }) => is(type));
}

/** The JSON values of a column, null slots included. */
function jsonOf(data: Data, rounded: PrintRounded | undefined): TextOf {
  const validity = Validity.from(data);
  const isDictionary = DataType.isDictionary(data.type);
  const read = isDictionary ? jsonOfDictionary(data, rounded) : jsonOfValues(data, rounded);
  return (row) => (validity?.isValid(row) === false ? 'null' : read(row));
}

function jsonOfValues(data: Data, rounded: PrintRounded | undefined): TextOf {
  const text = textOf(data, rounded);
  if (kindOf(data.type)?.bare !== true) return (row) => JSON.stringify(text(row));
  return DataType.isFloat(data.type) ? (row) => finiteOrString(text(row)) : text;
}

/** JSON has no NaN and no infinity: they are strings there. */
function finiteOrString(text: string): string {
  return text.endsWith('y') || text === 'NaN' ? `"${text}"` : text;
}

function readBool({ values, offset }: Data): TextOf {
  return (row) => String(((values[(offset + row) >> 3] >> ((offset + row) & 7)) & 1) === 1);
}

function readFloat({ values, type }: Data, rounded: PrintRounded | undefined): TextOf {
  if (rounded !== undefined) {
    const isHalf = values instanceof Uint16Array;
    return (row) => rounded(isHalf ? fromHalf(values[row]) : values[row]);
  }
  if (values instanceof Float64Array) return (row) => printNumeral(values[row], 64);
  if (values instanceof Float32Array) return (row) => printNumeral(values[row], 32);
  if (values instanceof Uint16Array) return (row) => printNumeral(fromHalf(values[row]), 16);
  throw new TypeError(`encodeCsv: a column of ${type} without its typed array`);
}

function readDecimal({ values, type }: Data<Decimal>): TextOf {
  const { scale, bitWidth } = type;
  const words = bitWidth / 32;
  return (row) => {
    let unscaled = 0n;
    for (let i = words - 1; i >= 0; i--) {
      unscaled = (unscaled << 32n) | BigInt(values[row * words + i] >>> 0);
    }
    return decimalText(BigInt.asIntN(bitWidth, unscaled), scale);
  };
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

function readText(data: Data): TextOf {
  return (row) => {
    let text = '';
    eachCell(data.slice(row, 1), (bytes, start, end) => {
      text = UTF8.decode(bytes.subarray(start, end));
    });
    return text;
  };
}

const MILLISECONDS_A_DAY = 86_400_000;

/** A date in milliseconds that is no whole day keeps its time. */
function readDate({ values, type }: Data<Date_>): TextOf {
  if (type.unit === DateUnit.DAY) return (row) => dateText(Number(values[row]));
  return (row) => {
    const days = Number(values[row]) / MILLISECONDS_A_DAY;
    return Number.isInteger(days) ? dateText(days) : timestampText(BigInt(values[row]), 3);
  };
}

/** With a time zone the count is an instant, which is written in UTC; without one it is a clock's reading. */
function readTimestamp({ values, type }: Data<Timestamp>): TextOf {
  const digits = FRACTION_DIGITS[type.unit];
  const zone = type.timezone ? 'Z' : '';
  return (row) => `${timestampText(BigInt(values[row]), digits)}${zone}`;
}

function readTime({ values, type }: Data<Time>): TextOf {
  return (row) => timeText(BigInt(values[row]), FRACTION_DIGITS[type.unit]);
}

function readDuration({ values, type }: Data<Duration>): TextOf {
  return (row) => durationText(BigInt(values[row]), FRACTION_DIGITS[type.unit]);
}

function readDictionary(data: Data, rounded: PrintRounded | undefined): TextOf {
  const entry = entryOf(data);
  return (row) => {
    const { chunk, index } = entry(row);
    return textOf(chunk, rounded)(index);
  };
}

function jsonOfDictionary(data: Data, rounded: PrintRounded | undefined): TextOf {
  const entry = entryOf(data);
  return (row) => {
    const { chunk, index } = entry(row);
    return jsonOf(chunk, rounded)(index);
  };
}

/** Where the entry of a row's code lies: a dictionary may come in several pieces. */
export function entryOf(data: Data): (row: number) => { chunk: Data; index: number } {
  const codes = data.values;
  const chunks: readonly Data[] = data.dictionary?.data ?? [];
  return (row) => {
    let index = Number(codes[row]);
    for (const chunk of chunks) {
      if (index < chunk.length) return { chunk, index };
      index -= chunk.length;
    }
    throw new RangeError(`encodeCsv: code ${codes[row]} is not in the dictionary`);
  };
}

/** The elements of a row's list lie side by side in the child. */
function spanOf(data: Data): (row: number) => readonly [number, number] {
  const { valueOffsets, type } = data;
  if (!DataType.isFixedSizeList(type)) {
    return (row) => [Number(valueOffsets[row]), Number(valueOffsets[row + 1])];
  }
  return (row) => [row * type.listSize, (row + 1) * type.listSize];
}

function readList(data: Data, rounded: PrintRounded | undefined): TextOf {
  const span = spanOf(data);
  const element = jsonOf(data.children[0], rounded);
  return (row) => {
    const [start, end] = span(row);
    return `[${Array.from({ length: end - start }, (_, i) => element(start + i)).join(',')}]`;
  };
}

function readMap(data: Data, rounded: PrintRounded | undefined): TextOf {
  const span = spanOf(data);
  const [keys, values] = data.children[0].children;
  const [key, value] = [textOf(keys), jsonOf(values, rounded)];
  return (row) => {
    const [start, end] = span(row);
    const pairs = Array.from({ length: end - start }, (_, i) => start + i);
    return `{${pairs.map((i) => `${JSON.stringify(key(i))}:${value(i)}`).join(',')}}`;
  };
}

function readStruct(data: Data, rounded: PrintRounded | undefined): TextOf {
  const fields: readonly Field[] = data.type.children;
  const values = data.children.map((child) => jsonOf(child, rounded));
  return (row) => {
    const pairs = fields.map(({ name }, i) => `${JSON.stringify(name)}:${values[i](row)}`);
    return `{${pairs.join(',')}}`;
  };
}
