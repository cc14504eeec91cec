import { DataError } from '../../errors.js';
import type { Spill, SpillStore } from '../../flow/spill-store.js';
import { halfSipHash } from '../../groups/half-sip-hash.js';
import type { KeyRuns } from '../../groups/key-runs.js';
import { emptyLike, type Floats } from '../../simd/floats.js';
import type { StateTable } from '../../softmax/state/table/state-table.js';
import type { Block, MarkedValues } from './block.js';
import { encodeBlock } from './block.js';
import { GroupTables, slotsOf } from './group-tables.js';
import { readBlocks } from './read-blocks.js';

export interface PartitionSetup {
  readonly operator: string;
  readonly temperature: number;
  /** Of the columns. */
  readonly widths: readonly (32 | 64)[];
  readonly store: SpillStore;
  /** Bytes that the groups of a partition may take before it is divided again. */
  readonly memory: number;
}

/**
 * Makes results of values under the finished states of their slots, as `FinishedTable` does; NO_SLOT for values that are not
 * there. It marks results that are null with 1.
 */
export type Results = (slots: Uint32Array, src: Floats, dst: Floats, nulls: Uint8Array) => void;

/** Called once for each column of each part of the groups, with the states of its values. */
export type OpenResults = (column: number, table: StateTable) => Results;

/** Keys, without values. */
export interface KeyedRows extends Omit<Block, 'columns'> {
  /** Rows that have a key; undefined: all. */
  readonly validity?: KeyRuns['validity'];
}

const BITS = 6;
const PARTITIONS = 2 ** BITS;
const DEEPEST = 5;

/**
 * Groups that need not fit in memory: rows go to one of 64 spills by the hash of their key, so that each holds the whole of its
 * groups; each is added up and given results by itself, in the order of its rows; and a second pass over the same rows
 * takes from each in turn what comes next. A spill whose groups are too many is divided in the same way, by other bits of the
 * hash.
 *
 * A row's result depends on its value and on the exact state of its group alone: the bits are those of one table.
 */
export class Partitions {
  readonly #setup: PartitionSetup;
  readonly #depth: number;
  readonly #sources: (Spill | undefined)[] = new Array(PARTITIONS).fill(undefined);
  readonly #results: (ResultQueue | undefined)[] = new Array(PARTITIONS).fill(undefined);

  constructor(setup: PartitionSetup, depth = 0) {
    this.#setup = setup;
    this.#depth = depth;
  }

  /** Of the first pass. */
  add(block: KeyedRows & Block): void {
    this.#sort(block).forEach((rows, p) => {
      if (rows.length === 0) return;
      this.#sources[p] ??= this.#setup.store.create();
      this.#sources[p].write(encodeBlock(block, rows));
    });
  }

  /** Ends the first pass. */
  finish(open: OpenResults): void {
    this.#sources.forEach((source, p) => {
      if (source === undefined) return;
      const results = this.#setup.store.create();
      this.#results[p] = new ResultQueue(results, this.#widths);
      this.#compute(source, results, open);
      source.delete();
      this.#sources[p] = undefined;
    });
  }

  /**
   * The results of the next rows of the second pass, which has the keys of the first in the same order; rows without a key
   * are left alone.
   */
  next({ rows, keys, validity }: KeyedRows, into: readonly MarkedValues[]): void {
    for (let row = 0; row < rows; row++) {
      if (validity !== undefined && !validity.isValid(row)) continue;
      const hash = halfSipHash(keys.bytes, keys.starts[row]!, keys.ends[row]!);
      if (this.#results[this.#partitionOf(hash)]?.take(into, row) !== true) throw this.#unmet(row);
    }
  }

  /** Gives all spills back. */
  delete(): void {
    for (const spill of this.#sources) spill?.delete();
    for (const queue of this.#results) queue?.delete();
  }

  get #widths(): readonly number[] {
    return this.#setup.widths.map((width) => width / 8);
  }

  #partitionOf(hash: number): number {
    // From the upper end: the keys of a partition go to places of an index by the lower one.
    return (hash >>> (32 - BITS * (this.#depth + 1))) & (PARTITIONS - 1);
  }

  /** The rows of each partition, in their order. */
  #sort({ rows, keys, validity }: KeyedRows): readonly Uint32Array[] {
    const lists = Array.from({ length: PARTITIONS }, (): number[] => []);
    for (let row = 0; row < rows; row++) {
      if (validity !== undefined && !validity.isValid(row)) continue;
      const hash = halfSipHash(keys.bytes, keys.starts[row]!, keys.ends[row]!);
      lists[this.#partitionOf(hash)]!.push(row);
    }
    return lists.map((list) => Uint32Array.from(list));
  }

  #compute(source: Spill, results: Spill, open: OpenResults): void {
    const { temperature, widths, memory } = this.#setup;
    const groups = new GroupTables(temperature, widths);
    for (const block of readBlocks(source, this.#widths)) {
      groups.add(block);
      if (groups.bytes <= memory || this.#depth === DEEPEST - 1) continue;
      this.#divide(source, results, open);
      return;
    }
    const makers = groups.tables.map((table, c) => open(c, table));
    this.#write(source, results, (block, into) => {
      const numbers = groups.find(block);
      block.columns.forEach((column, c) => {
        const { values, marks } = into[c]!;
        makers[c]!(slotsOf(numbers, column), column.values, values, marks);
      });
    });
  }

  #divide(source: Spill, results: Spill, open: OpenResults): void {
    const parts = new Partitions(this.#setup, this.#depth + 1);
    try {
      for (const block of readBlocks(source, this.#widths)) parts.add(block);
      parts.finish(open);
      this.#write(source, results, (block, into) => parts.next(block, into));
    } finally {
      parts.delete();
    }
  }

  /** Writes a block of results for each block of a source. */
  #write(
    source: Spill,
    results: Spill,
    fill: (block: Block, into: readonly MarkedValues[]) => void,
  ): void {
    for (const block of readBlocks(source, this.#widths)) {
      const columns = block.columns.map(({ values, marks }) => ({
        values: emptyLike(values, block.rows),
        marks: new Uint8Array(marks.length),
      }));
      fill(block, columns);
      const { rows } = block;
      const none = { bytes: NOTHING, starts: new Int32Array(rows), ends: new Int32Array(rows) };
      results.write(encodeBlock({ rows, keys: none, columns }, everyRow(rows)));
    }
  }

  #unmet(row: number): DataError {
    const what = 'a key that the first pass has not met, or not as often';
    const expected = 'the rows of the first pass, in their order';
    return new DataError({ operator: this.#setup.operator, what, row, expected });
  }
}

const NOTHING = new Uint8Array(0);

function everyRow(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

/** Results, one row after the other. */
class ResultQueue {
  readonly #spill: Spill;
  readonly #blocks: Iterator<Block>;
  #block: Block | undefined;
  #row = 0;

  constructor(spill: Spill, widths: readonly number[]) {
    this.#spill = spill;
    this.#blocks = readBlocks(spill, widths);
  }

  /** Writes the next row's results to `into` at `to`; false where there is none. */
  take(into: readonly MarkedValues[], to: number): boolean {
    while (this.#block === undefined || this.#row === this.#block.rows) {
      const { done, value } = this.#blocks.next();
      if (done === true) return false;
      this.#block = value;
      this.#row = 0;
    }
    const { columns } = this.#block;
    for (let c = 0; c < columns.length; c++) {
      into[c]!.values[to] = columns[c]!.values[this.#row]!;
      into[c]!.marks[to] = columns[c]!.marks[this.#row]!;
    }
    this.#row++;
    return true;
  }

  delete(): void {
    this.#spill.delete();
  }
}
