/** Delimiters that somebody may have meant, with the way that they are said. */
const OTHER_DELIMITERS = [
  ['\t', 'a tab'],
  [';', '";"'],
  ['|', '"|"'],
  [',', '","'],
] as const;

/**
 * The end of a message about a table with one column: a name that would be several between other delimiters is likely the
 * whole header of such a file.
 *
 * @param only  the only column's name, where there is one column
 */
export function otherDelimiter(only: string | undefined): string {
  const found = OTHER_DELIMITERS.find(([delimiter]) => only?.includes(delimiter));
  return found === undefined ? '' : `; is the delimiter ${found[1]}?`;
}
