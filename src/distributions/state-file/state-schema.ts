import {
  type DataType,
  type Field,
  Float64,
  Int32,
  Int64,
  List,
  Schema,
  Struct,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow';
import { newField } from '../../columns/batches.js';
import { FormatError, SchemaError } from '../../errors.js';
import type { ColumnShape, StateShape } from '../state-shape.js';

/**
 * A state as a table, which other engines can read and merge: the key columns under their own names and types, then
 *
 *     state_column           text     the value column
 *     state_position         int32    the position within a FixedSizeList, from 0; null for a scalar column
 *     state_function         text     softmax; softmin where the state is of the negated values
 *     state_temperature      float64  T
 *     state_float            int32    the width of the values, 32 or 64
 *     state_count            uint64   how many values there were,
 *     state_nans             uint64   of which NaN,
 *     state_infinities       uint64   +∞,
 *     state_minus_infinities uint64   −∞
 *     state_max              float64  the largest finite value, −∞ where there is none; +0, never −0
 *     state_times            uint64   how often it came
 *     state_limbs            list<struct<limb: int64, w0: uint64, … w4: uint64>>
 *                                     Σ exp(x/T) of all finite values: limb L is the integer w0 + 2³² w1 + 2⁶⁴ w2 + 2⁹⁶ w3 +
 *                                     2¹²⁸ w4 = Σ m · 2^(k − 32·L) · 2⁶⁰ over those exp(x/T) = m · 2^k whose k is in
 *                                     32·L … 32·L + 31; each word is below 2³², so that 2³² of them add up in uint64
 *     state_checksum         uint32   CRC-32 of the row's state as `toBytes` writes it; null or absent where nobody knows it
 *
 * A row is what is known of some values of one distribution. *To merge*, group the rows by the keys, state_column,
 * state_position, state_function, state_temperature and state_float; add up the counts; take the largest state_max, and add
 * up state_times of the rows that have it; add up w0 … w4 of equal limbs. Rows that are not merged may also stand side by
 * side: whoever reads them adds them up, in any order, and limbs may be in any order and come twice.
 *
 * What the columns do not say stands in the schema's metadata under `logitflow.state`, as JSON: the version, 1, and the shape
 * with columns and keys that have no row. Engines drop it; then all that is not in a row is as by default.
 */
export const STATE_KEY = 'logitflow.state';
const VERSION = 1;

/** The words of a limb. */
export const WORD_NAMES = ['w0', 'w1', 'w2', 'w3', 'w4'] as const;

const LIMB = new Struct([
  newField('limb', new Int64(), false),
  ...WORD_NAMES.map((name) => newField(name, new Uint64(), false)),
]);
export const LIMBS_TYPE = new List(newField('item', LIMB, false));

/** The counts, by the names that a state has for them. */
export const COUNT_COLUMNS = {
  count: 'state_count',
  nans: 'state_nans',
  infinities: 'state_infinities',
  minusInfinities: 'state_minus_infinities',
  times: 'state_times',
} as const;

/** The columns behind the keys, in their order. */
export const STATE_COLUMNS = {
  state_column: new Utf8(),
  state_position: new Int32(),
  state_function: new Utf8(),
  state_temperature: new Float64(),
  state_float: new Int32(),
  state_count: new Uint64(),
  state_nans: new Uint64(),
  state_infinities: new Uint64(),
  state_minus_infinities: new Uint64(),
  state_max: new Float64(),
  state_times: new Uint64(),
  state_limbs: LIMBS_TYPE,
  state_checksum: new Uint32(),
} as const satisfies Readonly<Record<string, DataType>>;

export type StateColumn = keyof typeof STATE_COLUMNS;

export const isStateColumn = (name: string): boolean => Object.hasOwn(STATE_COLUMNS, name);

/** @throws SchemaError where a key column has the name of a state's */
export function stateSchema(keys: readonly Field[], shape: StateShape): Schema {
  const taken = keys.find(({ name }) => isStateColumn(name));
  if (taken !== undefined) {
    const what = 'a key column has the name of a column of the state';
    const expected = 'another name, by rename';
    throw new SchemaError({ operator: 'encodeState', what, column: taken.name, expected });
  }
  const nullable = ['state_position', 'state_checksum'];
  const own = Object.entries(STATE_COLUMNS).map(([name, type]) =>
    newField(name, type, nullable.includes(name)),
  );
  const metadata = new Map([[STATE_KEY, JSON.stringify({ version: VERSION, ...shape })]]);
  return new Schema([...keys, ...own], metadata);
}

/**
 * The shape in a schema's metadata; undefined where an engine has dropped it.
 *
 * @throws FormatError where it is of another version, or none
 */
export function declaredShape(schema: Schema): StateShape | undefined {
  const text = schema.metadata.get(STATE_KEY);
  if (text === undefined) return undefined;
  const { version, ...shape } = parsed(text) as Partial<StateShape> & { version?: unknown };
  if (version !== VERSION) {
    throw notAState('a state of another version', version, `version ${VERSION}`);
  }
  if (isShape(shape)) return { ...shape, columns: shape.columns.map(withPositions) };
  throw notAState('the description of the state is damaged', text, `JSON under ${STATE_KEY}`);
}

export function notAState(what: string, got: unknown, expected: string): FormatError {
  return new FormatError({ operator: 'decodeState', what, got, expected });
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}

function isShape(shape: Partial<StateShape>): shape is StateShape {
  const { temperature, negates, by, nulls, columns } = shape;
  const isNames = Array.isArray(by) && by.every((name) => typeof name === 'string');
  const isKnown = typeof negates === 'boolean' && (nulls === 'group' || nulls === 'drop');
  const isColumns = Array.isArray(columns) && columns.every(isColumn);
  return isTemperature(temperature) && isNames && isKnown && isColumns;
}

export function isTemperature(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY;
}

/** A bound on what a hostile description can ask for; a list cell is no longer than that. */
export const MOST_POSITIONS = 2 ** 20;

function isColumn(column: unknown): boolean {
  const { name, width, positions = 0 } = Object(column) as Partial<ColumnShape>;
  const isCount = Number.isInteger(positions) && positions >= 0 && positions <= MOST_POSITIONS;
  return typeof name === 'string' && (width === 32 || width === 64) && isCount;
}

/** JSON leaves out what is undefined. */
function withPositions({ name, width, positions }: ColumnShape): ColumnShape {
  return { name, width, positions };
}
