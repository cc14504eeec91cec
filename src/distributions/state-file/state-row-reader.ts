import { type Data, DataType, type RecordBatch, Vector } from 'apache-arrow';
import { columnAt } from '../../columns/batches.js';
import { listExtent, startOf } from '../../columns/lists.js';
import { isText } from '../../columns/text.js';
import type { FormatError } from '../../errors.js';
import { type ExactState, empty, MOST_VALUES } from '../../softmax/state/exact-state.js';
import { faultOf } from '../../softmax/state/fault.js';
import { readSums } from '../../softmax/state/sums.js';
import { checksumOf } from './state-rows.js';
import {
  COUNT_COLUMNS,
  isTemperature,
  MOST_POSITIONS,
  notAState,
  STATE_COLUMNS,
  type StateColumn,
  WORD_NAMES,
} from './state-schema.js';

/** A row of a STATE: what is known of some values of one distribution. */
export interface StateRow {
  readonly column: string;
  /** undefined for a scalar column. */
  readonly position: number | undefined;
  readonly negates: boolean;
  readonly state: ExactState;
}

/** What may stand in for the type that a column has when it is written here: engines have their own. */
const FITS: Readonly<Record<StateColumn, (type: DataType) => boolean>> = {
  state_column: isTextual,
  state_position: DataType.isInt,
  state_function: isTextual,
  state_temperature: DataType.isFloat,
  state_float: DataType.isInt,
  state_count: DataType.isInt,
  state_nans: DataType.isInt,
  state_infinities: DataType.isInt,
  state_minus_infinities: DataType.isInt,
  state_max: DataType.isFloat,
  state_times: DataType.isInt,
  state_limbs: isLimbs,
  state_checksum: DataType.isInt,
};

function isTextual(type: DataType): boolean {
  return isText(DataType.isDictionary(type) ? type.dictionary : type);
}

function isLimbs(type: DataType): boolean {
  const item: DataType | undefined = type.children?.[0]?.type;
  const isList = DataType.isList(type) || DataType.isLargeList(type);
  if (!isList || item === undefined || !DataType.isStruct(item)) return false;
  return ['limb', ...WORD_NAMES].every((name) =>
    item.children.some((child) => child.name === name && DataType.isInt(child.type)),
  );
}

/** The rows of one batch of a STATE, checked: nothing in them is believed. */
export class StateRowReader {
  readonly #columns = new Map<StateColumn, Vector>();
  readonly #limbs: LimbReader;

  /** @throws FormatError where a column is missing or of a type that does not fit */
  constructor(batch: RecordBatch) {
    for (const name of Object.keys(STATE_COLUMNS) as StateColumn[]) {
      const index = batch.schema.fields.findIndex((field) => field.name === name);
      if (index < 0 && name === 'state_checksum') continue;
      if (index < 0) throw notAState('a column of a state is missing', name, 'a STATE file');
      const data = columnAt(batch, index);
      if (!FITS[name](data.type)) {
        const expected = String(STATE_COLUMNS[name]);
        throw notAState('a column of a state of another type', String(data.type), expected).at({
          column: name,
        });
      }
      this.#columns.set(name, new Vector([data]));
    }
    this.#limbs = new LimbReader(this.#columns.get('state_limbs')!.data[0]!);
  }

  /** @throws FormatError for what no state can be, and for a row that its checksum does not fit */
  read(row: number): StateRow {
    const state = empty({
      temperature: this.#known<number>('state_temperature', row, isTemperature),
      float: this.#integer('state_float', row, isWidth) as 32 | 64,
    });
    for (const [part, name] of COUNTS) state[part] = this.#count(name, row);
    state.max = this.#known<number>('state_max', row, (max) => typeof max === 'number');
    const wrong = readSums(state, this.#limbs.read(row));
    if (wrong !== undefined) throw refused(wrong, state.max, 'state_limbs');
    const fault = faultOf(state);
    if (fault !== undefined) throw refused(fault.what, fault.got, PARTS[fault.part]);
    this.#checkSum(row, state);
    const name = this.#known('state_function', row, isFunction);
    const column = this.#known<string>('state_column', row, (text) => typeof text === 'string');
    return { column, position: this.#position(row), negates: name === 'softmin', state };
  }

  #position(row: number): number | undefined {
    if (this.#get('state_position', row) === null) return undefined;
    return this.#integer('state_position', row, (at) => at >= 0 && at < MOST_POSITIONS);
  }

  #checkSum(row: number, state: ExactState): void {
    const sum = this.#get('state_checksum', row) ?? null;
    if (sum === null || Number(sum) === checksumOf(state)) return;
    throw refused('wrong checksum', sum, 'state_checksum');
  }

  #count(name: StateColumn, row: number): number {
    return this.#integer(name, row, (count) => count >= 0 && count <= MOST_VALUES);
  }

  /** Engines may have made it wider. */
  #integer(name: StateColumn, row: number, test: (value: number) => boolean): number {
    const value = this.#get(name, row);
    if (typeof value === 'bigint' && test(Number(value))) return Number(value);
    return this.#known(name, row, (number) => typeof number === 'number' && test(number));
  }

  /** A value for which the test holds. */
  #known<T>(name: StateColumn, row: number, test: (value: unknown) => boolean): T {
    const value = this.#get(name, row);
    if (test(value)) return value as T; // the test says that it is one
    throw refused('a value that no state has', value, name);
  }

  #get(name: StateColumn, row: number): unknown {
    return this.#columns.get(name)?.get(row);
  }
}

const isWidth = (value: number) => value === 32 || value === 64;
const isFunction = (value: unknown) => value === 'softmax' || value === 'softmin';

const COUNTS = Object.entries(COUNT_COLUMNS) as readonly (readonly [
  keyof typeof COUNT_COLUMNS,
  StateColumn,
])[];

/** The columns that the parts of a state are read from. */
const PARTS = {
  max: 'state_max',
  times: 'state_times',
  count: 'state_count',
  top: 'state_limbs',
  limb: 'state_limbs',
} as const;

function refused(what: string, got: unknown, column: string): FormatError {
  return notAState(what, got, 'what a state can be').at({ column });
}

/** The limbs of a row, added up where a number comes twice. */
class LimbReader {
  readonly #data: Data;
  readonly #rows: ReturnType<typeof listExtent>;
  readonly #limbs: Vector;
  readonly #words: readonly Vector[];

  constructor(data: Data) {
    this.#data = data;
    this.#rows = listExtent(data);
    const item = data.children[0] as Data;
    const child = (name: string) => {
      const index = item.type.children.findIndex((field: { name: string }) => field.name === name);
      return new Vector([item.children[index] as Data]);
    };
    this.#limbs = child('limb');
    this.#words = WORD_NAMES.map(child);
  }

  read(row: number): Map<bigint, bigint> {
    const limbs = new Map<bigint, bigint>();
    const { rows, begin } = this.#rows;
    if (this.#data.getValid(row) === false) return limbs;
    const end = begin + startOf(rows, row + 1);
    for (let i = begin + startOf(rows, row); i < end; i++) {
      const number = integerOf(this.#limbs.get(i), 'limb');
      let value = 0n;
      for (let w = WORD_NAMES.length - 1; w >= 0; w--) {
        const word = integerOf(this.#words[w]!.get(i), WORD_NAMES[w]!);
        if (word < 0n) throw refused('a word below 0', word, 'state_limbs');
        value = (value << 32n) + word;
      }
      limbs.set(number, (limbs.get(number) ?? 0n) + value);
    }
    return limbs;
  }
}

function integerOf(value: unknown, name: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(value);
  throw refused(`no integer as ${name}`, value, 'state_limbs');
}
