import { once } from 'node:events';
import { type CsvParserStream, parse } from 'fast-csv';
import { FormatError } from '../../errors.js';
import { lineEnds } from './line-ends.js';

/** What fast-csv knows of a dialect, and does without counting, skipping or naming anything. */
export interface Dialect {
  /** Between fields; one character, default `,`. */
  readonly delimiter?: string;
  /** Around fields; one character, default `"`; null where nothing is quoted. */
  readonly quote?: string | null;
  /** Before a quote within quotes; default: the quote itself, doubled. */
  readonly escape?: string;
  /** Lines that begin with this character are passed over. */
  readonly comment?: string;
  /** Blanks around fields are taken off: at both ends, at the left, at the right. */
  readonly trim?: boolean;
  readonly ltrim?: boolean;
  readonly rtrim?: boolean;
}

type Row = string[];

const MARK = '\ufeff';

/** What is private to fast-csv's stream. */
interface Inside {
  /** The text that it holds of the writes before: the beginning of a row. */
  lines: string;
  readonly parser?: { readonly rowParser?: RowParser };
}

/** Reads a row from a text on, which is cut off behind each row; null where the row is not complete. */
interface RowParser {
  parse(scanner: { readonly line: string; readonly cursor: number }): Row | null;
}

/**
 * fast-csv's parser as a function from text to rows.
 *
 * Always in array mode, where it neither pads short rows nor reorders or loses columns. Its errors quote the rest of
 * the input; what is thrown here does not.
 */
export class FastCsvParser {
  readonly #stream: CsvParserStream<Row, Row>;
  #rows: Row[] = [];
  /** What was left of the text where each row begins that the last call has completed. */
  #left: number[] = [];
  /** The line that the text begins with which is held, and whether that is behind a CR. */
  #line = 1;
  #afterReturn = false;
  /** The line that each row begins with which the last call has given, from 1. */
  lines: readonly number[] = [];

  constructor(options: Dialect) {
    this.#stream = parse<Row, Row>({ ...pick(options), headers: false });
    this.#stream.on('readable', () => this.#drain());
    this.#stream.on('error', () => {}); // every error is the outcome of a call, too
    this.#watch(this.#inside.parser?.rowParser);
  }

  /** The rows that `text` completes. */
  async parse(text: string): Promise<readonly Row[]> {
    if (text === '') return this.#taken();
    const marked = this.#protect(text);
    const whole = this.#inside.lines + marked;
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(marked, (error) => (error ? reject(inOurWords(error)) : resolve()));
    });
    this.#countLines(whole);
    return this.#taken();
  }

  /** The rows of the rest. */
  async end(): Promise<readonly Row[]> {
    this.#protect('');
    const whole = this.#inside.lines;
    const ended = once(this.#stream, 'end').catch((error: unknown) => {
      throw inOurWords(error);
    });
    this.#stream.end();
    await ended;
    this.#countLines(whole);
    return this.#taken();
  }

  close(): void {
    this.#stream.destroy();
  }

  /**
   * fast-csv takes off a byte order mark where a write, or what it holds of those before, begins; but whoever decodes has
   * taken the file's, and any other is text. So one more goes before it.
   *
   * @returns the text to write
   */
  #protect(text: string): string {
    const stream = this.#inside;
    if (stream.lines === '') return text.startsWith(MARK) ? `${MARK}${text}` : text;
    if (stream.lines.startsWith(MARK)) stream.lines = `${MARK}${stream.lines}`;
    return text;
  }

  get #inside(): Inside {
    return this.#stream as unknown as Inside; // private to it
  }

  /** Its rows do not say where they were. */
  #watch(rowParser: RowParser | undefined): void {
    if (rowParser === undefined) return;
    const parse = rowParser.parse.bind(rowParser);
    rowParser.parse = (scanner) => {
      const left = scanner.line.length - scanner.cursor;
      const row = parse(scanner);
      if (row !== null) this.#left.push(left);
      return row;
    };
  }

  /** @param whole  the text that was parsed, of which the end may be held */
  #countLines(whole: string): void {
    let at = this.#afterReturn && whole.startsWith('\n') ? 1 : 0;
    const lineOf = (left: number) => {
      const to = Math.max(at, whole.length - left);
      this.#line += lineEnds(whole.slice(at, to));
      at = to;
      return this.#line;
    };
    this.lines = this.#left.map(lineOf);
    this.#left = [];
    lineOf(this.#inside.lines.length);
    if (at > 0) this.#afterReturn = whole[at - 1] === '\r';
  }

  #drain(): void {
    for (let row = this.#stream.read(); row !== null; row = this.#stream.read()) {
      this.#rows.push(row);
    }
  }

  #taken(): readonly Row[] {
    this.#drain();
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}

function inOurWords(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  if (!message.startsWith('Parse Error: ')) return error;
  const unclosed = message.startsWith('Parse Error: missing closing');
  return new FormatError({
    operator: 'readCsvRows',
    what: unclosed
      ? 'the input ends within a quoted field'
      : 'text stands behind a closing quote, in this row or one soon after it',
    expected: unclosed ? 'a closing quote' : 'a delimiter or a line end',
  });
}

const DIALECT = ['delimiter', 'quote', 'escape', 'comment', 'trim', 'ltrim', 'rtrim'];

/** Nothing but the dialect, and no key that is undefined: fast-csv would take it over its default. */
function pick(options: Dialect): Dialect {
  const given = Object.entries(options).filter(
    ([key, value]) => DIALECT.includes(key) && value !== undefined,
  );
  return Object.fromEntries(given);
}
