import { CARRIAGE_RETURN, LINE_FEED, QUOTE } from '../ascii.js';

/**
 * Whether a text that is cut out of a CSV most likely begins within quotes: of both readings the one in which fewer quotes
 * stand where none may. Only all bytes before it would tell for sure.
 */
export function seemsQuoted(text: Uint8Array, delimiter: number): boolean {
  if (text.indexOf(QUOTE) < 0) return false;
  return strayQuotes(text, delimiter, true) < strayQuotes(text, delimiter, false);
}

/** Where the field ends within whose quotes a text begins: behind its quote, or at the end of the text. */
export function quotedEnd(text: Uint8Array): number {
  for (let at = text.indexOf(QUOTE); at >= 0; at = text.indexOf(QUOTE, at + 2)) {
    if (text[at + 1] !== QUOTE) return at + 1;
  }
  return text.length;
}

function strayQuotes(text: Uint8Array, delimiter: number, beginsQuoted: boolean): number {
  const isBorder = (byte: number | undefined) =>
    byte === undefined || byte === delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN;
  let quoted = beginsQuoted;
  let stray = 0;
  for (let at = text.indexOf(QUOTE); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
    if (!quoted) {
      quoted = isBorder(text[at - 1]);
      if (!quoted) stray++;
    } else if (text[at + 1] === QUOTE) at++;
    else {
      quoted = false;
      if (!isBorder(text[at + 1])) stray++;
    }
  }
  return stray;
}
