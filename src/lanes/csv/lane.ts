import { type Counts, noCounts } from '../../../operators/core/policies.js';
import { LINE_FEED } from '../../formats/csv/ascii.js';
import { holdsMark } from '../../formats/csv/byte-order-mark.js';
import type { ColumnName } from '../../formats/csv/header.js';
import type { CsvType } from '../../formats/csv/options.js';
import { Scanner } from '../../formats/csv/scanner.js';
import { joined } from '../../formats/joined.js';
import type { Rounding } from '../../numerals/rounded.js';
import type { Recipe } from '../../recipes/recipe.js';
import type { RecipeHooks } from '../../recipes/to-operator.js';
import { BatchEngine } from './batch-engine.js';
import { FEED_BYTES } from './memory.js';
import { type Opening, readOpening } from './opening.js';
import type { FilePlace, OperatorsPath, Standing } from './operators-path.js';
import { hasFileColumn, outputHeader } from './output-header.js';
import { type LanePlan, planLane } from './plan.js';
import { isCounting } from './steps.js';

export interface LaneOptions extends RecipeHooks {
  readonly delimiter: string;
  /** Whether the first record names the columns. */
  readonly named: boolean;
  /** Types of columns by name or glob. */
  readonly types: Readonly<Record<string, CsvType>>;
  /** Whether the output has a header. */
  readonly header: boolean;
  /** How numbers are rounded in the output. */
  readonly rounding?: Rounding | undefined;
  /** The most rows of a batch. */
  readonly rows: number;
  /** The columns that the general path reads as lists, where they are. */
  readonly lists: (name: string) => boolean;
  /** Hears of rows as they are read. */
  readonly onRows?: ((rows: number) => void) | undefined;
  /** Hears from which row on the operators compute everything. */
  readonly onOperators?: ((row: number) => void) | undefined;
}

/** The lane while it runs. */
interface Running {
  /** How the first file begins, as which the output is written. */
  readonly first: Opening;
  readonly plan: LanePlan;
  readonly engine: BatchEngine;
}

const NOTHING = new Uint8Array(0);
const LIST_BEGINS = 0x5b;

/**
 * CSV to CSV for a recipe of row operators, in the bytes: numbers are read into columns, the kernels compute them, and
 * rows are written again, where columns that no step touches are copied as they stand.
 *
 * Rows that may be an error (a cell that is no number, what a policy refuses), and a few others, are given to the
 * operators, and their lines put between the lane's own.
 * Where the text itself is beyond the lane (ragged rows, text behind quotes, line ends of CR, bytes that are no UTF-8,
 * very long records), the operators go on from the batch in which that is. Batches end where `decodeCsv` ends them. So
 * results, counts and errors are the operators' own.
 *
 * What it yields is memory that is used again: it has to be taken before the next piece is asked for.
 */
export class CsvLane {
  readonly #recipe: Recipe;
  readonly #options: LaneOptions;
  #head: Uint8Array = NOTHING;
  /** What the file begins with, where it is for the lane. */
  #opened: Opening | undefined;
  #unopened = true;
  #running: Running | undefined;
  #path: OperatorsPath | undefined;
  /** The operators compute everything from here on. */
  #left = false;
  #hasHeader = false;
  #file: FilePlace = { name: undefined, row: 0 };
  /** What the lane has gone through: batches with rows, files without any, and lines of this file. */
  #batches = 0;
  #empty = 0;
  #rows = 0;
  #lines = 0;
  /** Of the rows, those that the operators have computed for it. */
  #given = 0;
  /** What each step has met in the others. */
  #met: readonly Counts[];

  constructor(recipe: Recipe, options: LaneOptions) {
    this.#recipe = recipe;
    this.#options = options;
    this.#met = recipe.steps.map(noCounts);
  }

  get #delimiter(): number {
    return this.#options.delimiter.charCodeAt(0);
  }

  /** Rows and batches with rows that have been written. */
  get rows(): number {
    return this.#rows - this.#given + (this.#path?.rows ?? 0);
  }
  get batches(): number {
    return this.#batches + (this.#path?.filled ?? 0);
  }

  /**
   * How many bytes at the end of what was pushed are of a record that has not ended; undefined where the lane does not read
   * the records itself.
   */
  get unfinished(): number | undefined {
    return this.#left ? undefined : this.#running?.engine.unfinished;
  }

  /** @throws as `decodeCsv` and the recipe's operators */
  async *push(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    let rest = chunk;
    if (this.#unopened) {
      this.#head = joined([this.#head, chunk]);
      rest = yield* this.#open(false);
    }
    while (rest.length > 0 && !this.#left && this.#running !== undefined) {
      this.#running.engine.feed(rest.subarray(0, FEED_BYTES));
      rest = rest.subarray(FEED_BYTES);
      yield* this.#read(this.#running, false);
    }
    if (this.#left && rest.length > 0) yield* this.#pushOn(rest);
  }

  /**
   * Ends the file, and begins another one of the same columns.
   *
   * @param name  for errors
   * @throws as `push`, and SchemaError where the columns are others
   */
  async *next(name: string): AsyncGenerator<Uint8Array, void, undefined> {
    yield* this.#endFile();
    this.#file = { name, row: this.rows };
    this.#opened = undefined;
    this.#lines = 0;
    if (this.#left) this.#path!.begin(this.#file, this.#standing(), undefined);
    else this.#unopened = true;
  }

  /** @throws as `push` */
  async *end(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* this.#endFile();
    if (!this.#left) yield* this.#running!.engine.flush();
    if (this.#path === undefined) this.#report();
    else this.#path.complete();
  }

  /** A file without rows still has its header. */
  async *#endFile(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#unopened) {
      const rest = yield* this.#open(true);
      if (rest.length > 0) yield* this.push(rest);
    }
    if (this.#running !== undefined && !this.#left) {
      yield* this.#read(this.#running, true);
      this.#running.engine.next(); // blank lines at the end are in no batch
    }
    if (this.#left) yield* this.#path!.end();
    else {
      if (this.#isFirstBatch) this.#empty++;
      yield* this.#header(this.#running!);
    }
  }

  /** Leaves its memory to the next lane of this thread: nothing of this one is to be used any more. */
  release(): void {
    this.#running?.engine.release();
    this.#running = undefined;
  }

  /** Reads the header if it is there; returns what stands behind it. */
  async *#open(whole: boolean): AsyncGenerator<Uint8Array, Uint8Array, undefined> {
    const head = this.#head;
    const opening = readOpening(head, this.#delimiter, this.#options.named, whole);
    if (opening === 'more') return NOTHING;
    this.#head = NOTHING;
    this.#unopened = false;
    if (opening !== 'other' && this.#begin(opening)) {
      this.#opened = opening;
      return head.subarray(opening.bytes.length);
    }
    yield* this.#leave(head);
    return NOTHING;
  }

  /** False where a file is none for the lane. */
  #begin(opening: Opening): boolean {
    if (this.#running === undefined) {
      this.#running = this.#start(opening);
      return this.#running !== undefined;
    }
    return sameNames(this.#running.first.names, opening.names);
  }

  #start(opening: Opening): Running | undefined {
    const { rows, rounding = {} } = this.#options;
    const delimiter = this.#delimiter;
    const types = new Map(Object.entries(this.#options.types));
    const plan = planLane(this.#recipe, opening.names, { types, delimiter, rounding });
    if (plan === undefined) return undefined;
    const newline = hasFileColumn(plan.columns) ? opening.newline : '\n';
    const engine = BatchEngine.make(plan, {
      delimiter,
      newline,
      rows,
      rounding,
    });
    return { first: opening, plan, engine };
  }

  async *#read(running: Running, last: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    const { engine } = running;
    for (;;) {
      const found = engine.read(last);
      if (found === 'beyond') return yield* this.#leave(engine.text());
      if (found === 'full' || (last && engine.rows > 0)) yield* this.#finish(running);
      if (found === 'more' || this.#left) return;
    }
  }

  /** Computes and writes a batch. */
  async *#finish(running: Running): AsyncGenerator<Uint8Array, void, undefined> {
    const { engine } = running;
    if (!engine.isUtf8() || this.#mayBeginWithMark(engine.text())) {
      return yield* this.#leave(engine.text());
    }
    const flagged = engine.compute();
    const records = engine.records(flagged);
    // The first block decides whether a column holds lists; if one does, every cell of it that is not empty is one.
    if (this.#isFirstBatch && records.includes(LIST_BEGINS))
      return yield* this.#leave(engine.text());
    const lines = flagged.length === 0 ? [] : await this.#byOperators(running, records, flagged);
    if (lines === undefined) return yield* this.#leave(engine.text());
    yield* this.#header(running);
    yield* engine.write(lines);
    this.#batches++;
    this.#rows += engine.rows;
    this.#lines += engine.lines;
    this.#given += flagged.length;
    const counts = engine.counts();
    this.#met = this.#met.map((met, step) => sumOf(met, counts[step]!));
    this.#options.onRows?.(engine.rows);
    engine.next();
  }

  /** Whether a cell could come to stand where it is taken for a byte order mark: the encoder sees to it. */
  #mayBeginWithMark(text: Uint8Array): boolean {
    if (this.#hasHeader || this.#options.header) return false;
    return holdsMark(text.subarray(0, text.indexOf(LINE_FEED)));
  }

  /** Lets the operators compute rows, and returns their lines; undefined where they cannot be read. */
  async #byOperators(
    { first }: Running,
    records: Uint8Array,
    flagged: readonly number[],
  ): Promise<readonly Uint8Array[] | undefined> {
    this.#path ??= await this.#makePath(first.firstLine);
    const written = this.#path.compute(records, this.#standing(), flagged);
    return written && linesOf(joined(written), this.#delimiter);
  }

  /** Puts the header, once. */
  async *#header({ plan, first, engine }: Running): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#hasHeader) return;
    this.#hasHeader = true;
    const { header } = this.#options;
    const asItWas = hasFileColumn(plan.columns);
    const form = {
      delimiter: this.#delimiter,
      newline: asItWas ? first.newline : ('\n' as const),
      bom: asItWas && first.bom,
      header,
    };
    yield* engine.put(outputHeader(plan.columns, form));
  }

  /** Whether nothing of this file has been computed yet. */
  get #isFirstBatch(): boolean {
    return this.#rows === this.#file.row;
  }

  /** Leaves everything from the batch that begins with `text` to the operators. */
  async *#leave(text: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    this.#left = true;
    this.#options.onOperators?.(this.#rows);
    const running = this.#running;
    if (this.#hasHeader) yield* running!.engine.flush();
    else this.#path = undefined; // what it has begun writes no header
    this.#path ??= await this.#makePath(this.#hasHeader ? running!.first.firstLine : undefined);
    const opened = this.#opened;
    if (opened !== undefined && !this.#isFirstBatch) {
      this.#path.begin(this.#file, this.#standing(), opened.firstLine);
    } else {
      // They have the file from its beginning, where it shows which columns hold lists.
      this.#path.begin(this.#file, this.#standing(), undefined);
      if (opened !== undefined) yield* this.#path.push(opened.bytes);
    }
    yield* this.#pushOn(text);
  }

  async *#pushOn(text: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    const path = this.#path!;
    const before = path.rows;
    yield* path.push(text);
    if (path.rows > before) this.#options.onRows?.(path.rows - before);
  }

  /** @param begun  the first line of a file that the lane has begun */
  async #makePath(begun: Uint8Array | undefined): Promise<OperatorsPath> {
    const { OperatorsPath } = await import('./operators-path.js');
    const { delimiter, rows, lists, named, types, rounding } = this.#options;
    const read = { delimiter, rows, header: named, types, lists };
    const hooks: RecipeHooks = {
      ...this.#options,
      report: (step, op, counts) => this.#options.report?.(step, op, this.#counted(step, counts)),
    };
    const header = begun === undefined && this.#options.header;
    const write = { ...rounding, delimiter, header };
    return new OperatorsPath(this.#recipe, read, write, begun ?? NOTHING, hooks);
  }

  #standing(): Standing {
    const { batches = 0, strays = 0 } = this.#path ?? {};
    const before = this.#batches + this.#empty + batches - strays;
    return { batches: before, rows: this.rows, lines: this.#lines };
  }

  /** What the operators have counted, with what they have not seen. */
  #counted(step: number, counts: Counts): Counts {
    const rows = counts.rows + this.#rows - this.#given;
    const batches = counts.batches + this.#batches + this.#empty - (this.#path?.strays ?? 0);
    return { ...sumOf(counts, this.#met[step]!), rows, batches };
  }

  #report(): void {
    const [rows, batches] = [this.#rows, this.#batches + this.#empty];
    this.#recipe.steps.forEach((step, index) => {
      if (!isCounting(step)) return;
      this.#options.report?.(index, step.op, { ...this.#met[index]!, rows, batches });
    });
  }
}

/** What was met in the rows of both; batches and rows are counted elsewhere. */
function sumOf(a: Counts, b: Counts): Counts {
  return {
    ...noCounts(),
    nulls: a.nulls + b.nulls,
    nans: a.nans + b.nans,
    infinities: a.infinities + b.infinities,
    degenerate: a.degenerate + b.degenerate,
  };
}

function sameNames(first: readonly ColumnName[], later: readonly ColumnName[]): boolean {
  return first.length === later.length && first.every(({ name }, i) => name === later[i]!.name);
}

const UNLIMITED = { maxFieldBytes: 2 ** 30, maxRecordBytes: 2 ** 30, maxColumns: 2 ** 26 };

/** A text cut into its records, with their line ends. */
function linesOf(text: Uint8Array, delimiter: number): readonly Uint8Array[] {
  const scanner = new Scanner(delimiter, UNLIMITED);
  scanner.feed(text);
  scanner.finish();
  const starts: number[] = [];
  while (scanner.next()) starts.push(scanner.recordStart);
  return starts.map((start, i) => text.subarray(start, starts[i + 1] ?? text.length));
}
