import { REPLAYS } from '../../operators/core/over.js';
import {
  DEGENERATE_POLICIES,
  ELEMENT_POLICIES as ELEMENT_CHOICES,
  LOG_SUM_EXP_DEGENERATE_POLICIES,
  RANK_DEGENERATE_POLICIES,
  SOFTMAX1_DEGENERATE_POLICIES,
} from '../../operators/core/policies.js';
import { option } from './option-kinds.js';

/** Options that several steps share; summaries and defaults are said once. */

export const COLUMNS = option({
  name: 'columns',
  kind: 'columns',
  required: true,
  summary: 'The columns to work on, in class order: a name, a glob, names or a regular expression',
});

const AS = option({
  name: 'as',
  kind: 'string',
  summary:
    'Names of the results, such as prob_* for logit_*; without it they replace their columns',
});

const KEEP = option({
  name: 'keep',
  kind: 'boolean',
  summary: 'Whether the columns worked on stay beside the results; true where "as" is given',
});

export const FLOAT = option({
  name: 'float',
  kind: 'choice',
  choices: [16, 32, 64],
  summary:
    'The width of the results in bits; by default that of the input, 64 for integers and text',
});

/** What `partial` reads values as. */
export const VALUE_FLOAT = option({
  name: 'float',
  kind: 'choice',
  choices: [32, 64],
  summary:
    'The width of the values in bits; by default 32 for columns of float32 and float16, else 64: 32 declares that numerals are float32',
});

export const STATE = option({
  name: 'state',
  kind: 'state',
  required: true,
  summary: 'The file that partial or merge has written',
});

/** What a state is for. */
export const STATE_FUNCTION = option({
  name: 'function',
  kind: 'choice',
  choices: ['softmax', 'softmin'],
  default: 'softmax',
  summary: 'What the state is for: softmax, logSoftmax and logSumExp, or softmin',
});

/** What is made of a state. */
export const APPLIED_FUNCTION = option({
  name: 'function',
  kind: 'choice',
  choices: ['softmax', 'logSoftmax', 'logSumExp', 'softmin'],
  summary: 'What to make of the values; by default softmax, or softmin where the state is for that',
});

/** Where results go. */
export const PLACEMENT = [AS, KEEP, FLOAT];

/** Where the one result of a reducing operator goes. */
export const RESULT_NAME = option({ ...AS, required: true, summary: 'The name of the result' });
export const KEEP_BESIDE = option({ ...KEEP, default: true });
export const REDUCED_PLACEMENT = [RESULT_NAME, KEEP_BESIDE, FLOAT];

export const TEMPERATURE = option({
  name: 'temperature',
  kind: 'number',
  default: 1,
  summary: 'What logits are divided by; above 0',
});

export const WHERE = option({
  name: 'where',
  kind: 'string',
  summary: 'A column of booleans that masks rows, or of lists of booleans that masks classes',
});

export const SUM_TO_ONE = option({
  name: 'sumToOne',
  kind: 'sumToOne',
  default: false,
  summary:
    'Whether the probabilities of a row are rounded so that they add up to exactly one as they are written: to the last place of their type, or to the decimals of the output',
});

export const SEED = option({
  name: 'seed',
  kind: 'integer',
  required: true,
  summary: 'What the noise depends on, besides row and class; 0 or more',
});

export const HARD = option({
  name: 'hard',
  kind: 'boolean',
  default: false,
  summary: 'Whether the result is the sampled class as a one-hot',
});

/** Of those that can be had of a whole stream. */
export const OVER_STREAM = option({
  name: 'over',
  kind: 'over',
  default: 'row',
  summary:
    'What is a distribution: the row; or each column, from the first row to the last or in the rows of each key',
});

/** Of what is known only of more than a row. */
export const OVER_ROWS = option({
  ...OVER_STREAM,
  choices: ['stream'],
  default: 'stream',
  summary:
    'What is a distribution: each column, from the first row to the last or in the rows of each key',
});

/** How a stream comes past a second time. */
export const REPLAY = [
  option({
    name: 'replay',
    kind: 'choice',
    choices: REPLAYS,
    summary:
      'Over the stream and by key: hold it in memory, spill it to a temporary file, or read it twice; by default the command reads files twice and spills pipes',
  }),
  option({
    name: 'replayLimit',
    kind: 'number',
    summary: 'How many bytes of the stream may be held in memory; 256 MiB unless said otherwise',
  }),
];

export const GROUP_MEMORY = option({
  name: 'groupMemory',
  kind: 'number',
  summary:
    'By key, with replay spill: how many bytes groups may take in memory; what is beyond is spilled',
});

export const OVER = option({
  name: 'over',
  kind: 'choice',
  choices: ['row'],
  default: 'row',
  summary: 'What is a distribution: the row',
});

export const LABELS = option({
  name: 'labels',
  kind: 'labels',
  summary: 'Names of the classes, or a file of them: a line each, a JSON array, or id2label',
});

const NULLS = option({
  name: 'nulls',
  kind: 'choice',
  choices: ELEMENT_CHOICES,
  default: 'propagate',
  summary: 'What a null does to its row: make it null, be left out, or stop with an error',
});

const NAN = option({
  ...NULLS,
  name: 'nan',
  summary: 'What a NaN does to its row: make it NaN, be left out, or stop with an error',
});

export const ELEMENT_POLICIES = [
  option({ ...NULLS, summary: 'What becomes of a null: null, 0, or an error' }),
  option({
    ...NAN,
    summary: 'What becomes of a NaN: what the function makes of it, 0, or an error',
  }),
];

const DEGENERATE = option({
  name: 'degenerate',
  kind: 'choice',
  choices: DEGENERATE_POLICIES,
  default: 'nan',
  summary: 'What becomes of a row whose classes are all -Infinity or left out',
});

export const ROW_POLICIES = [NULLS, NAN, DEGENERATE];

/** Of `softmax1`, where a row without a class still has a result. */
export const SOFTMAX1_POLICIES = [
  NULLS,
  NAN,
  option({ ...DEGENERATE, choices: SOFTMAX1_DEGENERATE_POLICIES, default: 'zero' }),
];

export const LOG_SUM_EXP_POLICIES = [
  NULLS,
  NAN,
  option({
    ...DEGENERATE,
    choices: LOG_SUM_EXP_DEGENERATE_POLICIES,
    default: 'zero',
    summary:
      'What becomes of a row whose classes are all -Infinity or left out; zero is the logarithm of 0',
  }),
];

export const RANK_POLICIES = [
  option({
    ...NULLS,
    summary: 'A null leaves its row without a result, is left out, or is an error',
  }),
  option({ ...NAN, summary: 'A NaN leaves its row without a result, is left out, or is an error' }),
  option({
    name: 'degenerate',
    kind: 'choice',
    choices: RANK_DEGENERATE_POLICIES,
    default: 'null',
    summary: 'What becomes of a row whose classes are all -Infinity or left out',
  }),
];
