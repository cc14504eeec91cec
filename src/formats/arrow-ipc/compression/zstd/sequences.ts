import { damaged } from '../damaged.js';
import { BackwardBits } from './bits.js';
import { DEFAULTS, LITERAL_LENGTHS, MATCH_LENGTHS, MOST_OFFSET_CODE } from './codes.js';
import { type Distribution, type FseTable, fseTable, oneSymbol, readDistribution } from './fse.js';

/** The tables of a block's sequences, which the next block may use again. */
export interface SequenceTables {
  readonly literals: FseTable;
  readonly offsets: FseTable;
  readonly matches: FseTable;
}

/** How a table of one kind may be. */
interface Kind {
  readonly standard: FseTable;
  readonly mostLog: number;
  readonly mostSymbol: number;
}

function kind(standard: Distribution, mostLog: number, mostSymbol: number): Kind {
  return { standard: fseTable(standard), mostLog, mostSymbol };
}

const LITERALS = kind(DEFAULTS.literals, 9, LITERAL_LENGTHS.bits.length - 1);
const OFFSETS = kind(DEFAULTS.offsets, 8, MOST_OFFSET_CODE);
const MATCHES = kind(DEFAULTS.matches, 9, MATCH_LENGTHS.bits.length - 1);

/** What a block's sequences are decoded from. */
export interface Sequences {
  readonly count: number;
  readonly tables: SequenceTables | undefined;
  /** Undefined where there are none. */
  readonly bits: BackwardBits | undefined;
}

/**
 * The sequences section of a compressed block, up to its bits.
 *
 * @param before  the tables of the block before
 * @throws DamagedError
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.3.2
 */
export function readSequences(section: Uint8Array, before: SequenceTables | undefined): Sequences {
  const { count, end: at } = readCount(section);
  if (count === 0) {
    if (at !== section.length) damaged('bytes follow a block without sequences');
    return { count, tables: before, bits: undefined };
  }
  const modes = section[at];
  if (modes === undefined || (modes & 3) !== 0)
    return damaged('the sequences of a block are cut off');
  let end = at + 1;
  const table = (mode: number, which: Kind, last: FseTable | undefined) => {
    const read = readTable(section, end, mode & 3, which, last);
    end = read.end;
    return read.table;
  };
  const tables = {
    literals: table(modes >> 6, LITERALS, before?.literals),
    offsets: table(modes >> 4, OFFSETS, before?.offsets),
    matches: table(modes >> 2, MATCHES, before?.matches),
  };
  return { count, tables, bits: new BackwardBits(section.subarray(end)) };
}

function readCount(section: Uint8Array): { readonly count: number; readonly end: number } {
  const [a = 0, b = 0, c = 0] = section;
  const end = a < 128 ? 1 : a < 255 ? 2 : 3;
  if (end > section.length) damaged('the sequences of a block are cut off');
  const count = a < 128 ? a : a < 255 ? ((a - 128) << 8) + b : b + (c << 8) + 0x7f00;
  return { count, end };
}

function readTable(
  section: Uint8Array,
  at: number,
  mode: number,
  { standard, mostLog, mostSymbol }: Kind,
  last: FseTable | undefined,
): { readonly table: FseTable; readonly end: number } {
  switch (mode) {
    case 0:
      return { table: standard, end: at };
    case 1: {
      const symbol = section[at];
      if (symbol === undefined || symbol > mostSymbol) return damaged('a symbol is out of range');
      return { table: oneSymbol(symbol), end: at + 1 };
    }
    case 2: {
      const { end, ...distribution } = readDistribution(section, at, mostLog, mostSymbol);
      return { table: fseTable(distribution), end };
    }
    default:
      if (last === undefined) return damaged('an entropy table is used again that never came');
      return { table: last, end: at };
  }
}
