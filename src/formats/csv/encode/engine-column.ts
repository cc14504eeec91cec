import { type Data, DataType, type Field } from 'apache-arrow';
import { CELLS_KEY } from '../../../columns/text.js';
import { Validity } from '../../../columns/validity.js';
import { beyondPrecision, MOST_PRECISION } from '../../../simd/text.js';
import { withRoom } from '../growing.js';
import { ByteSink } from './byte-sink.js';
import { type CellForm, type CellWriter, cellWriter } from './cell-writer.js';

/** What src/simd/assembly/text/write-columns.ts calls them. */
export const DOUBLE = 0;
export const SINGLE = 1;
export const INTEGER = 2;
export const LONG = 3;
export const TEXT = 4;
export const RAW = 5;
export const WRITTEN = 6;

/** A column as the text engine writes it: a block of rows after the other. */
export interface EngineColumn {
  readonly kind: number;
  /** Undefined where nothing is null, or nulls are written already. */
  readonly validity: Validity | undefined;
  /** Counts the rows, at most `rows` from `first` on, whose text takes so many bytes; perhaps none. */
  fitting(first: number, rows: number, bytes: number): number;
  /** All values, where they are doubles. */
  readonly doubles?: Float64Array | undefined;
  /** The values of rows that `fitting` has counted: of texts, all their bytes. */
  values(first: number, rows: number): Uint8Array;
  /** Of texts, their places, the first of which is where `values` begin. */
  offsets?(first: number, rows: number): Int32Array;
}

/** Numbers and texts as they are, and what else there is as written fields. */
export function engineColumn(data: Data, field: Field, form: CellForm): EngineColumn {
  return numberColumn(data, form) ?? textColumn(data, field, form) ?? new Fields(data, field, form);
}

type Floats = Float64Array | Float32Array;
type Values = Floats | Int32Array | BigInt64Array;

function numberColumn(data: Data, form: CellForm): EngineColumn | undefined {
  const { type } = data;
  if (!form.bareIsSafe || !(DataType.isInt(type) || DataType.isFloat(type))) return undefined;
  const values = DataType.isFloat(type) ? writable(data.values, form) : data.values;
  if (values instanceof Float64Array) return new Numbers(DOUBLE, values, data);
  if (values instanceof Float32Array) return new Numbers(SINGLE, values, data);
  if (values instanceof Int32Array) return new Numbers(INTEGER, values, data);
  return values instanceof BigInt64Array ? new Numbers(LONG, values, data) : undefined;
}

/** What the engine writes of floats as they are to be: those that are too large, or too long, for it are written here. */
function writable(values: Floats | Uint16Array, form: CellForm): Floats | undefined {
  if (values instanceof Uint16Array) return undefined;
  const { precision } = form;
  if (precision === undefined) return values;
  const beyond = beyondPrecision(precision);
  const fits = (value: number) => !(Math.abs(value) >= beyond) || !Number.isFinite(value);
  return precision <= MOST_PRECISION && values.every(fits) ? values : undefined;
}

class Numbers implements EngineColumn {
  readonly kind: number;
  readonly validity: Validity | undefined;
  readonly doubles: Float64Array | undefined;
  readonly #values: Values;

  constructor(kind: number, values: Values, data: Data) {
    this.kind = kind;
    this.validity = Validity.from(data);
    this.doubles = values instanceof Float64Array ? values : undefined;
    this.#values = values;
  }

  fitting(_first: number, rows: number): number {
    return rows;
  }

  values(first: number, rows: number): Uint8Array {
    const { buffer, byteOffset, BYTES_PER_ELEMENT: width } = this.#values;
    return new Uint8Array(buffer, byteOffset + first * width, rows * width);
  }
}

function textColumn(data: Data, field: Field, form: CellForm): EngineColumn | undefined {
  const { quoting, rawDelimiter } = form;
  // Where offsets are fewer than rows, the last rows are empty.
  const complete = DataType.isUtf8(data.type) && data.valueOffsets.length > data.length;
  if (!complete || quoting.changesText) return undefined;
  if (field.metadata.get(CELLS_KEY) !== 'csv') return new Texts(TEXT, data);
  return rawDelimiter === quoting.delimiter ? new Texts(RAW, data) : undefined;
}

class Texts implements EngineColumn {
  readonly kind: number;
  readonly validity: Validity | undefined;
  readonly #bytes: Uint8Array;
  readonly #offsets: Int32Array;

  constructor(kind: number, data: Data) {
    this.kind = kind;
    this.validity = Validity.from(data);
    this.#bytes = data.values ?? new Uint8Array(0);
    this.#offsets = data.valueOffsets;
  }

  fitting(first: number, rows: number, bytes: number): number {
    const most = this.#offsets[first]! + bytes;
    let count = rows;
    while (this.#offsets[first + count]! > most) count >>= 1;
    return count;
  }

  values(first: number, rows: number): Uint8Array {
    return this.#bytes.subarray(this.#offsets[first], this.#offsets[first + rows]);
  }

  offsets(first: number, rows: number): Int32Array {
    return this.#offsets.subarray(first, first + rows + 1);
  }
}

/** Fields that are written here, for the engine to copy them. */
class Fields implements EngineColumn {
  readonly kind = WRITTEN;
  readonly validity = undefined;
  readonly #write: CellWriter;
  readonly #out = new ByteSink(0);
  #offsets = new Int32Array(1);

  constructor(data: Data, field: Field, form: CellForm) {
    this.#write = cellWriter(data, field, form);
  }

  fitting(first: number, rows: number, bytes: number): number {
    this.#offsets = withRoom(this.#offsets, rows + 1);
    this.#out.length = 0;
    for (let i = 0; i < rows; i++) {
      this.#write(first + i, this.#out);
      if (this.#out.length > bytes) return i;
      this.#offsets[i + 1] = this.#out.length;
    }
    return rows;
  }

  values(_first: number, rows: number): Uint8Array {
    return this.#out.bytes.subarray(0, this.#offsets[rows]);
  }

  offsets(_first: number, rows: number): Int32Array {
    return this.#offsets.subarray(0, rows + 1);
  }
}
