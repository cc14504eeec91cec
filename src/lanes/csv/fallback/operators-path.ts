import type { RecordBatch, Schema } from 'apache-arrow';
import { Subject } from 'rxjs';
import { underSchema } from '../../../columns/same-columns.js';
import { LogitflowError } from '../../../errors.js';
import type { Decoder } from '../../../flow/decode.js';
import {
  type CsvDecoder,
  createCsvDecoder,
  createCsvPartDecoder,
} from '../../../formats/csv/decoder.js';
import { createCsvEncoder } from '../../../formats/csv/encoder.js';
import type { CsvReadOptions, CsvWriteOptions } from '../../../formats/csv/options.js';
import { withLine } from '../../../formats/csv/row-lines.js';
import type { Recipe } from '../../../recipes/recipe.js';
import { type RecipeHooks, toOperator } from '../../../recipes/to-operator.js';
import type { FileBeginning } from './file-beginning.js';

/** Where rows stand in the stream of all files, and their lines in their own file. */
export interface Standing {
  /** Batches, rows and lines before them. */
  readonly batches: number;
  readonly rows: number;
  readonly lines: number;
}

/** A file of several, and the row of the stream that it begins with. */
export interface FilePlace {
  /** undefined where whoever gave the file knows it. */
  readonly name: string | undefined;
  readonly row: number;
}

/** Rows of a batch that the operators compute by themselves. */
export interface Strays {
  /** Their text, a line each. */
  readonly text: Uint8Array;
  /** Their places in the batch. */
  readonly rows: readonly number[];
  /** The line of the file that a row of the batch begins with. */
  lineOf(row: number): number;
}

/** The path while it goes through a file, or what is left of it. */
interface Rest {
  readonly decoder: CsvDecoder;
  readonly file: FilePlace;
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
  readonly #first: FileBeginning | undefined;
  #written: Uint8Array[] = [];
  #failure: { readonly error: unknown } | undefined;
  /** What the operators have seen. */
  #batches = 0;
  #rows = 0;
  #strays = 0;
  #filled = 0;
  #rest: Rest | undefined;
  /** The place in the stream of the first row that the operators have seen, which their errors count in. */
  readonly #firstRow: number;
  /** That of all files. */
  #schema: Schema | undefined;

  /**
   * @param read  the dialect of the files; `lists` counts where the path begins with a file
   * @param write  how the output is written
   * @param first  how the first file begins; undefined where the path begins with that file
   */
  constructor(
    recipe: Recipe,
    read: CsvReadOptions,
    write: CsvWriteOptions,
    first: FileBeginning | undefined,
    hooks: RecipeHooks,
  ) {
    this.#read = { ...read, cells: 'raw' };
    this.#first = first;
    this.#firstRow = hooks.firstRow ?? 0;
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

  /** Rows and batches that it has computed. */
  get rows(): number {
    return this.#rows;
  }
  get batches(): number {
    return this.#batches;
  }
  /** Batches of single rows, which are no batches of a file. */
  get strays(): number {
    return this.#strays;
  }
  /** Batches of files that hold rows. */
  get filled(): number {
    return this.#filled;
  }

  /**
   * Computes some rows of a batch, which has at least one.
   *
   * @param at  where the batch stands
   * @returns undefined, and nothing is done, where a cell has not the type that was declared
   */
  compute({ text, rows, lineOf }: Strays, at: Standing): readonly Uint8Array[] | undefined {
    const batches = this.#decodeAll(text);
    if (batches === undefined) return undefined;
    const first = this.#firstRow + this.#rows;
    return batches.flatMap((batch) => {
      const written = this.#run(batch, (error) => {
        if (error.report.row === undefined) return error;
        const row = rows[error.report.row - first]!;
        return error.at({ batch: at.batches, row: at.rows + row, line: lineOf(row) });
      });
      this.#strays++;
      return written;
    });
  }

  #decodeAll(records: Uint8Array): readonly RecordBatch[] | undefined {
    try {
      const decoder = this.#decoderBehind(this.#first!); // the lane has begun the file
      return [...decoder.push(records), ...decoder.end()];
    } catch (error) {
      // It stands elsewhere in the file than among these rows.
      if (error instanceof LogitflowError) return undefined;
      throw error;
    }
  }

  /**
   * From here on everything in a file goes through the operators.
   *
   * @param beginning  of the file, where it is what stands behind that; undefined where it is the whole file
   */
  begin(file: FilePlace, from: Standing, beginning: FileBeginning | undefined): void {
    // A later file has line ends and a mark of its own, which are not those of the output.
    if (this.#first !== undefined) this.#schema ??= this.#schemaOf(this.#first);
    const decoder =
      beginning === undefined ? createCsvDecoder(this.#read) : this.#decoderBehind(beginning);
    this.#rest = { decoder, file, from, batches: this.#batches, rows: this.#rows };
  }

  /** A decoder for what is behind a beginning, whose columns it knows. */
  #decoderBehind({ text, lines, lists }: FileBeginning): CsvDecoder {
    const decoder = createCsvPartDecoder({ ...this.#read, lists });
    decoder.learn(text);
    decoder.begin({ row: 0, line: 1 + lines });
    return decoder;
  }

  #schemaOf(beginning: FileBeginning): Schema | undefined {
    const [none] = this.#decoderBehind(beginning).end();
    return none?.schema;
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
    const before = {
      batches: from.batches - batches,
      rows: from.rows - rows - this.#firstRow,
      lines: from.lines,
    };
    for (;;) {
      const next = this.#decoded(decoded);
      if (next.done) return written;
      const ran = this.#run(next.value, (error) => {
        const lineOf = (row: number) => decoder.lineOf(row - rows - this.#firstRow);
        return moved(withLine(error, lineOf), before);
      });
      written.push(...ran);
      if (next.value.numRows > 0) this.#filled++;
    }
  }

  /** The next batch under the schema of the first file. */
  #decoded(decoded: Iterator<RecordBatch, void>): IteratorResult<RecordBatch, void> {
    const { from, file } = this.#rest!;
    try {
      const next = decoded.next();
      if (next.done) return next;
      this.#schema ??= next.value.schema;
      return { ...next, value: underSchema(this.#schema, next.value, file.name ?? '') };
    } catch (raised) {
      const inFile = { ...from, rows: from.rows - file.row };
      const error = raised instanceof LogitflowError ? inOwn(file, moved(raised, inFile)) : raised;
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

/** What a decoder says of a file, whose name it does not know. */
function inOwn({ name }: FilePlace, error: LogitflowError): LogitflowError {
  return name === undefined || error.report.file !== undefined ? error : error.at({ file: name });
}
