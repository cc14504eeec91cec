import { didYouMean, show } from '../../errors.js';
import { type ArrowReadOptions, checkLimits, LIMITS } from '../../formats/arrow-ipc/limits.js';
import { type CsvReadOptions, planReading, SCAN_LIMITS } from '../../formats/csv/options.js';
import { kebab } from '../../recipes/steps.js';
import { asUsage } from './as-usage.js';
import type { Flag, Given } from './flags.js';
import { pairsOf, wholeNumber } from './step-arguments.js';
import { UsageError } from './usage-error.js';

/** What readers bound, by the names that the command has for it. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [...SCAN_LIMITS, ...LIMITS].map((option) => [kebab(option), option]),
);
const KNOWN = [...NAMES.keys()];

/** One flag for all of them: they are many, and hardly anybody needs one. */
export const LIMIT: Flag = {
  name: 'limit',
  value: 'NAME=N',
  summary: `What reading is bounded by, raised or lowered: ${KNOWN.join(', ')}; repeatable`,
};

/** Limits by the reader that has them. */
export interface Limits {
  readonly csv: CsvReadOptions;
  readonly arrow: ArrowReadOptions;
}

/** @throws UsageError for a limit that there is not, and for one that is out of range */
export function limitsArgument(verb: string, { flags }: Given): Limits {
  const given = pairsOf(verb, 'limit', flags.get('limit') ?? []).map(([name, text]) => {
    const option = NAMES.get(name);
    if (option !== undefined) return [option, wholeNumber(verb, 'limit', text)] as const;
    const near = didYouMean(name, KNOWN);
    const expected = `expected ${KNOWN.join(', ')}${near}`;
    throw new UsageError(`${verb}: --limit is unknown (got ${show(name)}); ${expected}`);
  });
  const among = (known: readonly string[]) =>
    Object.fromEntries(given.filter(([option]) => known.includes(option)));
  const limits = { csv: among(SCAN_LIMITS), arrow: among(LIMITS) };
  asUsage(() => planReading(verb, limits.csv));
  asUsage(() => checkLimits(verb, limits.arrow));
  return limits;
}
