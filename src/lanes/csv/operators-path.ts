import type { RecordBatch } from 'apache-arrow';
import { Subject } from 'rxjs';
import { LogitflowError } from '../../errors.js';
import type { Decoder } from '../../flow/decode.js';
import { createCsvPartDecoder } from '../../formats/csv/decoder.js';
import { createCsvEncoder } from '../../formats/csv/encoder.js';
import type { CsvReadOptions, CsvWriteOptions } from '../../formats/csv/options.js';
import type { Recipe } from '../../recipes/recipe.js';
import { type RecipeHooks, toOperator } from '../../recipes/to-operator.js';

/** Where rows stand in their file. */
export interface Standing {
  /** Batches, rows and lines before them. */
  readonly batches: number;
  readonly rows: number;
  readonly lines: number;
}

/** The path once it does everything. */
interface Rest {
  readonly decoder: Decoder<RecordBatch>;
  readonly from: Standing;
  /** What the operators had seen before that. */
  readonly batches: number;
  readonly rows: number;
}

/**
 * The general path beside a lane: the recipe's operators over batches of raw cells. It computes single rows that the
 * lane leaves to it, and goes on with the rest of a file where that is beyond the lane. What it throws says where in the
 * file its rows stand.
 */
export class OperatorsPath {
  readonly #source = new Subject<RecordBatch>();
  readonly #read: CsvReadOptions;
  readonly #before: Uint8Array;
  #written: Uint8Array[] = [];
  #failure: { readonly error: unknown } | undefined;
  /** What the operators have seen. */
  #batches = 0;
  #rows = 0;
  #filled = 0;
  #rest: Rest | undefined;

  /**
   * @param read  the dialect of the file
   * @param write  how the output is written
   * @param before  the first line of the file, which tells the columns; nothing where the path begins with the file
   */
  constructor(
    recipe: Recipe,
    read: CsvReadOptions,
    write: CsvWriteOptions,
    before: Uint8Array,
    hooks: RecipeHooks,
  ) {
    this.#read = { ...read, cells: 'raw' };
    this.#before = before;
    const encoder = createCsvEncoder(write);
    toOperator(
      recipe,
      hooks,
    )(this.#source).subscribe({
      next: (batch) => this.#written.push(...encoder.push(batch)),
      error: (error: unknown) => {
        this.#failure = { error };
      },
    });
  }

  /** Rows that it has computed. */
  get rows(): number {
    return this.#rows;
  }
  /** Batches of single rows, which are no batches of the file. */
  get batchesBeforeRest(): number {
    return this.#rest?.batches ?? this.#batches;
  }
  /** Batches of the file that hold rows. */
  get filledOfRest(): number {
    return this.#filled;
  }

  /**
   * Computes some rows of a batch, which has at least one.
   *
   * @param records  their text, a line each
   * @param at  where the batch stands
   * @param rowsOf  their places in the batch
   * @returns undefined, and nothing is done, where a cell has not the type that was declared
   */
  compute(
    records: Uint8Array,
    at: Standing,
    rowsOf: readonly number[],
  ): readonly Uint8Array[] | undefined {
    const batches = this.#decodeAll(records);
    if (batches === undefined) return undefined;
    const first = this.#rows;
    return batches.flatMap((batch) =>
      this.#run(batch, (error) => {
        const { row } = error.report;
        return row === undefined
          ? error
          : error.at({ batch: at.batches, row: at.rows + rowsOf[row - first]! });
      }),
    );
  }

  #decodeAll(records: Uint8Array): readonly RecordBatch[] | undefined {
    try {
      const decoder = this.#decoder();
      return [...decoder.push(records), ...decoder.end()];
    } catch (error) {
      // It stands elsewhere in the file than among these rows.
      if (error instanceof LogitflowError) return undefined;
      throw error;
    }
  }

  /** From here on everything goes through the operators. */
  begin(from: Standing): void {
    const [batches, rows] = [this.#batches, this.#rows];
    this.#rest = { decoder: this.#decoder(), from, batches, rows };
  }

  /** A decoder for what is behind the first line, whose columns it knows. */
  #decoder(): Decoder<RecordBatch> {
    const decoder = createCsvPartDecoder(this.#read);
    if (this.#before.length > 0) decoder.learn(this.#before);
    if (this.#before.length > 0 && this.#read.header === false) decoder.begin({ row: 0, line: 1 });
    return decoder;
  }

  push(chunk: Uint8Array): readonly Uint8Array[] {
    return this.#decode((decoder) => decoder.push(chunk));
  }

  end(): readonly Uint8Array[] {
    return this.#decode((decoder) => decoder.end());
  }

  /** Nothing more will come: the operators report. */
  complete(): void {
    this.#source.complete();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Decoders count from where they begin, operators from the first row that this path has seen. */
  #decode(step: (decoder: Decoder<RecordBatch>) => Iterable<RecordBatch>): readonly Uint8Array[] {
    const { decoder, from, batches, rows } = this.#rest!;
    const written: Uint8Array[] = [];
    const decoded = step(decoder)[Symbol.iterator]();
    for (;;) {
      const next = this.#decoded(decoded, from);
      if (next.done) return written;
      const ran = this.#run(next.value, (error) =>
        moved(error, {
          batches: from.batches - batches,
          rows: from.rows - rows,
          lines: from.lines,
        }),
      );
      written.push(...ran);
    }
  }

  #decoded(
    decoded: Iterator<RecordBatch, void>,
    from: Standing,
  ): IteratorResult<RecordBatch, void> {
    try {
      return decoded.next();
    } catch (raised) {
      const error = raised instanceof LogitflowError ? moved(raised, from) : raised;
      this.#source.error(error); // so that the operators report
      throw error;
    }
  }

  #run(
    batch: RecordBatch,
    place: (error: LogitflowError) => LogitflowError,
  ): readonly Uint8Array[] {
    this.#source.next(batch);
    if (this.#failure !== undefined) {
      const { error } = this.#failure;
      throw error instanceof LogitflowError ? place(error) : error;
    }
    this.#batches++;
    this.#rows += batch.numRows;
    if (this.#rest !== undefined && batch.numRows > 0) this.#filled++;
    const written = this.#written;
    this.#written = [];
    return written;
  }
}

/** The same error, with as many batches, rows and lines before it. */
function moved(error: LogitflowError, { batches, rows, lines }: Standing): LogitflowError {
  const { batch, row, line } = error.report;
  return error.at({
    ...(batch === undefined ? {} : { batch: batch + batches }),
    ...(row === undefined ? {} : { row: row + rows }),
    ...(line === undefined ? {} : { line: line + lines }),
  });
}
