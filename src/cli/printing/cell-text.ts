import { DataType, type Vector } from 'apache-arrow';
import { printable } from '../../errors.js';
import { textOf } from '../../formats/csv/encode/value-text.js';

const SIGNIFICANT_DIGITS = 6;
/** Of a list; what follows is cut away by the table anyway. */
const MOST_ITEMS = 50;

export const NULL_TEXT = 'null';

/** Whether a column's cells are numbers, which stand at the right. */
export function isNumeric(type: DataType): boolean {
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);
}

/**
 * A cell of a vector of one batch as people read it: null as `null`, so that a text that could be taken for it stands in quotes; floats with
 * six significant digits, unless `exact`.
 */
export function cellText(vector: Vector, row: number, exact: boolean): string {
  const [data] = vector.data;
  if (data !== undefined && isCounted(vector.type) && vector.isValid(row)) return textOf(data)(row);
  return valueText(vector.get(row), exact);
}

/** Points in time, spans and decimals, which Arrow holds as counts of a unit: they are shown as CSV writes them. */
function isCounted(type: DataType): boolean {
  return [
    DataType.isDate,
    DataType.isTime,
    DataType.isTimestamp,
    DataType.isDuration,
    DataType.isDecimal,
  ].some((is) => is(type));
}

function valueText(value: unknown, exact: boolean): string {
  if (value === null || value === undefined) return NULL_TEXT;
  if (typeof value === 'number') return numberText(value, exact);
  if (typeof value === 'string')
    return value === '' || value === NULL_TEXT ? `"${value}"` : printable(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `0x${Buffer.from(value.subarray(0, 32)).toString('hex')}`;
  if (isIterable(value)) return listText(value, exact);
  return printable(String(value));
}

function numberText(value: number, exact: boolean): string {
  if (Object.is(value, -0)) return '-0';
  if (exact || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function listText(values: Iterable<unknown>, exact: boolean): string {
  const items: string[] = [];
  for (const value of values) {
    if (items.length === MOST_ITEMS) {
      items.push('…');
      break;
    }
    items.push(valueText(value, exact));
  }
  return `[${items.join(', ')}]`;
}
