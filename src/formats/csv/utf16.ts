import { FormatError } from '../../errors.js';
import { CARRIAGE_RETURN, LINE_FEED } from './ascii.js';

const MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
] as const;

/** Fewer NULs may stand by chance where those of UTF-16 do. */
const FEWEST_NULS = 4;

/**
 * What iconv calls the encoding of a text in UTF-16; undefined for other texts, as far as their beginning shows it.
 *
 * @param text  the beginning of a file, whole characters of it; or a record with one byte of its line end
 */
export function utf16Name(text: Uint8Array): string | undefined {
  if (MARKS.some(([first, second]) => text[0] === first && text[1] === second)) return 'UTF-16';
  if (!text.includes(0)) return undefined;
  return looksLikeUtf16(text, 1) ? 'UTF-16LE' : looksLikeUtf16(text, 0) ? 'UTF-16BE' : undefined;
}

/**
 * Without a mark: most characters of a table are ASCII, and half of each of those is a NUL, always the same one, at letters,
 * digits and line ends alike. NULs that are text stand at both halves, or are few, or stand beside few letters and line ends.
 *
 * @param half  which byte of a character is the upper one
 */
function looksLikeUtf16(text: Uint8Array, half: 0 | 1): boolean {
  // A byte of a line end is the latter half of that character, or the former one: then it is half a character more.
  const last = text.at(-1);
  const isCut = half === 1 && (last === LINE_FEED || last === CARRIAGE_RETURN);
  if ((text.length % 2 === 1) !== isCut) return false;
  let nuls = 0;
  let others = 0;
  let words = 0;
  let ends = 0;
  const pairs = text.length >> 1;
  for (let at = 0; at < 2 * pairs; at += 2) {
    const lower = text[at + 1 - half]!;
    const isAscii = text[at + half] === 0;
    if (isAscii) nuls++;
    if (lower === 0) others++;
    if (isAscii && isWord(lower)) words++;
    if (lower === LINE_FEED) ends += isAscii ? 1 : -1;
  }
  const isMost = nuls >= FEWEST_NULS && 2 * nuls >= pairs && 8 * others <= nuls;
  return isMost && 4 * words >= nuls && ends >= 0;
}

function isWord(byte: number): boolean {
  return /\w/.test(String.fromCharCode(byte));
}

/** @param name  as `utf16Name` has it */
export function inUtf16(operator: string, name: string, line?: number): FormatError {
  return new FormatError({
    operator,
    what: `the text is in ${name}`,
    ...(line === undefined ? {} : { line }),
    expected: `text in UTF-8, which iconv -f ${name} -t UTF-8 makes of it`,
  });
}
