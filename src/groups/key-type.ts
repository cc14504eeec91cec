import { Binary, DataType, type Field, Utf8 } from 'apache-arrow';
import { newField } from '../columns/batches.js';
import { isText } from '../columns/text.js';
import { printable, SchemaError } from '../errors.js';

/**
 * What keys of a column are: its type, but text of any layout is Utf8, bytes of any layout are Binary, and a dictionary is
 * its values. So a key is the same whether a batch encodes it or not, and whether text came as a raw cell.
 *
 * Floats are refused: NaN is not itself, −0 and 0 are one number and two keys, and numbers that came by other
 * roundings are meant to be one key and are not.
 *
 * @throws SchemaError for floats, and for types without an equality of their own: lists, structs, maps, unions
 */
export function keyField(field: Field, operator: string): Field {
  return newField(field.name, keyType(field.type, field, operator), true);
}

function keyType(type: DataType, field: Field, operator: string): DataType {
  if (DataType.isDictionary(type)) return keyType(type.dictionary, field, operator);
  if (isText(type)) return new Utf8();
  if (isBytes(type)) return new Binary();
  if (KEYS.some((is) => is(type))) return type;
  throw refusal(type, field, operator);
}

/** Runs of bytes that are no text. */
export function isBytes(type: DataType): boolean {
  return DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type);
}

const KEYS: readonly ((type: DataType) => boolean)[] = [
  DataType.isInt,
  DataType.isBool,
  DataType.isDate,
  DataType.isTime,
  DataType.isTimestamp,
  DataType.isDuration,
  DataType.isInterval,
  DataType.isDecimal,
  DataType.isFixedSizeBinary,
  DataType.isNull,
];

function refusal(type: DataType, { name }: Field, operator: string): SchemaError {
  const isFloat = DataType.isFloat(type);
  return new SchemaError({
    operator,
    what: isFloat ? 'floats are no keys' : `${printable(String(type))} is no key`,
    column: name,
    expected: isFloat
      ? 'integers, decimals or text: NaN is not equal to itself, and roundings tell equal numbers apart'
      : 'integers, text, bytes, booleans, dates, times, decimals, or a dictionary of these',
  });
}
