import fc from 'fast-check';
import { expect } from 'vitest';
import type { CsvType } from '../../src/formats/csv/options.js';
import type { Step } from '../../src/recipes/recipe.js';
import { byLane, byOperators, type Outcome } from './both-paths.js';
import { type CsvTexts, csvTexts, listTexts } from './csv-texts.js';

const columns = ['a', 'b', 'c'];

const policies = fc.record(
  {
    nulls: fc.constantFrom('propagate', 'mask', 'error'),
    nan: fc.constantFrom('propagate', 'mask', 'error'),
  },
  { requiredKeys: [] },
);

/** Steps, the policies of the first left open. */
const recipes: readonly (readonly Step[])[] = [
  [],
  [{ op: 'softmax', columns }],
  [{ op: 'softmax', columns: ['c', 'a'], temperature: 0.25, float: 32 }],
  [{ op: 'logSoftmax', columns: { pattern: '^[abc]$' } }],
  [{ op: 'softmin', columns, float: 64, nulls: 'mask' }],
  [{ op: 'softmax1', columns }],
  [{ op: 'softmax', columns, sumToOne: true }],
  [{ op: 'gumbelSoftmax', columns, seed: 7 }],
  [
    { op: 'gumbelSoftmax', columns, seed: 2 ** 53 - 1, hard: true, where: 'flag' },
    { op: 'argmax', columns, as: 'best' },
  ],
  [{ op: 'softmin', columns, sumToOne: true, float: 32 }],
  [{ op: 'softmax', columns, sumToOne: { decimals: 3 }, float: 16 }],
  [{ op: 'entmax15', columns, sumToOne: { decimals: 3 }, degenerate: 'uniform' }],
  [
    { op: 'tanh', columns, float: 32 },
    { op: 'sparsemax', columns, sumToOne: { decimals: 12 } },
  ],
  [{ op: 'sparsemax', columns }],
  [{ op: 'entmax15', columns }],
  [{ op: 'hardmax', columns }],
  [{ op: 'logSumExp', columns, as: 'total' }],
  [{ op: 'logSumExp', columns, as: 'total', keep: false, float: 32 }],
  [{ op: 'sigmoid', columns, float: 32 }],
  [{ op: 'relu', columns: 'b', as: 'r' }],
  [
    { op: 'log', columns },
    { op: 'softmax', columns },
  ],
  [
    { op: 'exp', columns },
    { op: 'argmax', columns, as: 'best', score: 'top' },
  ],
  [
    { op: 'leakyRelu', columns, preset: 'keras' },
    { op: 'rename', mapping: { a: 'x' } },
  ],
  [{ op: 'argmax', columns, as: 'best', labels: ['cat', 'a "dog"', 'x,y'], keep: false }],
  [
    { op: 'softmax', columns, degenerate: 'error' },
    { op: 'select', columns: ['c', 'a'] },
  ],
  [
    { op: 'softmax', columns },
    { op: 'softmax', columns },
  ],
  [{ op: 'sigmoid', columns: '*' }],
  [{ op: 'tanh', columns: '*', as: 't_*', keep: false }],
  [{ op: 'softmax', columns: ['a', 'missing'] }],
  ...(['null', 'zero', 'uniform', 'error'] as const).flatMap((degenerate): Step[][] => [
    [{ op: 'softmax', columns, degenerate }],
    [{ op: 'softmin', columns, degenerate, sumToOne: true }],
    [{ op: 'logSoftmax', columns, degenerate, where: 'flag' }],
    [
      { op: 'softmax1', columns, degenerate },
      { op: 'topK', columns, as: 'top', k: 2 },
    ],
  ]),
  [{ op: 'logSumExp', columns, as: 'total', degenerate: 'nan' }],
  [
    { op: 'logSumExp', columns, as: 'total', degenerate: 'null' },
    { op: 'sigmoid', columns: 'total' },
  ],
  [
    { op: 'hardmax', columns, degenerate: 'uniform' },
    { op: 'logit', columns },
    { op: 'softmax', columns },
  ],
  [{ op: 'argmax', columns, as: 'best', degenerate: 'error', score: 'top' }],
  [{ op: 'topK', columns, as: 'top', k: 2 }],
  [{ op: 'topK', columns, as: 'top', k: 9, keep: false, labels: ['cat', 'a "dog"', 'ü,\n\ud800'] }],
  [{ op: 'softmax', columns, float: 16 }],
  [
    { op: 'tanh', columns, float: 16 },
    { op: 'topK', columns, as: 'top', k: 1 },
    { op: 'argmax', columns, as: 'best', score: 'score' },
  ],
  [
    { op: 'relu', columns, float: 16 },
    { op: 'sigmoid', columns },
  ],
  [{ op: 'gelu', columns, derivative: true, float: 32 }],
  [{ op: 'prelu', columns, slopes: [0.1, 0.2, -0.3] }],
  [{ op: 'prelu', columns, slopes: [0.1, 0.2] }],
  [{ op: 'affine', columns, weights: [0.5, -2, 1e-3], bias: 3, as: 'sum' }],
  [{ op: 'affine', columns: 'a', weights: [1.5], as: 'sum', float: 32, keep: false }],
  [{ op: 'affine', columns, weights: [1.5], as: 'sum' }],
  [
    { op: 'log', columns },
    { op: 'affine', columns, weights: [0, 1, -1], as: 'sum', nan: 'mask', nulls: 'mask' },
    { op: 'swiglu', columns: ['a', 'sum'], as: 'g', nan: 'mask' },
  ],
  [{ op: 'glu', columns: ['a', 'c'], as: 'g' }],
  [{ op: 'swiglu', columns: ['b', 'a'], as: 'g', gate: 'second', keep: false }],
  [
    { op: 'geglu', columns: ['a', 'b'], as: 'g', float: 16 },
    { op: 'reglu', columns: ['g', 'c'], as: 'h' },
    { op: 'bilinear', columns: ['g', 'h'], as: 'i' },
  ],
  [{ op: 'softmax', columns, where: 'flag' }],
  [{ op: 'logSumExp', columns, as: 'total', where: 'flag' }],
  [{ op: 'softmax', columns, where: 'note' }],
  [{ op: 'select', columns: 'a' }],
  [
    { op: 'sigmoid', columns: ['a'] },
    { op: 'select', columns: 'a' },
  ],
  [
    { op: 'logSoftmax', columns },
    { op: 'softmax', columns },
  ],
];

/** For texts with lists. */
const listRecipes: readonly (readonly Step[])[] = [
  [{ op: 'softmax', columns: 'a' }],
  [{ op: 'softmax', columns: 'a', as: 'p', keep: false, float: 32 }],
  [{ op: 'logSoftmax', columns: ['a'], as: 'p', where: 'flag' }],
  [{ op: 'sparsemax', columns: 'a', as: 'p', sumToOne: { decimals: 3 }, degenerate: 'uniform' }],
  [
    { op: 'softmax', columns: 'a', as: 'p', degenerate: 'null' },
    { op: 'topK', columns: 'p', as: 'top', k: 2, labels: ['cat', 'a "dog"', 'x,y', 'z', 'ü'] },
    { op: 'argmax', columns: 'p', as: 'best', score: 'score' },
    { op: 'select', columns: ['p', 'top', 'best', 'score'] },
  ],
  [
    { op: 'logSumExp', columns: 'a', as: 'total', degenerate: 'error' },
    { op: 'sigmoid', columns: 'total' },
  ],
  [
    { op: 'log', columns: 'a', as: 'l' },
    { op: 'softmin', columns: 'l', degenerate: 'zero' },
    { op: 'rename', mapping: { l: 'x' } },
  ],
  [
    { op: 'relu', columns: 'a', float: 16 },
    { op: 'topK', columns: 'a', as: 'top', k: 3 },
  ],
  [{ op: 'argmax', columns: 'a', as: 'best', labels: ['cat', 'x,y', 'dog'], degenerate: 'error' }],
  [
    { op: 'tanh', columns: 'a', nan: 'mask', nulls: 'mask' },
    { op: 'select', columns: 'a' },
  ],
  [{ op: 'prelu', columns: 'a', slopes: [0.1], as: 'r' }],
  [{ op: 'gumbelSoftmax', columns: 'a', seed: 1 }],
  [{ op: 'softmax', columns }],
  [{ op: 'softmax', columns: ['a', 'b'] }],
  [{ op: 'softmax1', columns: ['b', 'a'], temperature: 3 }],
  [{ op: 'hardmax', columns }],
  [{ op: 'entmax15', columns: 'a', float: 64, nulls: 'mask' }],
  [{ op: 'sigmoid', columns, float: 32 }],
  [{ op: 'gelu', columns: 'a', derivative: true, as: 'slope' }],
  [{ op: 'affine', columns: 'a', weights: [0.5, -2, 1e-3], as: 'sum' }],
  [{ op: 'affine', columns: 'a', weights: [3], bias: 1, as: 'sum', float: 32, keep: false }],
  [{ op: 'glu', columns: 'a', as: 'g' }],
  [{ op: 'swiglu', columns: ['a', 'b'], as: 'g', gate: 'second', float: 32 }],
  [
    { op: 'geglu', columns: 'a', as: 'g', nulls: 'mask', nan: 'mask', keep: false },
    { op: 'glu', columns: 'g', as: 'h', float: 16 },
    { op: 'softmax', columns: 'h', as: 'p' },
  ],
  [{ op: 'softmax', columns: 'a', where: 'b' }],
];

/** What is declared of columns. */
const declarations: readonly Readonly<Record<string, CsvType>>[] = [
  { a: 'float32' },
  { 'a*': 'float64', id: 'text' },
  { note: 'text', id: 'int64' },
  { c: 'float16', id: 'int32' },
  { flag: 'boolean' },
  { a: 'list<float64>' },
  { a: 'list<float32>', b: 'list<float64>' },
  { a: 'list<float16>' },
];

const settings = fc.record({
  policies,
  rows: fc.constantFrom(1, 3, 7, 8192),
  declared: fc.constantFrom({}, {}, {}, ...declarations),
  rounding: fc.constantFrom(
    ...[{}, {}, {}, { precision: 0 }, { precision: 3 }, { precision: 15 }],
    ...[{ significant: 3 }, { significant: 15 }, { significant: 16 }, { significant: 17 }],
    ...[{ precision: 17 }, { precision: 18 }, { precision: 100 }],
  ),
  cut: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 }),
});

function hasPolicies({ op }: Step): boolean {
  return op !== 'select' && op !== 'rename';
}

/** Gives the columns of a file without a header the names that it would have. */
function renaming(names: readonly string[]): Step {
  const mapping = Object.fromEntries(names.map((name, i) => [`column_${i}`, name]));
  return { op: 'rename', mapping };
}

function byNumber(
  types: Readonly<Record<string, CsvType>>,
  names: readonly string[],
): Readonly<Record<string, CsvType>> {
  const numbered = Object.entries(types).map(([name, type]) => {
    const index = names.indexOf(name);
    return [index < 0 ? name : `column_${index}`, type] as const;
  });
  return Object.fromEntries(numbered);
}

/** What stands before an error may be given away later, or not at all. */
export function expectSame(lane: Outcome, operators: Outcome): void {
  expect(lane.error).toBe(operators.error);
  expect(lane.counts).toEqual(operators.counts);
  expect(lane.warnings).toEqual(operators.warnings);
  const { length } = lane.error === undefined ? operators.text : lane.text;
  const expected = operators.text.subarray(0, length);
  // Long texts are compared before they are shown.
  if (!lane.text.equals(expected)) expect(lane.text.toString()).toBe(expected.toString());
  if (lane.error === undefined) expect(lane.rows).toBe(operators.rows);
}

/**
 * Holds the lane against the operators on generated texts, recipes, policies, batch sizes and chunks.
 *
 * @returns how many texts the lane kept to the end
 */
export function checkLane(seed: number, numRuns: number): Promise<number> {
  return check(csvTexts, recipes, { seed, numRuns });
}

/** `checkLane` with texts of lists. */
export function checkLists(seed: number, numRuns: number): Promise<number> {
  return check(listTexts, listRecipes, { seed, numRuns });
}

async function check(
  texts: fc.Arbitrary<CsvTexts>,
  recipes: readonly (readonly Step[])[],
  parameters: fc.Parameters<unknown>,
): Promise<number> {
  let kept = 0;
  const property = fc.asyncProperty(
    texts,
    fc.constantFrom(...recipes),
    settings,
    async (
      { texts, names, named },
      [first, ...more],
      { policies, rows, cut, declared, rounding },
    ) => {
      const own = first !== undefined && hasPolicies(first) ? policies : {};
      const given = first === undefined ? [] : [{ ...first, ...own }, ...more];
      const steps = named ? given : [renaming(names), ...given];
      const types = named ? declared : byNumber(declared, names);
      const job = { recipe: { steps }, delimiter: ',', rows, named, types, rounding };
      const lane = await byLane(job, texts, cut);
      if (lane.operatorsFrom === undefined) kept++;
      expectSame(lane, byOperators(job, texts));
    },
  );
  await fc.assert(property, parameters);
  return kept;
}
