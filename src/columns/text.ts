import { type Data, DataType, type Field } from 'apache-arrow';
import { parseNumeral } from '../numerals/parse.js';

/**
 * The key of a field's metadata that marks a text column whose cells hold numerals: `'text'`, the numeral alone,
 * or `'csv'`, the raw span between two delimiters of a CSV file, quotes included. An operator that reads such a
 * column as numbers parses it then; untouched, it passes on byte for byte.
 */
export const CELLS_KEY = 'logitflow.cells';

/** How the cells of a text column are written. */
export type Cells = 'text' | 'csv';

/** The mark of a text column; undefined for other types, and for text that is just text. */
export function cellsOf(field: Field): Cells | undefined {
  const mark = field.metadata.get(CELLS_KEY);
  return isText(field.type) && (mark === 'text' || mark === 'csv') ? mark : undefined;
}

export function isText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

/** A run of bytes that holds one cell. */
export type VisitCell = (bytes: Uint8Array, start: number, end: number, index: number) => void;

/** Visits every cell of a column of text or bytes, null slots too (their bytes mean nothing). */
export function eachCell(data: Data, visit: VisitCell): void {
  if (DataType.isUtf8View(data.type) || DataType.isBinaryView(data.type)) eachView(data, visit);
  else eachSpan(data, visit);
}

function eachSpan(data: Data, visit: VisitCell): void {
  const bytes: Uint8Array = data.values ?? new Uint8Array(0);
  const offsets: Int32Array | BigInt64Array = data.valueOffsets;
  for (let i = 0; i < data.length; i++) {
    visit(bytes, Number(offsets[i]), Number(offsets[i + 1]), i);
  }
}

/** At most this many bytes stand in the view itself; longer cells lie in one of the variadic buffers. */
const INLINE = 12;

function eachView(data: Data, visit: VisitCell): void {
  const views: Uint8Array = data.values;
  const fields = new DataView(views.buffer, views.byteOffset, views.byteLength);
  for (let i = 0; i < data.length; i++) {
    const view = i * 16;
    const size = fields.getInt32(view, true);
    if (size <= INLINE) visit(views, view + 4, view + 4 + size, i);
    else {
      const start = fields.getInt32(view + 12, true);
      visit(data.variadicBuffers[fields.getInt32(view + 8, true)]!, start, start + size, i);
    }
  }
}

const QUOTE = 0x22;

/** The number in a cell: null where the cell is empty, undefined where it holds no number. */
export function parseCell(
  cells: Cells,
  bytes: Uint8Array,
  start: number,
  end: number,
): number | null | undefined {
  if (cells === 'csv' && isQuoted(bytes, start, end)) {
    return parseCell('text', bytes, start + 1, end - 1); // a doubled quote within is in no numeral
  }
  return start === end ? null : parseNumeral(bytes, start, end);
}

/** Whether a raw span is in quotes. */
export function isQuoted(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 2 && bytes[start] === QUOTE && bytes[end - 1] === QUOTE;
}
