/** Text in columns, and lines of a bearable length. */

/** Code points: near enough to the columns of a terminal, where no script is wide. */
export function width(text: string): number {
  return [...text].length;
}

/** The text in `columns` columns, its end replaced by `…` where it is longer. */
export function cut(text: string, columns: number): string {
  const points = [...text];
  return points.length <= columns ? text : `${points.slice(0, columns - 1).join('')}…`;
}

export function pad(text: string, columns: number, side: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, columns - width(text)));
  return side === 'left' ? text + blanks : blanks + text;
}

/** Pairs as two columns; the second is wrapped within its own. */
export function glossary(
  entries: readonly (readonly [term: string, text: string])[],
  columns = 100,
): string {
  const indent = 2;
  const left = Math.min(30, Math.max(...entries.map(([term]) => width(term)))) + indent + 2;
  return entries
    .map(([term, text]) => {
      const lines = wrap(text, Math.max(24, columns - left));
      const head = `${' '.repeat(indent)}${term}`;
      // A term that is too long for its column has a line of its own.
      const first =
        width(head) + 2 > left ? `${head}\n${' '.repeat(left)}` : pad(head, left, 'left');
      return `${first}${lines.join(`\n${' '.repeat(left)}`)}`;
    })
    .join('\n');
}

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) as string;
    if (line === '') lines[lines.length - 1] = word;
    else if (width(line) + 1 + width(word) <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
