import type { FloatWidth } from '../../../columns/selection/places.js';
import { QUOTE } from '../../../formats/csv/ascii.js';
import { utf8 } from '../../../formats/csv/encode/byte-sink.js';
import type { TextColumn } from './columns.js';
import type { RowText } from './row-text.js';

export const SEPARATOR = 0x2c;
export const LIST_OPENS = 0x5b;
export const LIST_CLOSES = 0x5d;

/** What is in the lists of a column. */
export interface ListItems {
  /** How many are in each at most, where that is known before there are rows. */
  readonly most?: number | undefined;
  lengthOf(row: number): number;
  /** Bytes of the longest item. */
  readonly longest: number;
  /** Whether an item of a row holds a quote. */
  hasQuotes(row: number): boolean;
  /** Writes an item as JSON has it, with doubled quotes. */
  write(row: number, item: number, to: RowText): void;
}

/** Lists as `encodeCsv` writes them: JSON arrays, in quotes where they hold a delimiter or a quote. */
export function listText(items: ListItems, delimiter: number): TextColumn {
  const { most } = items;
  const hasComma = (row: number) => items.lengthOf(row) > 1 && delimiter === SEPARATOR;
  const longestOf = (length: number) => length * (items.longest + 1) + BRACKETS_AND_QUOTES;
  return {
    kind: 'text',
    longest: most === undefined ? (row) => longestOf(items.lengthOf(row)) : longestOf(most),
    write(row, to) {
      const length = items.lengthOf(row);
      const quoted = isBracket(delimiter) || hasComma(row) || items.hasQuotes(row);
      if (quoted) to.byte(QUOTE);
      to.byte(LIST_OPENS);
      for (let i = 0; i < length; i++) {
        if (i > 0) to.byte(SEPARATOR);
        items.write(row, i, to);
      }
      to.byte(LIST_CLOSES);
      if (quoted) to.byte(QUOTE);
    },
  };
}

const BRACKETS_AND_QUOTES = 4;

/** Whether the brackets of a list are delimiters themselves. */
export function isBracket(delimiter: number): boolean {
  return delimiter === LIST_OPENS || delimiter === LIST_CLOSES;
}

/** Writes a number as an item. JSON has no NaN and no infinity: they are strings there. */
export function putItem(value: number, width: FloatWidth, to: RowText): void {
  const isString = !Number.isFinite(value);
  if (isString) to.copy(DOUBLED_QUOTE);
  to.number(value, width);
  if (isString) to.copy(DOUBLED_QUOTE);
}

const DOUBLED_QUOTE = Uint8Array.of(QUOTE, QUOTE);

/** Labels as items of lists. */
export function jsonLabels(labels: readonly string[]): readonly Uint8Array[] {
  return labels.map((label) => {
    // Through UTF-8, as in a column, so that lone surrogates are no escapes.
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8(label));
    return utf8(JSON.stringify(text).replaceAll('"', '""'));
  });
}
