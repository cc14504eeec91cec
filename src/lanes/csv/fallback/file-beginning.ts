import { QUOTE } from '../../../formats/csv/ascii.js';
import { joined } from '../../../formats/joined.js';
import { LIST_CLOSES, LIST_OPENS } from '../columns/list-text.js';
import type { Opening } from '../opening.js';

/** What tells a decoder the columns of a file, which it reads from somewhere behind its header on. */
export interface FileBeginning {
  /** The mark if there is one, and the header, or a row where there is none; where columns hold lists, another row that shows it. */
  readonly text: Uint8Array;
  /** The lines of the header. */
  readonly lines: number;
  /** The columns that this shows lists of. */
  readonly lists: (name: string) => boolean;
}

const UTF8_MARK = new TextEncoder().encode('\ufeff');
const EMPTY_LIST = [QUOTE, LIST_OPENS, LIST_CLOSES, QUOTE];

/** @param lists  indices of the columns that hold lists, beside those of a declared type */
export function beginningOf(
  { names, bom, newline, firstLine, lines }: Opening,
  lists: ReadonlySet<number> = new Set(),
  delimiter: string,
): FileBeginning {
  const first = bom ? [UTF8_MARK, firstLine] : [firstLine];
  if (lists.size === 0) return { text: joined(first), lines, lists: () => false };
  const row = names.flatMap((_, i) => [
    ...(i > 0 ? [delimiter.charCodeAt(0)] : []),
    ...(lists.has(i) ? EMPTY_LIST : []),
  ]);
  const named = new Set([...lists].map((index) => names[index]!.name));
  const text = joined([...first, Uint8Array.from(row), new TextEncoder().encode(newline)]);
  return { text, lines, lists: (name) => named.has(name) };
}
