/** The first that fits counts: `1,234` may well be thousands, `1,23` cannot be. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^\s|\s$/, 'numbers have no space around them'],
  [/^[+-]?\d{1,3}([,' ]\d{3})+(\.\d*)?$/, 'thousands are not separated'],
  [/^[+-]?(\d{1,3}([.' ]\d{3})+|\d*),\d+$/, 'decimals follow a point, not a comma'],
  [/^(n\/?a|null|none|nil|missing|-+|\.)$/i, 'what is missing is an empty cell'],
  [/^[+-]?[\d.,]+ ?%$/, 'percentages are not read'],
];

/** What a cell that holds no number was likely meant for, to end a message with; nothing where nobody can tell. */
export function numeralHint(cell: string): string {
  const found = HINTS.find(([form]) => form.test(cell));
  return found === undefined ? '' : `; ${found[1]}`;
}
