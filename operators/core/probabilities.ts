import { ACTIVATIONS } from '../../src/activations/table.js';
import { readProvenance } from '../../src/columns/provenance.js';
import type { Chosen } from '../../src/columns/selection/select.js';
import { describe } from '../../src/errors.js';

/** The functions whose results are probabilities, by the names that provenance gives them. */
const PROBABILITIES: ReadonlySet<string> = new Set([
  'softmax',
  'softmin',
  'softmax1',
  'sparsemax',
  'entmax15',
  'hardmax',
  'gumbelSoftmax',
  ...Object.values(ACTIVATIONS).flatMap((row) => (row.probability ? [row.name] : [])),
]);

/** Warns, by one line, where a column says of itself that it holds probabilities already. */
export function warnOfProbabilities(
  operator: string,
  columns: readonly Chosen[],
  warn: (message: string) => void,
): void {
  for (const { name, field } of columns) {
    const made = readProvenance(field);
    // A derivative of sigmoid is no probability.
    if (made === undefined || made.derivative === true || !PROBABILITIES.has(made.function))
      continue;
    const what = 'the input holds probabilities already, not logits';
    warn(describe({ operator, what, got: made.function, column: name, expected: 'logits' }));
    return;
  }
}
