import { QUOTE } from '../../formats/csv/ascii.js';
import { utf8 } from '../../formats/csv/byte-sink.js';
import type { TextColumn } from './columns.js';
import type { RowText } from './row-text.js';

const COMMA = 0x2c;
const OPENS = 0x5b;
const CLOSES = 0x5d;
const BRACKETS = [OPENS, CLOSES];

/** What is in the lists of a column, at most k in each. */
export interface ListItems {
  readonly k: number;
  lengthOf(row: number): number;
  /** Bytes of the longest item. */
  readonly longest: number;
  /** Whether an item of a row holds a quote. */
  hasQuotes(row: number): boolean;
  /** Writes an item as JSON has it, with doubled quotes. */
  write(row: number, item: number, to: RowText): void;
}

/** Lists as `encodeCsv` writes them: JSON arrays, in quotes where they hold a delimiter or a quote. */
export function listColumn(items: ListItems, delimiter: number): TextColumn {
  const { k } = items;
  const isBracket = BRACKETS.includes(delimiter);
  const hasComma = (row: number) => items.lengthOf(row) > 1 && delimiter === COMMA;
  return {
    kind: 'text',
    longest: k * (items.longest + 1) + 4,
    write(row, to) {
      const length = items.lengthOf(row);
      const quoted = isBracket || hasComma(row) || items.hasQuotes(row);
      if (quoted) to.byte(QUOTE);
      to.byte(OPENS);
      for (let i = 0; i < length; i++) {
        if (i > 0) to.byte(COMMA);
        items.write(row, i, to);
      }
      to.byte(CLOSES);
      if (quoted) to.byte(QUOTE);
    },
  };
}

/** Labels as items of lists. */
export function jsonLabels(labels: readonly string[]): readonly Uint8Array[] {
  return labels.map((label) => {
    // Through UTF-8, as in a column, so that lone surrogates are no escapes.
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8(label));
    return utf8(JSON.stringify(text).replaceAll('"', '""'));
  });
}
