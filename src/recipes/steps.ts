import { ACTIVATIONS, type Activation, LIBRARIES } from '../activations/table.js';
import { type OptionSpec, option } from './option-kinds.js';
import {
  APPLIED_FUNCTION,
  COLUMNS,
  ELEMENT_POLICIES,
  GROUP_MEMORY,
  HARD,
  KEEP_BESIDE,
  LABELS,
  LOG_SUM_EXP_POLICIES,
  OVER,
  OVER_ROWS,
  OVER_STREAM,
  PLACEMENT,
  RANK_POLICIES,
  REDUCED_PLACEMENT,
  REPLAY,
  RESULT_NAME,
  ROW_POLICIES,
  SEED,
  SOFTMAX1_POLICIES,
  STATE,
  STATE_FUNCTION,
  SUM_TO_ONE,
  TEMPERATURE,
  VALUE_FLOAT,
  WHERE,
} from './shared-options.js';

/**
 * A kind of step: what a recipe, and the command's verb of it, can say. `operatorOf` makes its operator; it stands in a
 * file of its own, since operators come with apache-arrow, which a lane does without.
 */
export interface StepKind {
  /** The operator's name in code and in recipes. */
  readonly op: string;
  /** Other names of it in recipes. */
  readonly aliases: readonly string[];
  /** The name in kebab-case, as the command spells it. */
  readonly verb: string;
  /** One line, without a full stop. */
  readonly summary: string;
  readonly options: readonly OptionSpec[];
}

const OVER_OPTIONS = [COLUMNS, OVER_STREAM, ...REPLAY, GROUP_MEMORY, TEMPERATURE, WHERE];
const SOFTMAX_OPTIONS = [...OVER_OPTIONS, ...PLACEMENT, ...ROW_POLICIES];
const SUMMING_OPTIONS = [...SOFTMAX_OPTIONS, SUM_TO_ONE];
const ROW_OPTIONS = [
  ...[COLUMNS, OVER, TEMPERATURE, WHERE, ...PLACEMENT, ...ROW_POLICIES],
  SUM_TO_ONE,
];
const SOFTMAX1_OPTIONS = [COLUMNS, OVER, TEMPERATURE, WHERE, ...PLACEMENT, ...SOFTMAX1_POLICIES];
const HARDMAX_OPTIONS = [COLUMNS, OVER, WHERE, ...PLACEMENT, ...ROW_POLICIES];
const LOG_SUM_EXP_OPTIONS = [...OVER_OPTIONS, ...REDUCED_PLACEMENT, ...LOG_SUM_EXP_POLICIES];
const PARTIAL_OPTIONS = [
  COLUMNS,
  OVER_ROWS,
  STATE_FUNCTION,
  TEMPERATURE,
  VALUE_FLOAT,
  WHERE,
  ...ELEMENT_POLICIES,
];
const APPLY_OPTIONS = [
  STATE,
  APPLIED_FUNCTION,
  option({
    ...COLUMNS,
    required: false,
    summary: 'The columns that get results; by default all that the state knows',
  }),
  WHERE,
  ...PLACEMENT,
  ...ROW_POLICIES,
];
const RANK_OPTIONS = [COLUMNS, RESULT_NAME, KEEP_BESIDE, LABELS, ...RANK_POLICIES];

const SCORE = option({
  name: 'score',
  kind: 'string',
  summary: 'The name of a second result: the value of the class',
});

const K = option({
  name: 'k',
  kind: 'integer',
  required: true,
  summary: 'How many classes of each row; at least 1',
});

const ROWS = option({
  name: 'rows',
  kind: 'integer',
  required: true,
  summary: 'Rows of every batch but the last; at least 1',
});

const MAPPING = option({
  name: 'mapping',
  kind: 'mapping',
  required: true,
  summary: 'New names by old ones',
});

const TOP_BY = option({
  name: 'by',
  kind: 'names',
  summary:
    'Key columns: the rows of each key are ranked by one column, and the k best come out as they are',
});

const TOP_AS = option({
  name: 'as',
  kind: 'string',
  summary: 'The name of the result; with key columns of the place in the group, and then optional',
});

const TOP_OPTIONS = [K, COLUMNS, TOP_AS, KEEP_BESIDE, LABELS, ...RANK_POLICIES, TOP_BY, ...REPLAY];

const PRESET = option({
  name: 'preset',
  kind: 'choice',
  choices: LIBRARIES,
  summary: 'The library whose function of this name is meant, with its defaults',
});

const DERIVATIVE = option({
  name: 'derivative',
  kind: 'boolean',
  default: false,
  summary: 'Whether the results are the slope of the function at each element, not its value',
});

/** What every function of the table takes, beside its own parameters. */
export const ELEMENT_OPTIONS = [
  COLUMNS,
  PRESET,
  DERIVATIVE,
  ...PLACEMENT,
  ...ELEMENT_POLICIES,
] as const;

const WEIGHTS = option({
  name: 'weights',
  kind: 'numbers',
  required: true,
  summary: 'The weight of each input, in class order',
});

const BIAS = option({
  name: 'bias',
  kind: 'number',
  default: 0,
  summary: 'What is added to the weighted sum',
});

const SLOPES = option({
  name: 'slopes',
  kind: 'numbers',
  required: true,
  summary: 'The slope below 0 of each column, in class order, or a single one for all',
});

const DIAGNOSIS = [
  option({
    name: 'function',
    kind: 'string',
    summary:
      'The function that the columns belong to, such as relu or leakyRelu:negativeSlope=0.2; by default what each column says of itself',
  }),
  option({
    name: 'of',
    kind: 'choice',
    choices: ['outputs', 'inputs'],
    default: 'outputs',
    summary: 'Whether the columns hold outputs of the function or its inputs',
  }),
  option({
    name: 'threshold',
    kind: 'number',
    default: 0.01,
    summary: 'Slopes less steep than this are saturated; above 0',
  }),
];

const PRELU_OPTIONS = [COLUMNS, SLOPES, ...PLACEMENT, ...ELEMENT_POLICIES];
const AFFINE_OPTIONS = [COLUMNS, WEIGHTS, BIAS, ...REDUCED_PLACEMENT, ...ELEMENT_POLICIES];

/** Of the gated operators, which differ in which half is the gate. */
function gatedOptions(byDefault: 'first' | 'second') {
  const gate = option({
    name: 'gate',
    kind: 'choice',
    choices: ['first', 'second'],
    default: byDefault,
    summary: 'Which half of the cells, or which of two columns, goes through the function',
  });
  return [COLUMNS, gate, ...REDUCED_PLACEMENT, ...ELEMENT_POLICIES];
}

/** The element-wise kinds, one for each row of the table of activations. */
export const ELEMENT_STEPS: readonly StepKind[] = Object.values(ACTIVATIONS).map(elementStep);

/** The kinds that need the classes of a row, or more than a row. */
const DISTRIBUTION_STEPS = [
  step('softmax', 'Turn logits into probabilities', SUMMING_OPTIONS),
  step('logSoftmax', 'The logarithm of softmax', SOFTMAX_OPTIONS),
  step('softmin', 'Softmax of the negated values', SUMMING_OPTIONS),
  step('softmax1', 'Softmax with one class more, whose logit is 0', SOFTMAX1_OPTIONS),
  step('sparsemax', 'The nearest distribution, 0 for most classes', ROW_OPTIONS),
  step('entmax15', 'Between softmax and sparsemax', ROW_OPTIONS),
  step('hardmax', '1 for the class with the largest value', HARDMAX_OPTIONS),
  step('gumbelSoftmax', 'Softmax of logits with seeded Gumbel noise: samples of classes', [
    SEED,
    HARD,
    ...ROW_OPTIONS,
  ]),
  step('logSumExp', 'The logarithm of the sum of exponentials', LOG_SUM_EXP_OPTIONS),
  step(
    'partial',
    'The first half of softmax over a stream or by group, of a part of it: a table for merge and apply',
    PARTIAL_OPTIONS,
  ),
  step('merge', 'Add up the tables of partial, which are the inputs, to one', []),
  step('apply', 'The second half: results under the table of partial or merge', APPLY_OPTIONS),
];

/** The kinds of neurons, of ranks, and of tables. */
const OTHER_STEPS = [
  step('prelu', 'A leaky rectifier with a slope for each column', PRELU_OPTIONS),
  step('affine', 'Weighted sum of the inputs plus a bias', AFFINE_OPTIONS),
  step('glu', 'a · sigmoid(b) of halves a and b', gatedOptions('second')),
  step('swiglu', 'silu(a) · b of halves a and b', gatedOptions('first')),
  step('geglu', 'gelu(a) · b of halves a and b', gatedOptions('first')),
  step('reglu', 'relu(a) · b of halves a and b', gatedOptions('first')),
  step('bilinear', 'a · b of halves a and b', gatedOptions('first')),
  step('argmax', 'The class with the largest value', [...RANK_OPTIONS, SCORE]),
  step(
    'topK',
    'The k classes of each row with the largest values, or the k rows of each key',
    TOP_OPTIONS,
  ),
  step(
    'diagnose',
    'Count saturated, dead and zero outputs of each column: a table instead of the rows',
    [COLUMNS, ...DIAGNOSIS],
  ),
  step('select', 'Keep only some columns', [COLUMNS]),
  step('rename', 'Give columns other names', [MAPPING]),
  step('rebatch', 'Cut and join batches to a number of rows', [ROWS]),
];

/** The kinds of steps that are no functions of the table of activations. */
export const OWN_STEPS = [...DISTRIBUTION_STEPS, ...OTHER_STEPS];

/** Every kind of step there is. */
export const STEPS: readonly StepKind[] = [...DISTRIBUTION_STEPS, ...ELEMENT_STEPS, ...OTHER_STEPS];

/** The kind of step that a recipe's `op` names, by its own name or an alias. */
export function stepKind(op: string): StepKind | undefined {
  return STEPS.find((kind) => kind.op === op || kind.aliases.includes(op));
}

/** All names that `op` may have. */
export function stepNames(steps = STEPS): readonly string[] {
  return steps.flatMap(({ op, aliases }) => [op, ...aliases]);
}

function step(op: string, summary: string, options: readonly OptionSpec[]): StepKind {
  return { op, aliases: [], verb: kebab(op), summary, options };
}

/** One for each row of the table, with its parameters as options. */
function elementStep(activation: Activation): StepKind {
  const { name, aliases, summary } = activation;
  const parameters = Object.entries(activation.parameters).map(
    ([parameter, { default: byDefault, summary }]) =>
      option({
        name: parameter,
        kind: 'number',
        default: byDefault,
        summary: withoutStop(summary),
      }),
  );
  const [columns, ...others] = ELEMENT_OPTIONS;
  const options = [columns, ...parameters, ...others];
  return { ...step(name, withoutStop(summary), options), aliases };
}

/** The table speaks in sentences, help in lines. */
function withoutStop(summary: string): string {
  return summary.replace(/\.$/, '');
}

/** negativeSlope → negative-slope */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
