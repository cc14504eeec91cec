import { show } from '../../errors.js';
import type { ColumnsValue } from '../../recipes/option-values.js';
import { UsageError } from './usage-error.js';

/** The same as operators take it. */
export function toColumns(argument: ColumnsValue): string | readonly string[] | RegExp {
  if (typeof argument === 'string') return argument;
  return 'pattern' in argument ? new RegExp(argument.pattern, argument.flags) : argument;
}

const REGEXP = /^\/(.+)\/([a-z]*)$/s;

/**
 * The columns of `-c`: `'logit_*'` is a glob; `a,b,c`, or `-c` more than once, are names in the order of the classes;
 * `'/^logit_\d+$/'` is a regular expression (as of JavaScript), and the way to a name with a comma or an asterisk.
 *
 * @throws UsageError where a glob or a regular expression stands beside other columns
 */
export function columnsArgument(verb: string, values: readonly string[]): ColumnsValue {
  const first = values[0] as string;
  const expression = REGEXP.exec(first);
  if (values.length === 1 && expression !== null) {
    return regularExpression(verb, expression[1] as string, expression[2] as string);
  }
  const names = values.flatMap((value) => (REGEXP.test(value) ? [value] : value.split(',')));
  if (names.length === 1) return first;
  const odd = names.find((name) => name.includes('*') || REGEXP.test(name));
  if (odd !== undefined) {
    throw new UsageError(
      `${verb}: a pattern stands alone (got ${show(odd)} among ${names.length} columns); expected one pattern, or names`,
    );
  }
  if (names.includes('')) {
    throw new UsageError(`${verb}: a column name is empty (got ${show(values.join(','))})`);
  }
  return names;
}

function regularExpression(verb: string, pattern: string, flags: string): ColumnsValue {
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${verb}: ${reason}`, { cause: error });
  }
  return { pattern, flags };
}
