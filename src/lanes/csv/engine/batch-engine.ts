import { type Counts, noCounts } from '../../../../operators/core/policies.js';
import type { Cells } from '../../../formats/csv/cells.js';
import { countLines } from '../../../formats/csv/row-lines.js';
import { isUtf8 } from '../../../formats/csv/utf8.js';
import { parseNumeral } from '../../../numerals/parse.js';
import { isPortable } from '../../../simd/engine.js';
import {
  BEYOND,
  type Exact,
  FULL,
  type LaneText,
  TEXT_SLACK,
  textEngine,
} from '../../../simd/text.js';
import { leaveNulls, leaveStrange } from '../columns/batch.js';
import { LONGEST_RECORD, OUT_BYTES } from '../limits.js';
import type { LanePlan } from '../plan.js';
import { portableText } from '../portable/portable-text.js';
import { leaveOddLists } from '../steps/leave-lists.js';
import { type LaneForm, type LaneMemory, layOut } from './memory.js';

/** An instance that nobody uses at present: fresh memory has to be cleared by the system, page by page. */
let spare: LaneText | undefined;

/** One batch after the other: text in, rows computed, text out. */
export class BatchEngine {
  readonly #plan: LanePlan;
  readonly #newline: Uint8Array;
  readonly #engine: LaneText;
  readonly #memory: LaneMemory;
  /** Behind the last byte of text. */
  #filled: number;
  /** Behind the last byte of output. */
  #out: number;
  /** Whether a null may be marked. */
  #hasNulls = false;
  /** Whether the operators compute rows of the batch. */
  #isLeft = false;

  private constructor(plan: LanePlan, form: LaneForm, engine: LaneText) {
    this.#plan = plan;
    this.#newline = new TextEncoder().encode(form.newline);
    this.#engine = engine;
    this.#memory = layOut(engine, plan, form);
    this.#filled = this.#memory.text;
    this.#out = this.#memory.out;
    this.#begin();
  }

  static make(plan: LanePlan, form: LaneForm): BatchEngine {
    const exact: Exact = (bytes, start, end) => parseNumeral(bytes, start, end) ?? Number.NaN;
    if (isPortable()) return new BatchEngine(plan, form, portableText());
    const engine = spare ?? textEngine(exact) ?? portableText();
    spare = undefined;
    return new BatchEngine(plan, form, engine);
  }

  /** Leaves its memory to the next one: nothing of it, or of what it has yielded, is to be used any more. */
  release(): void {
    spare = this.#engine;
  }

  /** Rows of the batch so far, and the lines that they take. */
  get rows(): number {
    return this.#engine.rowsRead.value;
  }
  get lines(): number {
    return this.#engine.linesRead.value;
  }

  /** The line of the batch, from 1, that a row begins with. */
  lineOf(row: number): number {
    const { bytes, text, spans } = this.#memory;
    return 1 + countLines(bytes, text, spans[2 * row]!);
  }

  /** Start and end of each row's text. */
  get spans(): Uint32Array {
    return this.#memory.spans;
  }

  /** The cells of a column of which the plan notes where they stand. */
  cellsOf(column: number): Cells {
    return this.#memory.cellsOf(column, this.rows);
  }

  /** Bytes of text behind the last record that has been read. */
  get unfinished(): number {
    return this.#filled - this.#engine.nextRecord.value;
  }

  /** Takes at most `FEED_BYTES`. */
  feed(piece: Uint8Array): void {
    const { bytes } = this.#memory;
    bytes.set(piece, this.#filled);
    this.#filled += piece.length;
    bytes.fill(0, this.#filled, this.#filled + TEXT_SLACK);
  }

  /**
   * Reads records.
   *
   * @param last  whether no more text will come
   * @returns `full`: the batch is complete; `beyond`: the next record is none for a lane; `more`: all text is used
   */
  read(last: boolean): 'full' | 'beyond' | 'more' {
    const found = this.#engine.readRows(this.#filled, last);
    if (found === FULL) return 'full';
    return found === BEYOND || this.unfinished > LONGEST_RECORD ? 'beyond' : 'more';
  }

  /** All text that is no row of a batch before this one. */
  text(): Uint8Array {
    return this.#memory.bytes.subarray(this.#memory.text, this.#filled);
  }

  isUtf8(): boolean {
    const { bytes, text } = this.#memory;
    const end = this.#engine.nextRecord.value;
    // Delimiters are ASCII, so that no character reaches from one cell into the next.
    return this.#engine.isAscii(text, end) !== 0 || isUtf8(bytes, text, end);
  }

  /**
   * Computes the rows, and says which of them the operators have to compute.
   *
   * @param firstRow  the place of the first one in the stream
   */
  compute(firstRow: number): readonly number[] {
    const { flags, floats } = this.#memory;
    const { rows } = this;
    const { stages, masks, counts, nulls, numbers, lists } = this.#plan;
    for (const met of counts) Object.assign(met, noCounts());
    this.#lookAtCells();
    const inLists = this.#memory.lists.read(rows, flags);
    this.#hasNulls = masks || inLists.nulls || this.#engine.nullsRead.value > 0;
    const hasStrange = inLists.strange || this.#engine.strangeRead.value !== 0;
    const batch = { rows, firstRow, floats, flags, hasNulls: this.#hasNulls, hasStrange };
    for (const stage of stages) stage(batch);
    this.#hasNulls = batch.hasNulls;
    this.#isLeft = flags.subarray(0, rows).includes(1);
    // Whatever fails among these rows, those that are counted are counted up to there.
    if (this.#isLeft) {
      const leave = [leaveNulls(nulls), leaveStrange(numbers), leaveOddLists(lists)];
      for (const stage of leave) stage(batch);
    }
    const flagged: number[] = [];
    for (let row = flags.indexOf(1); row >= 0 && row < this.rows; row = flags.indexOf(1, row + 1)) {
      flagged.push(row);
    }
    return flagged;
  }

  /** What each step has met in the rows that the operators do not compute. */
  counts(): readonly Counts[] {
    const { counts } = this.#plan;
    return this.#isLeft ? counts.map(noCounts) : counts;
  }

  #lookAtCells(): void {
    const { bytes, flags, cells, marks, marksPerRow } = this.#memory;
    for (const { column, start, end } of cells) {
      for (let row = 0, at = 0; row < this.rows; row++, at += marksPerRow) {
        if (!column.take(row, bytes, marks[at + start]!, marks[at + end]!)) flags[row] = 1;
      }
    }
  }

  /** The text of some rows, a line each. */
  records(rows: readonly number[]): Uint8Array {
    const { bytes, spans } = this.#memory;
    const newline = this.#newline;
    const size = rows.reduce((sum, row) => sum + spans[2 * row + 1]! - spans[2 * row]!, 0);
    const text = new Uint8Array(size + rows.length * newline.length);
    let at = 0;
    for (const row of rows) {
      const record = bytes.subarray(spans[2 * row], spans[2 * row + 1]);
      text.set(record, at);
      text.set(newline, at + record.length);
      at += record.length + newline.length;
    }
    return text;
  }

  /** Writes the rows of the batch, with `lines` for those that are flagged. What it yields is used again. */
  *write(lines: readonly Uint8Array[]): Generator<Uint8Array, void, undefined> {
    const { rows } = this;
    const { flags, texts } = this.#memory;
    texts.begin();
    let next = 0;
    for (let row = this.#writeRows(0); row < rows; row = this.#writeRows(row)) {
      if (flags[row] === 0) yield* this.flush();
      else {
        yield* this.put(lines[next++]!);
        row++;
      }
    }
  }

  /** Puts bytes behind what has been written. */
  *put(line: Uint8Array): Generator<Uint8Array, void, undefined> {
    const { bytes, outEnd } = this.#memory;
    if (this.#out + line.length > outEnd) yield* this.flush();
    if (this.#out + line.length > outEnd) yield line;
    else {
      bytes.set(line, this.#out);
      this.#out += line.length;
    }
  }

  *flush(): Generator<Uint8Array, void, undefined> {
    const { bytes, out } = this.#memory;
    if (this.#out > out) yield bytes.subarray(out, this.#out);
    this.#out = out;
  }

  /** Gives up the batch, and begins the next one. */
  next(): void {
    const { bytes, text } = this.#memory;
    // A last record without a line end ends behind the text.
    const rest = Math.min(this.#engine.nextRecord.value, this.#filled);
    bytes.copyWithin(text, rest, this.#filled);
    this.#filled -= rest - text;
    bytes.fill(0, this.#filled, this.#filled + TEXT_SLACK);
    this.#begin();
  }

  /** Forgets all text; what has been written is given away already. */
  again(): void {
    this.#filled = this.#memory.text;
    this.next();
  }

  #begin(): void {
    const { nulls, text } = this.#memory;
    if (this.#hasNulls) nulls.fill(0);
    this.#hasNulls = false;
    this.#engine.beginBatch(text);
  }

  /** Up to a row that is flagged, or for which there is no room; returns it. */
  #writeRows(first: number): number {
    const { rows } = this;
    const { out, outEnd, texts } = this.#memory;
    for (let row = first; row < rows; ) {
      const made = texts.make(row, rows);
      this.#out = this.#engine.writeRows(row, made, this.#out, out + OUT_BYTES);
      // A row that is longer than a piece has room at its beginning.
      if (this.#engine.nextRow.value === row && this.#out === out) {
        this.#out = this.#engine.writeRows(row, row + 1, out, outEnd);
      }
      row = this.#engine.nextRow.value;
      if (row < made) return row;
    }
    return rows;
  }
}
