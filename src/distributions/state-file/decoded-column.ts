import type { ExactState } from '../../softmax/state/exact-state.js';
import { StateTable } from '../../softmax/state/table/state-table.js';
import type { ColumnState } from '../softmax-state.js';
import type { ColumnShape } from '../state-shape.js';
import { notAState } from './state-schema.js';

/** One column of a state, as its rows come. */
export class DecodedColumn {
  readonly shape: ColumnShape;
  readonly #temperature: number;
  readonly #declared: boolean;
  readonly #tables: StateTable[] = [];

  /** @param declared  whether the number of positions is known, or that of the rows that come */
  constructor(shape: ColumnShape, temperature: number, declared = false) {
    this.shape = shape;
    this.#temperature = temperature;
    this.#declared = declared;
  }

  /** @param size  slots that there are at present */
  add(position: number | undefined, slot: number, size: number, state: ExactState): void {
    this.#add(position ?? 0, slot, size, state);
  }

  #add(position: number, slot: number, size: number, state: ExactState): void {
    if (this.#declared && position >= (this.shape.positions ?? 1)) {
      throw notAState('no such position', position, `below ${this.shape.positions}`);
    }
    const table = this.#tableAt(position);
    if (table.size < size) table.resize(size);
    table.merge(slot, state);
  }

  /** @throws FormatError where a position that nobody has declared has no row either */
  finish(size: number): ColumnState {
    const count = this.#declared ? (this.shape.positions ?? 1) : this.#tables.length;
    if (!this.#declared && Object.keys(this.#tables).length < count) {
      throw notAState('positions without a row', undefined, `${count} positions`).at({
        column: this.shape.name,
      });
    }
    const tables = Array.from({ length: count }, (_, position) => this.#tableAt(position));
    for (const table of tables) if (table.size < size) table.resize(size);
    const positions = this.shape.positions === undefined ? undefined : count;
    return { ...this.shape, positions, tables };
  }

  #tableAt(position: number): StateTable {
    const { width } = this.shape;
    this.#tables[position] ??= new StateTable({ temperature: this.#temperature, float: width });
    return this.#tables[position];
  }
}
