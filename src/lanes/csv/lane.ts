import { LINE_FEED } from '../../formats/csv/ascii.js';
import { holdsMark } from '../../formats/csv/byte-order-mark.js';
import type { ColumnName } from '../../formats/csv/header.js';
import { joined } from '../../formats/joined.js';
import { asksRow } from '../../recipes/asks-row.js';
import type { Recipe } from '../../recipes/recipe.js';
import { LIST_OPENS } from './columns/list-text.js';
import type { FileBeginning } from './fallback/file-beginning.js';
import { OperatorsBeside } from './fallback/operators-beside.js';
import type { FilePlace } from './fallback/operators-path.js';
import type { LaneOptions } from './lane-options.js';
import { FEED_BYTES } from './limits.js';
import { copied, type Opening, readOpening } from './opening.js';
import { headerOf, laneOf, type Running, startLane, startPart } from './running.js';
import { listsIn } from './survey.js';

const NOTHING = new Uint8Array(0);
const START: FilePlace = { name: undefined, row: 0 };

/**
 * CSV to CSV for a recipe of row operators, in the bytes: numbers are read into columns, the kernels compute them, and
 * rows are written again, where columns that no step touches are copied as they stand.
 *
 * Rows that may be an error (a cell that is no number, what a policy refuses), and a few others, are given to the
 * operators, and their lines put between the lane's own. Where the text itself is beyond the lane (ragged rows, text
 * behind quotes, line ends of CR, bytes that are no UTF-8, very long records), the operators go on from the batch in which
 * that is. Batches end where `decodeCsv` ends them. So results, counts and errors are the operators' own.
 *
 * Which columns hold lists, the first block of the file tells: it is read as if none did. If there are some, or the recipe
 * makes no sense without, the lane begins again with the text of the first batch. Of a part of a file the first block is not at
 * hand: the file's beginning is given, and what is pushed stands behind its header.
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
  #operators: OperatorsBeside;
  /** The operators compute everything from here on. */
  #left = false;
  /** It is decided which columns hold lists: the first block of the first file has been seen. */
  #knowsLists = false;
  #hasHeader = false;
  #file: FilePlace = START;
  readonly #isPart: boolean;
  /** Of a part that has not begun. */
  #beginning: FileBeginning | undefined;

  /** @param beginning  of the file, where only a part of it is pushed */
  constructor(recipe: Recipe, options: LaneOptions, beginning?: FileBeginning) {
    this.#recipe = recipe;
    this.#options = options;
    this.#isPart = beginning !== undefined;
    this.#beginning = beginning;
    this.#operators = new OperatorsBeside(recipe, options);
  }

  get #counts() {
    return this.#operators.counts;
  }

  get #delimiter(): number {
    return this.#options.delimiter.charCodeAt(0);
  }

  /** Rows and batches with rows that have been written. */
  get rows(): number {
    return this.#operators.rows;
  }
  get batches(): number {
    return this.#operators.batches;
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
      const head = this.#head.length === 0 ? chunk : joined([this.#head, chunk]);
      rest = yield* this.#open(head, false);
    }
    while (rest.length > 0 && !this.#left && this.#running !== undefined) {
      this.#running.engine.feed(rest.subarray(0, FEED_BYTES));
      rest = rest.subarray(FEED_BYTES);
      yield* this.#read(this.#running, false);
    }
    if (this.#left && rest.length > 0) yield* this.#operators.push(rest);
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
    this.#counts.lines = 0;
    if (this.#left) this.#operators.begin(this.#file);
    else this.#unopened = true;
  }

  /** @throws as `push` */
  async *end(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* this.#endFile();
    if (!this.#left) yield* this.#running!.engine.flush();
    this.#operators.complete();
  }

  /** A file without rows still has its header. */
  async *#endFile(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#unopened) {
      const rest = yield* this.#open(this.#head, true);
      if (rest.length > 0) yield* this.push(rest);
    }
    if (this.#running !== undefined && !this.#left) {
      yield* this.#read(this.#running, true);
      this.#running?.engine.next(); // blank lines at the end are in no batch
    }
    if (!this.#left && this.#isWholeFile && this.#running?.lists?.size !== 0) {
      yield* this.#leave(NOTHING); // a file without rows shows no lists
    }
    this.#knowsLists = true;
    if (this.#left) yield* this.#operators.end();
    else {
      if (this.#isFirstBatch) this.#counts.empty++;
      yield* this.#header(this.#running!);
    }
  }

  /**
   * Begins anew behind the header, for other rows of the same file, where it has ended and read everything itself: what it has
   * laid out stays, and the header of the output is not written again.
   */
  again(): void {
    this.#running!.engine.again();
    this.#file = START;
    this.#operators = new OperatorsBeside(this.#recipe, this.#options);
  }

  /** Leaves its memory to the next lane of this thread: nothing of this one is to be used any more. */
  release(): void {
    this.#running?.engine.release();
    this.#running = undefined;
  }

  /** Reads the header if it is there; returns what stands behind it. */
  async *#open(
    head: Uint8Array,
    whole: boolean,
  ): AsyncGenerator<Uint8Array, Uint8Array, undefined> {
    if (this.#beginning !== undefined) return yield* this.#openPart(head, this.#beginning);
    const opening = readOpening(head, this.#delimiter, this.#options.named, whole);
    this.#head = opening === 'more' ? copied(head) : NOTHING; // a chunk is the caller's
    if (opening === 'more') return NOTHING;
    this.#unopened = false;
    if (opening !== 'other' && this.#begin(opening)) {
      this.#opened = opening;
      return head.subarray(opening.bytes.length);
    }
    yield* this.#leave(head);
    return NOTHING;
  }

  /** Returns the rows that have been pushed. */
  async *#openPart(
    rows: Uint8Array,
    { text }: FileBeginning,
  ): AsyncGenerator<Uint8Array, Uint8Array, undefined> {
    this.#unopened = false;
    this.#knowsLists = true;
    const opening = readOpening(text, this.#delimiter, this.#options.named, true);
    if (opening !== 'other' && opening !== 'more') {
      this.#running = startPart(this.#recipe, opening, this.#options, text);
    }
    if (this.#running === undefined) {
      yield* this.#leave(rows);
      return NOTHING;
    }
    this.#opened = this.#running.first;
    this.#beginning = undefined; // it is large
    return rows;
  }

  /** False where a file is none for the lane. */
  #begin(opening: Opening): boolean {
    if (this.#running === undefined) {
      this.#running = startLane(this.#recipe, opening, this.#options);
      return this.#running !== undefined;
    }
    return sameNames(this.#running.first.names, opening.names);
  }

  async *#read(running: Running, last: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    const { engine } = running;
    for (;;) {
      const found = engine.read(last);
      if (found === 'beyond') return yield* this.#leave(engine.text());
      if (found === 'full' || (last && engine.rows > 0)) yield* this.#finish(running);
      if (this.#left) return;
      if (this.#running !== running)
        return last ? yield* this.#read(this.#running!, last) : undefined;
      if (found === 'more') return;
    }
  }

  /** Begins again, with the text of the first batch, which tells more than the header. */
  async *#restart(
    { engine }: Running,
    next: () => Running | undefined,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const text = engine.text().slice();
    engine.release();
    this.#running = next();
    yield* this.#running === undefined ? this.#leave(text) : this.push(text);
  }

  /** Goes on where it has been looked at which columns hold lists. */
  async *#settle(running: Running): AsyncGenerator<Uint8Array, void, undefined> {
    const { first, asked, engine } = running;
    const lists = listsIn(engine, asked);
    this.#knowsLists = true;
    yield* this.#restart(running, () => lists && laneOf(this.#recipe, first, this.#options, lists));
  }

  /** Computes and writes a batch. */
  async *#finish(running: Running): AsyncGenerator<Uint8Array, void, undefined> {
    const { engine } = running;
    if (!engine.isUtf8() || this.#mayBeginWithMark(engine.text())) {
      return yield* this.#leave(engine.text());
    }
    if (running.lists === undefined) return yield* this.#settle(running);
    const flagged = engine.compute(this.#operators.place);
    const records = engine.records(flagged);
    if (this.#isFirstBatch && this.#mayHoldOtherLists(running, records)) {
      if (this.#knowsLists) return yield* this.#leave(engine.text());
      const survey = () => startLane(this.#recipe, running.first, this.#options, true);
      return yield* this.#restart(running, survey);
    }
    this.#knowsLists = true;
    // Single rows have lost their places.
    const leaves = flagged.length > 0 && this.#recipe.steps.some(asksRow);
    const lines = leaves
      ? undefined
      : await this.#operators.lines(running.first, running.lists, {
          text: records,
          rows: flagged,
          lineOf: (row) => this.#linesBefore + engine.lineOf(row),
        });
    if (lines === undefined) return yield* this.#leave(engine.text());
    yield* this.#header(running);
    yield* engine.write(lines);
    this.#counts.take(engine, flagged.length);
    this.#options.onRows?.(engine.rows);
    engine.next();
  }

  /** Whether the first block of a file may hold lists in other columns than it is thought to, or none in those. */
  #mayHoldOtherLists({ lists, engine }: Running, flagged: Uint8Array): boolean {
    const isFirstFile = this.#file.name === undefined;
    if (lists === undefined || (this.#knowsLists && isFirstFile)) return false;
    return flagged.includes(LIST_OPENS) || listsIn(engine, [...lists])?.size !== lists.size;
  }

  /** Whether a cell could come to stand where it is taken for a byte order mark: the encoder sees to it. */
  #mayBeginWithMark(text: Uint8Array): boolean {
    if (this.#hasHeader || this.#options.header || this.#options.continues) return false;
    return holdsMark(text.subarray(0, text.indexOf(LINE_FEED)));
  }

  /** Puts the header, once. */
  async *#header(running: Running): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#hasHeader) return;
    this.#hasHeader = true;
    if (this.#options.continues) return;
    yield* running.engine.put(headerOf(running, this.#options));
  }

  /** The lines of this file before the batch. */
  get #linesBefore(): number {
    return this.#opened!.lines + this.#counts.lines;
  }

  /** Whether nothing of this file has been computed yet. */
  get #isFirstBatch(): boolean {
    return this.#counts.rows === this.#file.row;
  }

  /** Whether whatever is left to the operators is all of a file. */
  get #isWholeFile(): boolean {
    return this.#isFirstBatch && !this.#isPart;
  }

  /** Leaves everything from the batch that begins with `text` to the operators. */
  async *#leave(text: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    this.#left = true;
    this.#options.onOperators?.(this.#counts.rows);
    const running = this.#running;
    if (this.#hasHeader) yield* running!.engine.flush();
    yield* this.#operators.takeOver({
      file: this.#file,
      opened: this.#opened,
      isWhole: this.#isWholeFile,
      beginning: this.#beginning,
      begun: this.#hasHeader ? running!.first : undefined,
      lists: running?.lists,
    });
    yield* this.#operators.push(text);
  }
}

function sameNames(first: readonly ColumnName[], later: readonly ColumnName[]): boolean {
  return first.length === later.length && first.every(({ name }, i) => name === later[i]!.name);
}
