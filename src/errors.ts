/**
 * Every error that logitflow raises about data, files and recipes, and the one builder of their messages.
 *
 * Bad arguments throw a `TypeError` or `RangeError` when an operator is made; everything that only the data can
 * show goes down the `error` channel as one of these classes. A message is one line:
 *
 *     <operator>: <what> (got <value>, column "<c>", batch <i>, row <j>); expected <allowed>
 *
 * Rows and batches are counted from 0, as Arrow counts them; lines from 1, as editors do.
 */

/** Where in the data something was found. */
export interface Place {
  /** The file's path as the caller gave it; `-` is standard input. */
  readonly file?: string;
  readonly column?: string;
  /** Index of the record batch within its stream. */
  readonly batch?: number;
  /** Index of the row within the stream (for a file: within the file). */
  readonly row?: number;
  /** Line of a text file, from 1. */
  readonly line?: number;
  /** Byte offset in a binary file. */
  readonly offset?: number;
}

/** An error in parts, as programs read it; `describe` makes the message of it. */
export interface Report extends Place {
  /** The operator, format or function that speaks. */
  readonly operator: string;
  /** What is wrong, without the value. */
  readonly what: string;
  /** The value that was met; shown by `show`. Left out when the key is absent. */
  readonly got?: unknown;
  /** What would have been right. */
  readonly expected?: string;
  readonly cause?: unknown;
}

const LONGEST_VALUE = 60;

// Controls, bidirectional marks and lone surrogates would let data rewrite the line that reports it.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text from outside as one printable line: what would move the cursor or turn the writing is spelled out. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (c) => `\\u{${(c.codePointAt(0) as number).toString(16).padStart(4, '0')}}`,
  );
}

function short(text: string): string {
  return printable(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text);
}

/** A value as messages show it: strings quoted and escaped, −0 told from 0, anything long cut. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `"${short(value)}"`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof RegExp || typeof value !== 'object' || value === null) {
    return typeof value === 'function' ? 'a function' : short(String(value));
  }
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${lengthOf(value)}`;
  return short(inJson(value));
}

/** Arrays are not spelled out: they may be long. */
function lengthOf(view: ArrayBufferView): string {
  return 'length' in view ? `${view.length}` : `${view.byteLength} bytes`;
}

/** Messages are made of anything, also of what JSON has no form for: big integers, and objects that hold themselves. */
function inJson(value: object): string {
  try {
    const text = JSON.stringify(value, (_, part) =>
      typeof part === 'bigint' ? `${part}n` : part,
    ) as string | undefined;
    return text ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** One line in the form above; parts that the report leaves out are left out of the line. */
export function describe(report: Report): string {
  const { column, batch, row, line, offset } = report;
  const details = [
    'got' in report ? `got ${show(report.got)}` : undefined,
    column === undefined ? undefined : `column ${show(column)}`,
    batch === undefined ? undefined : `batch ${batch}`,
    row === undefined ? undefined : `row ${row}`,
    line === undefined ? undefined : `line ${line}`,
    offset === undefined ? undefined : `byte ${offset}`,
  ].filter((part) => part !== undefined);
  const file = report.file === undefined ? '' : `${printable(report.file)}: `;
  const where = details.length === 0 ? '' : ` (${details.join(', ')})`;
  const wanted = report.expected === undefined ? '' : `; expected ${report.expected}`;
  return `${file}${report.operator}: ${report.what}${where}${wanted}`;
}

/** The base of all errors below; `report` is the message in parts. */
export class LogitflowError extends Error {
  override readonly name: string = 'LogitflowError';
  readonly report: Report;

  constructor(report: Report) {
    super(describe(report), report.cause === undefined ? undefined : { cause: report.cause });
    this.report = report;
  }

  /** The same error, said of another place: the files room adds `file` and the row within it. */
  at(place: Place): this {
    const Class = this.constructor as new (report: Report) => this;
    return new Class({ ...this.report, ...place });
  }
}

/** A value or a row that cannot be used: no number, too few fields, a null where the policy is `error`. */
export class DataError extends LogitflowError {
  override readonly name = 'DataError';
}

/** Bytes that are not what their format says: a truncated file, an unclosed quote, hostile lengths. */
export class FormatError extends LogitflowError {
  override readonly name = 'FormatError';
}

/** A schema that changes midway, or a column whose type the operator cannot work on. */
export class SchemaError extends LogitflowError {
  override readonly name = 'SchemaError';
}

/** Columns that were asked for and are not there, or results that would collide with them. */
export class SelectionError extends LogitflowError {
  override readonly name = 'SelectionError';
}

/** A recipe that is refused; the message names the path of the bad key, such as `steps[1].temperature`. */
export class RecipeError extends LogitflowError {
  override readonly name = 'RecipeError';
}

/** A file that cannot be opened, read or written; `cause` is the system's error. */
export class FileError extends LogitflowError {
  override readonly name = 'FileError';
}

/** A limit that bounds memory or time was reached; the message names the option that raises it. */
export class LimitError extends LogitflowError {
  override readonly name = 'LimitError';
}

/**
 * The candidate nearest to `name` by optimal string alignment distance, if it is near enough to be a slip of the
 * fingers: at most a third of the name's length, and at least one edit is always allowed. Case and the spaces around do not count.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = bare(name);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = bare(candidate);
    if (Math.abs(other.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, other);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

function bare(name: string): string {
  return name.trim().toLowerCase();
}

/** `; did you mean "…"?` where a known name is near to what was given, else nothing: the end of a message. */
export function didYouMean(given: unknown, known: Iterable<string>): string {
  const near = typeof given === 'string' ? nearest(given, known) : undefined;
  return near === undefined ? '' : `; did you mean ${show(near)}?`;
}

/** The names to choose from, and the one that may have been meant. */
export function oneOf(names: readonly string[], given: unknown): string {
  if (names.length === 0) return 'none';
  return `one of ${names.join(', ')}${didYouMean(given, names)}`;
}

/**
 * Refuses options that an operator does not have, which types cannot do for JavaScript callers.
 *
 * @throws TypeError that offers a near miss
 */
export function checkOptions(operator: string, options: unknown, keys: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(
      describe({ operator, what: 'no options', got: options, expected: 'an object' }),
    );
  }
  const stranger = Object.keys(options).find((key) => !keys.includes(key));
  if (stranger === undefined) return;
  throw new TypeError(
    describe({
      operator,
      what: 'unknown option',
      got: stranger,
      expected: oneOf(keys, stranger),
    }),
  );
}

/** @throws TypeError where an argument that is to be called is no function */
export function checkFunction(
  operator: string,
  argument: string,
  given: unknown,
  expected = 'a function',
): void {
  if (typeof given === 'function') return;
  throw new TypeError(
    describe({ operator, what: `${argument} is no function`, got: given, expected }),
  );
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        d = Math.min(d, beforeLast[j - 2]! + 1);
      }
      row.push(d);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
