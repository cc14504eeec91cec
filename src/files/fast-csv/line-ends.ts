const LINE_END = /\r\n|\r|\n/;

/** How many lines end in a text. */
export function lineEnds(text: string): number {
  return text.split(LINE_END).length - 1;
}
