import { checkOptions, describe, LogitflowError } from '../../errors.js';
import { ByteSink, utf8 } from '../../formats/csv/encode/byte-sink.js';
import { Quoting } from '../../formats/csv/encode/quoting.js';
import type { RowLines } from '../../formats/csv/row-lines.js';
import { lineEnds } from './line-ends.js';

/** What CSV by RFC 4180 has not: fast-csv reads such files. Each is one character. */
export interface OddDialect {
  /** Around fields; default `"`. */
  readonly quote?: string;
  /** Before a quote within quotes; default: the quote itself, doubled. */
  readonly escape?: string;
  /** Lines that begin with it are passed over; default: none. */
  readonly comment?: string;
}

export const DIALECT_KEYS = ['quote', 'escape', 'comment'] as const;

/** Whether fast-csv has to read. */
export function isOdd(dialect: OddDialect | undefined): dialect is OddDialect {
  return DIALECT_KEYS.some((key) => dialect?.[key] !== undefined);
}

/** @throws TypeError for an unknown option, RangeError for what is not one character, or ends lines */
export function checkDialect(operator: string, dialect: OddDialect = {}): void {
  checkOptions(operator, dialect, DIALECT_KEYS);
  for (const key of DIALECT_KEYS) {
    const got = dialect[key];
    if (got === undefined || (got.length === 1 && !/[\r\n]/.test(got))) continue;
    throw new RangeError(
      describe({ operator, what: `bad ${key}`, got, expected: 'one character' }),
    );
  }
}

const CHUNK = 1 << 18;

/**
 * A text in an odd dialect as plain CSV with the same delimiter, record by record: whoever reads it finds the same rows.
 * Comments and blank lines are gone.
 *
 * @param lines  takes which line of the odd text each line of the plain one is
 * @throws FormatError, LimitError with the row, counted from 0 with the header
 */
export async function* plainCsv(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  delimiter: string,
  dialect: OddDialect,
  lines: RowLines,
): AsyncGenerator<Uint8Array, void, undefined> {
  // fast-csv comes with it, which nobody else needs.
  const { parsedRows } = await import('./parsed-rows.js');
  const quoting = new Quoting(delimiter.charCodeAt(0));
  const out = new ByteSink(CHUNK);
  let row = 0;
  let line = 1;
  try {
    for await (const rows of parsedRows(chunks, { ...dialect, delimiter })) {
      for (const { fields, line: own } of rows) {
        putRow(fields, quoting, out);
        const taken = fields.reduce((sum, field) => sum + lineEnds(field), 1);
        if (own !== undefined) lines.add(line, taken, own);
        line += taken;
        row++;
        if (out.length >= CHUNK) yield out.take();
      }
    }
    yield out.take();
  } catch (error) {
    throw error instanceof LogitflowError ? error.at({ row }) : error;
  }
}

/** An empty field is null, and stays bare. */
function putRow(fields: readonly string[], quoting: Quoting, out: ByteSink): void {
  fields.forEach((field, i) => {
    if (i > 0) out.byte(quoting.delimiter);
    const bytes = utf8(field);
    if (bytes.length > 0) quoting.write(out, bytes, 0, bytes.length);
  });
  out.ascii('\n');
}
