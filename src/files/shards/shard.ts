import { describe } from '../../errors.js';

/**
 * A part of a file that can be read by itself: plain data, to be sent anywhere that the file can be read. `shards` cuts
 * them, `readShard` and the command's `--shard` read them; one after the other they are the file.
 */
export type Shard = CsvShard | ArrowShard | ArrowStreamShard;

interface Part {
  /** As the caller gave it. */
  readonly path: string;
  /** Of the whole file in bytes: where it is another, the file is not the one that was cut. */
  readonly size: number;
  /** The first row's place in the file, and how many rows follow. */
  readonly row: number;
  readonly rows: number;
}

/** Whole records of a CSV, as bytes `from` to `to − 1`, of which the header is none. */
export interface CsvShard extends Part {
  readonly format: 'csv' | 'tsv';
  readonly from: number;
  readonly to: number;
  /** The line that begins at `from`, from 1. */
  readonly line: number;
  /** Where the file's first record begins, behind the header, and its line. */
  readonly first: { readonly at: number; readonly line: number };
  readonly delimiter: string;
  readonly header: boolean;
}

/** Record batches `from` to `to − 1` of a file in Arrow's file format. */
export interface ArrowShard extends Part {
  readonly format: 'arrow';
  readonly from: number;
  readonly to: number;
}

/** Messages of Arrow's stream format, as bytes `from` to `to − 1`. */
export interface ArrowStreamShard extends Part {
  readonly format: 'arrows';
  readonly from: number;
  readonly to: number;
  /** The first record batch's place in the file. */
  readonly batch: number;
  /** Pairs of bytes, from and to: the schema, and the dictionaries that are in force at `from`. */
  readonly before: readonly (readonly [from: number, to: number])[];
}

const FORMATS: readonly unknown[] = ['csv', 'tsv', 'arrow', 'arrows'] satisfies Shard['format'][];

/** @throws TypeError where a value, which may have come from far away, is no shard */
export function checkShard(operator: string, shard: Shard): void {
  // Looked into before it is known to be an object.
  const { path, format, size, row, rows, from, to } = Object(shard) as Shard;
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
  const isWhole = [size, row, rows, from, to].every(isCount) && from <= to;
  if (typeof path === 'string' && FORMATS.includes(format) && isWhole) return;
  throw new TypeError(
    describe({ operator, what: 'no shard', got: shard, expected: 'one that shards has cut' }),
  );
}
