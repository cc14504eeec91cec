/**
 * The WebAssembly that reads and writes CSV: numerals, records and rows. An instance has memory of its own, which
 * whoever made it lays out behind `staticEnd()` and may let grow.
 */
import { moduleBytes } from './module-bytes.js';
import { TEXT_MODULE } from './text-module.js';

/** What src/simd/assembly/text/index.ts exports; positions are addresses in the memory. */
export interface TextExports {
  readonly memory: WebAssembly.Memory;
  /** Where the room of tables ends. */
  staticEnd(): number;

  /** The longest numeral that begins there; `numeralEnd` is behind it, or 0 where there is none. */
  parseNumeral(start: number): number;
  readonly numeralEnd: WebAssembly.Global<'i32'>;
  /** See assembly/text/parse-whole.ts; as `numeralEnd`, `wholeEnd`. */
  parseWhole(start: number): bigint;
  readonly wholeEnd: WebAssembly.Global<'i32'>;
  // These overwrite up to `PRINT_ROOM` bytes, and return the end.
  printDouble(at: number, value: number): number;
  printSingle(at: number, value: number): number;
  printInteger(at: number, value: number): number;
  // In the form that is set, as rows are written: see assembly/text/print-rounded.ts.
  setRounding(decimals: number, digits: number): void;
  putDouble(at: number, value: number): number;
  putSingle(at: number, value: number): number;
  // Numbers of a list: see assembly/text/put-numbers.ts.
  putDoubles(at: number, from: number, count: number): number;
  putSingles(at: number, from: number, count: number): number;
  printLong(at: number, value: bigint): number;

  setDelimiter(byte: number): void;
  isAscii(start: number, end: number): number;

  // Records to rows: see assembly/text/read-rows.ts.
  setTable(
    columns: number,
    width: number,
    marks: number,
    marksPerRow: number,
    spans: number,
    flags: number,
    mostRows: number,
    mostBytes: number,
    fewRows: number,
    bytesOfFew: number,
  ): void;
  beginBatch(at: number): void;
  readRows(end: number, last: boolean): number;
  readonly nullsRead: WebAssembly.Global<'i32'>;
  readonly strangeRead: WebAssembly.Global<'i32'>;
  readonly rowsRead: WebAssembly.Global<'i32'>;
  readonly bytesRead: WebAssembly.Global<'i32'>;
  readonly linesRead: WebAssembly.Global<'i32'>;
  readonly nextRecord: WebAssembly.Global<'i32'>;

  // Cells to lists: see assembly/text/read-lists.ts.
  readLists(
    starts: number,
    ends: number,
    stride: number,
    rows: number,
    values: number,
    offsets: number,
  ): number;

  // Records to columns: see assembly/text/fill-columns.ts.
  setFilling(
    columns: number,
    width: number,
    starts: number,
    ends: number,
    fields: number,
    rowEnds: number,
    rowLines: number,
    odd: number,
    mostOdd: number,
  ): void;
  fillColumns(at: number, end: number, mostRows: number, mostBytes: number): number;
  readonly rowsFilled: WebAssembly.Global<'i32'>;
  readonly bytesFilled: WebAssembly.Global<'i32'>;
  readonly linesFilled: WebAssembly.Global<'i32'>;
  readonly oddFilled: WebAssembly.Global<'i32'>;
  readonly filledTo: WebAssembly.Global<'i32'>;
  gatherFields(
    starts: number,
    ends: number,
    stride: number,
    rows: number,
    raw: boolean,
    first: number,
    out: number,
    offsets: number,
  ): number;
  readonly gatheredAscii: WebAssembly.Global<'i32'>;
  readonly gatheredEmpty: WebAssembly.Global<'i32'>;
  /** See assembly/text/pass-numerals.ts. */
  passNumerals(starts: number, ends: number, stride: number, rows: number): number;
  readonly numeralsPassed: WebAssembly.Global<'i32'>;
  readonly wholesPassed: WebAssembly.Global<'i32'>;

  // Rows to text: see assembly/text/write-rows.ts.
  setPieces(
    pieces: number,
    count: number,
    marks: number,
    marksPerRow: number,
    spans: number,
    flags: number,
    newline: number,
    longest: number,
  ): void;
  writeRows(first: number, rows: number, at: number, room: number): number;
  readonly nextRow: WebAssembly.Global<'i32'>;

  // Columns to text: see assembly/text/write-columns.ts.
  setColumns(columns: number, count: number, newline: number): void;
  writeColumns(first: number, rows: number, at: number, full: number, limit: number): number;
  readonly rowsWritten: WebAssembly.Global<'i32'>;
}

/** What a lane wants of an engine, which need not be WebAssembly. */
export interface LaneText
  extends Pick<
    TextExports,
    | 'staticEnd'
    | 'setRounding'
    | 'putDouble'
    | 'putSingle'
    | 'putDoubles'
    | 'putSingles'
    | 'printInteger'
    | 'setDelimiter'
    | 'isAscii'
    | 'setTable'
    | 'beginBatch'
    | 'readRows'
    | 'readLists'
    | 'setPieces'
    | 'writeRows'
  > {
  readonly memory: Pick<WebAssembly.Memory, 'buffer' | 'grow'>;
  readonly nullsRead: Place;
  /** Not 0 where a NaN or an infinity may be among the numbers of the batch. */
  readonly strangeRead: Place;
  readonly rowsRead: Place;
  readonly bytesRead: Place;
  readonly linesRead: Place;
  readonly nextRecord: Place;
  readonly nextRow: Place;
}

/** A number that the engine changes. */
interface Place {
  readonly value: number;
}

/** Why `readRows` came back. */
export const USED_UP = 0;
export const FULL = 1;
export const BEYOND = 2;

/** Why `fillColumns` came back: the text ends, the general path has to go on from here, or there are rows enough. */
export const CUT = 1;
export const ODD = 2;
export const FILLED = 3;

/** Bytes that printing a number may overwrite. */
export const PRINT_ROOM = 48;

/** The most decimals that the engine writes. */
export const MOST_PRECISION = 17;

/** Magnitudes from here on it does not write with so many. */
export function beyondPrecision(decimals: number): number {
  return Number(`1e${MOST_PRECISION + 1 - decimals}`);
}

/** Bytes behind a text that are read as well; they must be zeros. */
export const TEXT_SLACK = 32;

/** The value of the numeral that fills a span of the instance's memory, for those that need more than 128 bits. */
export type Exact = (memory: Uint8Array, start: number, end: number) => number;

let compiled: WebAssembly.Module | null | undefined;

/**
 * A new instance; undefined where there is no WebAssembly SIMD, or where making modules is forbidden.
 *
 * @param exact  a parser that is right for every numeral
 */
export function textEngine(exact: Exact): TextExports | undefined {
  if (compiled === undefined) compiled = compile();
  if (compiled === null) return undefined;
  let bytes = new Uint8Array(0);
  const engine = new WebAssembly.Instance(compiled, {
    env: {
      exact: (start: number, end: number) => {
        // Growing the memory detaches the views of it.
        if (bytes.length === 0) bytes = new Uint8Array(engine.memory.buffer);
        return exact(bytes, start, end);
      },
    },
  }).exports as unknown as TextExports; // built from the sources that this interface describes; a test builds it again
  return engine;
}

function compile(): WebAssembly.Module | null {
  const bytes = moduleBytes(TEXT_MODULE);
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    return null;
  }
}
