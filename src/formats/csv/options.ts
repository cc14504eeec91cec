import { checkOptions, describe, oneOf, show } from '../../errors.js';
import { MOST_DECIMALS, MOST_SIGNIFICANT, type Rounding } from '../../numerals/rounded.js';
import type { ScanLimits } from './scan/scan-limits.js';

/** The types that a column can be read as; a list cell is a JSON array of numbers. */
export const CSV_TYPES = [
  'int64',
  'int32',
  'float64',
  'float32',
  'float16',
  'boolean',
  'text',
  'list<float64>',
  'list<float32>',
  'list<float16>',
] as const;

/** A type of a column: see `CsvReadOptions.types`. */
export type CsvType = (typeof CSV_TYPES)[number];

/** How CSV is read. */
export interface CsvReadOptions {
  /** One ASCII character other than a quote or a line end; default `,`. */
  readonly delimiter?: string;
  /** Whether the first record names the columns; default true. Without it they are `column_0`, `column_1`, … */
  readonly header?: boolean;
  /** Types by column name or glob (`logit_*`); a name counts before a glob, an earlier glob before a later one. */
  readonly types?: Readonly<Record<string, CsvType>>;
  /** The most rows of a batch; default 65,536. A batch ends before that where it holds 2 MiB of text: see `decodeCsv`. */
  readonly rows?: number;
  /**
   * `typed` (default): see `decodeCsv`. `raw`: every column is text that holds the bytes between the delimiters, quotes
   * included, marked so that operators read numbers from it and `encodeCsv` puts it back byte for byte.
   */
  readonly cells?: 'typed' | 'raw';
  /**
   * Beside raw cells: which columns are read as lists all the same, where the first block says that they hold JSON
   * arrays of numbers; default none. Operators read numbers from raw cells, and no lists.
   */
  readonly lists?: (name: string) => boolean;
  /** The longest field and record in bytes, at most 1 GiB; default 256 MiB. They bound memory where a quote is never closed. */
  readonly maxFieldBytes?: number;
  readonly maxRecordBytes?: number;
  /** The most columns; default 1,000,000. */
  readonly maxColumns?: number;
  /**
   * Whether a batch may lie in memory that the next one is read into; default false. For whoever is done with a batch
   * before the next is asked for.
   */
  readonly reuseBuffers?: boolean;
}

/** How CSV is written. */
export interface CsvWriteOptions {
  /** One ASCII character; default: that of the raw cells' file, else `,`. */
  readonly delimiter?: string;
  /** Whether the first line names the columns; default: as in the raw cells' file, else true. */
  readonly header?: boolean;
  /**
   * Whether the text goes on behind other text of the same file: without a header line, a byte order mark, or quotes around what
   * would be taken for one at the beginning of a file; default false.
   */
  readonly continues?: boolean;
  /**
   * Puts an apostrophe before texts and names that begin with `=`, `+`, `-`, `@`, a tab or CR and are no numbers, so
   * that a spreadsheet does not compute them; default false, because it changes the text.
   */
  readonly escapeFormulas?: boolean;
  /**
   * Floats are written with so many decimals, 0 to 100, rounded from their exact value; default: as many as read back to
   * the same value. Cells that nobody has read as numbers (`CsvReadOptions.cells`) stay as they are.
   */
  readonly precision?: number;
  /** Floats are written with at most so many significant digits, 1 to 17; not beside `precision`. */
  readonly significant?: number;
}

/** The read options with their defaults. */
export interface ReadPlan extends ScanLimits {
  readonly delimiter: number;
  readonly header: boolean;
  readonly types: ReadonlyMap<string, CsvType>;
  readonly rows: number;
  readonly raw: boolean;
  readonly lists: (name: string) => boolean;
  readonly reuse: boolean;
}

const MEBI = 1 << 20;
/** Spans are 32-bit positions in a buffer that may be twice as long as its record. */
const LONGEST = 1024 * MEBI;

/** The names of the options that bound memory. */
export const SCAN_LIMITS = ['maxFieldBytes', 'maxRecordBytes', 'maxColumns'] as const;

export const READ_KEYS: readonly (keyof CsvReadOptions)[] = [
  'delimiter',
  'header',
  'types',
  'rows',
  'cells',
  'lists',
  ...SCAN_LIMITS,
  'reuseBuffers',
];

export const WRITE_KEYS: readonly (keyof CsvWriteOptions)[] = [
  'delimiter',
  'header',
  'continues',
  'escapeFormulas',
  'precision',
  'significant',
];

/**
 * @throws TypeError for an option of a wrong kind
 * @throws RangeError for one out of range
 */
export function planReading(operator: string, options: CsvReadOptions): ReadPlan {
  checkOptions(operator, options, READ_KEYS);
  return {
    delimiter: delimiterByte(operator, options.delimiter ?? ','),
    header: choice(operator, 'header', options.header ?? true, [true, false]),
    types: checkTypes(operator, options.types ?? {}),
    rows: whole(operator, 'rows', options.rows ?? 65_536, 1 << 30),
    raw: choice(operator, 'cells', options.cells ?? 'typed', ['typed', 'raw']) === 'raw',
    lists: options.lists ?? (() => false),
    reuse: choice(operator, 'reuseBuffers', options.reuseBuffers ?? false, [true, false]),
    maxFieldBytes: whole(operator, 'maxFieldBytes', options.maxFieldBytes ?? 256 * MEBI, LONGEST),
    maxRecordBytes: whole(
      operator,
      'maxRecordBytes',
      options.maxRecordBytes ?? 256 * MEBI,
      LONGEST,
    ),
    maxColumns: whole(operator, 'maxColumns', options.maxColumns ?? 1_000_000, 1 << 26),
  };
}

/** The byte of a delimiter option. */
export function delimiterByte(operator: string, delimiter: unknown): number {
  if (typeof delimiter === 'string' && /^[^"\r\n\0\u0080-\uffff]$/.test(delimiter)) {
    return delimiter.charCodeAt(0);
  }
  const report = {
    operator,
    what: 'delimiter is not one ASCII character',
    got: delimiter,
    expected: 'one such as "," ";" "|" or a tab, and no quote or line end',
  };
  throw new (typeof delimiter === 'string' ? RangeError : TypeError)(describe(report));
}

/** `value`, which is one of `allowed`. */
export function choice<T>(operator: string, name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  const expected = allowed.map(show).join(' or ');
  throw new TypeError(describe({ operator, what: `${name} is unknown`, got: value, expected }));
}

function whole(operator: string, name: string, value: number, most: number, least = 1): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const Kind = typeof value === 'number' ? RangeError : TypeError;
  const expected = `an integer from ${least} to ${most}`;
  throw new Kind(describe({ operator, what: `${name} is out of range`, got: value, expected }));
}

function checkTypes(operator: string, types: object): ReadonlyMap<string, CsvType> {
  const known: readonly string[] = CSV_TYPES;
  for (const [column, type] of Object.entries(types)) {
    if (known.includes(type)) continue;
    const expected = oneOf(known, type);
    throw new TypeError(describe({ operator, what: 'no such type', got: type, column, expected }));
  }
  return new Map(Object.entries(types)); // every value was found among CSV_TYPES
}

/**
 * @throws TypeError for an option of a wrong kind
 * @throws RangeError for one out of range
 */
export function checkWriting(operator: string, options: CsvWriteOptions): void {
  checkOptions(operator, options, WRITE_KEYS);
  const { delimiter, header, continues = false, escapeFormulas = false } = options;
  choice(operator, 'continues', continues, [true, false]);
  choice(operator, 'escapeFormulas', escapeFormulas, [true, false]);
  if (delimiter !== undefined) delimiterByte(operator, delimiter);
  if (header !== undefined) choice(operator, 'header', header, [true, false]);
  checkRounding(operator, options);
}

/**
 * @throws TypeError for an option of a wrong kind, and where both are given
 * @throws RangeError for one out of range
 */
export function checkRounding(operator: string, { precision, significant }: Rounding): void {
  if (precision !== undefined) whole(operator, 'precision', precision, MOST_DECIMALS, 0);
  if (significant !== undefined) whole(operator, 'significant', significant, MOST_SIGNIFICANT);
  if (precision === undefined || significant === undefined) return;
  const what = 'precision and significant are both given';
  throw new TypeError(describe({ operator, what, got: significant, expected: 'one of them' }));
}
