import { LimitError } from '../../errors.js';

/**
 * A pattern that goes back over a name can take the square of its length, and names come from files: /a*c/ takes 0.07 s
 * for 10,000 times `a`, and 7 s for 100,000.
 */
const LONGEST_NAME = 10_000;

/**
 * Whether a regular expression finds something in a column's name; its flags g and y remember nothing.
 *
 * @throws LimitError where the name is longer than 10,000 characters
 */
export function matchesPattern(pattern: RegExp, name: string, operator: string): boolean {
  if (name.length > LONGEST_NAME) {
    throw new LimitError({
      operator,
      what: 'the name is too long for a regular expression',
      got: name.length,
      column: name,
      expected: 'at most 10000 characters; a glob takes names of any length',
    });
  }
  return name.search(pattern) >= 0;
}
