// Generated from the table of steps by tools/generate-step-types.ts: change the table, not this file.
import type {
  ColumnsValue,
  DecimalsValue,
  GroupingValue,
  LabelsValue,
  Mapping,
} from './option-values.js';

/** What every function of the table takes. */
export type ElementOptions = {
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** The library whose function of this name is meant, with its defaults. */
  readonly preset?: 'torch' | 'jax' | 'keras' | 'onnx' | 'tfjs' | undefined;
  /** Whether the results are the slope of the function at each element, not its value. Default false. */
  readonly derivative?: boolean | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What becomes of a null: null, 0, or an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a NaN: what the function makes of it, 0, or an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
};

/** Turn logits into probabilities. */
export type SoftmaxStep = {
  readonly op: 'softmax';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: the row; or each column, from the first row to the last or in the rows of each key. Default row. */
  readonly over?: 'row' | 'stream' | GroupingValue | undefined;
  /** Over the stream and by key: hold it in memory, spill it to a temporary file, or read it twice; by default the command reads files twice and spills pipes. */
  readonly replay?: 'memory' | 'spill' | 'resubscribe' | undefined;
  /** How many bytes of the stream may be held in memory; 256 MiB unless said otherwise. */
  readonly replayLimit?: number | undefined;
  /** By key, with replay spill: how many bytes groups may take in memory; what is beyond is spilled. */
  readonly groupMemory?: number | undefined;
  /** What logits are divided by; above 0. Default 1. */
  readonly temperature?: number | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default nan. */
  readonly degenerate?: 'nan' | 'null' | 'zero' | 'uniform' | 'error' | undefined;
  /** Whether the probabilities of a row are rounded so that they add up to exactly one as they are written: to the last place of their type, or to the decimals of the output. Default false. */
  readonly sumToOne?: boolean | DecimalsValue | undefined;
};

/** The logarithm of softmax. */
export type LogSoftmaxStep = {
  readonly op: 'logSoftmax';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: the row; or each column, from the first row to the last or in the rows of each key. Default row. */
  readonly over?: 'row' | 'stream' | GroupingValue | undefined;
  /** Over the stream and by key: hold it in memory, spill it to a temporary file, or read it twice; by default the command reads files twice and spills pipes. */
  readonly replay?: 'memory' | 'spill' | 'resubscribe' | undefined;
  /** How many bytes of the stream may be held in memory; 256 MiB unless said otherwise. */
  readonly replayLimit?: number | undefined;
  /** By key, with replay spill: how many bytes groups may take in memory; what is beyond is spilled. */
  readonly groupMemory?: number | undefined;
  /** What logits are divided by; above 0. Default 1. */
  readonly temperature?: number | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default nan. */
  readonly degenerate?: 'nan' | 'null' | 'zero' | 'uniform' | 'error' | undefined;
};

/** Softmax of the negated values. */
export type SoftminStep = {
  readonly op: 'softmin';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: the row; or each column, from the first row to the last or in the rows of each key. Default row. */
  readonly over?: 'row' | 'stream' | GroupingValue | undefined;
  /** Over the stream and by key: hold it in memory, spill it to a temporary file, or read it twice; by default the command reads files twice and spills pipes. */
  readonly replay?: 'memory' | 'spill' | 'resubscribe' | undefined;
  /** How many bytes of the stream may be held in memory; 256 MiB unless said otherwise. */
  readonly replayLimit?: number | undefined;
  /** By key, with replay spill: how many bytes groups may take in memory; what is beyond is spilled. */
  readonly groupMemory?: number | undefined;
  /** What logits are divided by; above 0. Default 1. */
  readonly temperature?: number | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default nan. */
  readonly degenerate?: 'nan' | 'null' | 'zero' | 'uniform' | 'error' | undefined;
  /** Whether the probabilities of a row are rounded so that they add up to exactly one as they are written: to the last place of their type, or to the decimals of the output. Default false. */
  readonly sumToOne?: boolean | DecimalsValue | undefined;
};

/** Softmax with one class more, whose logit is 0. */
export type Softmax1Step = {
  readonly op: 'softmax1';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: the row. Default row. */
  readonly over?: 'row' | undefined;
  /** What logits are divided by; above 0. Default 1. */
  readonly temperature?: number | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default zero. */
  readonly degenerate?: 'zero' | 'nan' | 'null' | 'uniform' | 'error' | undefined;
};

/** The nearest distribution, 0 for most classes. */
export type SparsemaxStep = {
  readonly op: 'sparsemax';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: the row. Default row. */
  readonly over?: 'row' | undefined;
  /** What logits are divided by; above 0. Default 1. */
  readonly temperature?: number | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default nan. */
  readonly degenerate?: 'nan' | 'null' | 'zero' | 'uniform' | 'error' | undefined;
  /** Whether the probabilities of a row are rounded so that they add up to exactly one as they are written: to the last place of their type, or to the decimals of the output. Default false. */
  readonly sumToOne?: boolean | DecimalsValue | undefined;
};

/** Between softmax and sparsemax. */
export type Entmax15Step = {
  readonly op: 'entmax15';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: the row. Default row. */
  readonly over?: 'row' | undefined;
  /** What logits are divided by; above 0. Default 1. */
  readonly temperature?: number | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default nan. */
  readonly degenerate?: 'nan' | 'null' | 'zero' | 'uniform' | 'error' | undefined;
  /** Whether the probabilities of a row are rounded so that they add up to exactly one as they are written: to the last place of their type, or to the decimals of the output. Default false. */
  readonly sumToOne?: boolean | DecimalsValue | undefined;
};

/** 1 for the class with the largest value. */
export type HardmaxStep = {
  readonly op: 'hardmax';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: the row. Default row. */
  readonly over?: 'row' | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default nan. */
  readonly degenerate?: 'nan' | 'null' | 'zero' | 'uniform' | 'error' | undefined;
};

/** Softmax of logits with seeded Gumbel noise: samples of classes. */
export type GumbelSoftmaxStep = {
  readonly op: 'gumbelSoftmax';
  /** What the noise depends on, besides row and class; 0 or more. */
  readonly seed: number;
  /** Whether the result is the sampled class as a one-hot. Default false. */
  readonly hard?: boolean | undefined;
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: the row. Default row. */
  readonly over?: 'row' | undefined;
  /** What logits are divided by; above 0. Default 1. */
  readonly temperature?: number | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default nan. */
  readonly degenerate?: 'nan' | 'null' | 'zero' | 'uniform' | 'error' | undefined;
  /** Whether the probabilities of a row are rounded so that they add up to exactly one as they are written: to the last place of their type, or to the decimals of the output. Default false. */
  readonly sumToOne?: boolean | DecimalsValue | undefined;
};

/** The logarithm of the sum of exponentials. */
export type LogSumExpStep = {
  readonly op: 'logSumExp';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: the row; or each column, from the first row to the last or in the rows of each key. Default row. */
  readonly over?: 'row' | 'stream' | GroupingValue | undefined;
  /** Over the stream and by key: hold it in memory, spill it to a temporary file, or read it twice; by default the command reads files twice and spills pipes. */
  readonly replay?: 'memory' | 'spill' | 'resubscribe' | undefined;
  /** How many bytes of the stream may be held in memory; 256 MiB unless said otherwise. */
  readonly replayLimit?: number | undefined;
  /** By key, with replay spill: how many bytes groups may take in memory; what is beyond is spilled. */
  readonly groupMemory?: number | undefined;
  /** What logits are divided by; above 0. Default 1. */
  readonly temperature?: number | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** The name of the result. */
  readonly as: string;
  /** Whether the columns worked on stay beside the results; true where "as" is given. Default true. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out; zero is the logarithm of 0. Default zero. */
  readonly degenerate?: 'zero' | 'nan' | 'null' | 'error' | undefined;
};

/** The first half of softmax over a stream or by group, of a part of it: a table for merge and apply. */
export type PartialStep = {
  readonly op: 'partial';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** What is a distribution: each column, from the first row to the last or in the rows of each key. Default stream. */
  readonly over?: 'stream' | Omit<GroupingValue, 'sorted'> | undefined;
  /** What the state is for: softmax, logSoftmax and logSumExp, or softmin. Default softmax. */
  readonly function?: 'softmax' | 'softmin' | undefined;
  /** What logits are divided by; above 0. Default 1. */
  readonly temperature?: number | undefined;
  /** The width of the values in bits; by default 32 for columns of float32 and float16, else 64: 32 declares that numerals are float32. */
  readonly float?: 32 | 64 | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** What becomes of a null: null, 0, or an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a NaN: what the function makes of it, 0, or an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
};

/** Add up the tables of partial, which are the inputs, to one. */
export type MergeStep = {
  readonly op: 'merge';
};

/** The second half: results under the table of partial or merge. */
export type ApplyStep = {
  readonly op: 'apply';
  /** The file that partial or merge has written. */
  readonly state: string;
  /** What to make of the values; by default softmax, or softmin where the state is for that. */
  readonly function?: 'softmax' | 'logSoftmax' | 'logSumExp' | 'softmin' | undefined;
  /** The columns that get results; by default all that the state knows. */
  readonly columns?: ColumnsValue | undefined;
  /** A column of booleans that masks rows, or of lists of booleans that masks classes. */
  readonly where?: string | undefined;
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What a null does to its row: make it null, be left out, or stop with an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What a NaN does to its row: make it NaN, be left out, or stop with an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default nan. */
  readonly degenerate?: 'nan' | 'null' | 'zero' | 'uniform' | 'error' | undefined;
};

/** A leaky rectifier with a slope for each column. */
export type PreluStep = {
  readonly op: 'prelu';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** The slope below 0 of each column, in class order, or a single one for all. */
  readonly slopes: readonly number[];
  /** Names of the results, such as prob_* for logit_*; without it they replace their columns. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What becomes of a null: null, 0, or an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a NaN: what the function makes of it, 0, or an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
};

/** Weighted sum of the inputs plus a bias. */
export type AffineStep = {
  readonly op: 'affine';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** The weight of each input, in class order. */
  readonly weights: readonly number[];
  /** What is added to the weighted sum. Default 0. */
  readonly bias?: number | undefined;
  /** The name of the result. */
  readonly as: string;
  /** Whether the columns worked on stay beside the results; true where "as" is given. Default true. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What becomes of a null: null, 0, or an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a NaN: what the function makes of it, 0, or an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
};

/** a · sigmoid(b) of halves a and b. */
export type GluStep = {
  readonly op: 'glu';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** Which half of the cells, or which of two columns, goes through the function. Default second. */
  readonly gate?: 'first' | 'second' | undefined;
  /** The name of the result. */
  readonly as: string;
  /** Whether the columns worked on stay beside the results; true where "as" is given. Default true. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What becomes of a null: null, 0, or an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a NaN: what the function makes of it, 0, or an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
};

/** silu(a) · b of halves a and b. */
export type SwigluStep = {
  readonly op: 'swiglu';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** Which half of the cells, or which of two columns, goes through the function. Default first. */
  readonly gate?: 'first' | 'second' | undefined;
  /** The name of the result. */
  readonly as: string;
  /** Whether the columns worked on stay beside the results; true where "as" is given. Default true. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What becomes of a null: null, 0, or an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a NaN: what the function makes of it, 0, or an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
};

/** gelu(a) · b of halves a and b. */
export type GegluStep = {
  readonly op: 'geglu';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** Which half of the cells, or which of two columns, goes through the function. Default first. */
  readonly gate?: 'first' | 'second' | undefined;
  /** The name of the result. */
  readonly as: string;
  /** Whether the columns worked on stay beside the results; true where "as" is given. Default true. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What becomes of a null: null, 0, or an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a NaN: what the function makes of it, 0, or an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
};

/** relu(a) · b of halves a and b. */
export type RegluStep = {
  readonly op: 'reglu';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** Which half of the cells, or which of two columns, goes through the function. Default first. */
  readonly gate?: 'first' | 'second' | undefined;
  /** The name of the result. */
  readonly as: string;
  /** Whether the columns worked on stay beside the results; true where "as" is given. Default true. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What becomes of a null: null, 0, or an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a NaN: what the function makes of it, 0, or an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
};

/** a · b of halves a and b. */
export type BilinearStep = {
  readonly op: 'bilinear';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** Which half of the cells, or which of two columns, goes through the function. Default first. */
  readonly gate?: 'first' | 'second' | undefined;
  /** The name of the result. */
  readonly as: string;
  /** Whether the columns worked on stay beside the results; true where "as" is given. Default true. */
  readonly keep?: boolean | undefined;
  /** The width of the results in bits; by default that of the input, 64 for integers and text. */
  readonly float?: 16 | 32 | 64 | undefined;
  /** What becomes of a null: null, 0, or an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a NaN: what the function makes of it, 0, or an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
};

/** The class with the largest value. */
export type ArgmaxStep = {
  readonly op: 'argmax';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** The name of the result. */
  readonly as: string;
  /** Whether the columns worked on stay beside the results; true where "as" is given. Default true. */
  readonly keep?: boolean | undefined;
  /** Names of the classes, or a file of them: a line each, a JSON array, or id2label. */
  readonly labels?: LabelsValue | undefined;
  /** A null leaves its row without a result, is left out, or is an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** A NaN leaves its row without a result, is left out, or is an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default null. */
  readonly degenerate?: 'null' | 'error' | undefined;
  /** The name of a second result: the value of the class. */
  readonly score?: string | undefined;
};

/** The k classes of each row with the largest values, or the k rows of each key. */
export type TopKStep = {
  readonly op: 'topK';
  /** How many classes of each row; at least 1. */
  readonly k: number;
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** The name of the result; with key columns of the place in the group, and then optional. */
  readonly as?: string | undefined;
  /** Whether the columns worked on stay beside the results; true where "as" is given. Default true. */
  readonly keep?: boolean | undefined;
  /** Names of the classes, or a file of them: a line each, a JSON array, or id2label. */
  readonly labels?: LabelsValue | undefined;
  /** A null leaves its row without a result, is left out, or is an error. Default propagate. */
  readonly nulls?: 'propagate' | 'mask' | 'error' | undefined;
  /** A NaN leaves its row without a result, is left out, or is an error. Default propagate. */
  readonly nan?: 'propagate' | 'mask' | 'error' | undefined;
  /** What becomes of a row whose classes are all -Infinity or left out. Default null. */
  readonly degenerate?: 'null' | 'error' | undefined;
  /** Key columns: the rows of each key are ranked by one column, and the k best come out as they are. */
  readonly by?: string | readonly string[] | undefined;
  /** Over the stream and by key: hold it in memory, spill it to a temporary file, or read it twice; by default the command reads files twice and spills pipes. */
  readonly replay?: 'memory' | 'spill' | 'resubscribe' | undefined;
  /** How many bytes of the stream may be held in memory; 256 MiB unless said otherwise. */
  readonly replayLimit?: number | undefined;
};

/** Count saturated, dead and zero outputs of each column: a table instead of the rows. */
export type DiagnoseStep = {
  readonly op: 'diagnose';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
  /** The function that the columns belong to, such as relu or leakyRelu:negativeSlope=0.2; by default what each column says of itself. */
  readonly function?: string | undefined;
  /** Whether the columns hold outputs of the function or its inputs. Default outputs. */
  readonly of?: 'outputs' | 'inputs' | undefined;
  /** Slopes less steep than this are saturated; above 0. Default 0.01. */
  readonly threshold?: number | undefined;
};

/** Keep only some columns. */
export type SelectStep = {
  readonly op: 'select';
  /** The columns to work on, in class order: a name, a glob, names or a regular expression. */
  readonly columns: ColumnsValue;
};

/** Give columns other names. */
export type RenameStep = {
  readonly op: 'rename';
  /** New names by old ones. */
  readonly mapping: Mapping;
};

/** Cut and join batches to a number of rows. */
export type RebatchStep = {
  readonly op: 'rebatch';
  /** Rows of every batch but the last; at least 1. */
  readonly rows: number;
};

/** Options of `linear`. */
export type LinearOptions = ElementOptions & {
  /** The factor. Default 1. */
  readonly slope?: number | undefined;
};

/** A straight line through the origin; with slope 1 the value itself. */
export type LinearStep = LinearOptions & {
  readonly op: 'linear' | 'identity';
};

/** A straight line through the origin; with slope 1 the value itself. */
export type ActivateLinearStep = LinearOptions & {
  readonly op: 'activate';
  readonly function: 'linear' | 'identity';
};

/** Options of `sigmoid`. */
export type SigmoidOptions = ElementOptions;

/** The logistic curve: a logit becomes the probability of yes. */
export type SigmoidStep = SigmoidOptions & {
  readonly op: 'sigmoid' | 'logistic' | 'expit';
};

/** The logistic curve: a logit becomes the probability of yes. */
export type ActivateSigmoidStep = SigmoidOptions & {
  readonly op: 'activate';
  readonly function: 'sigmoid' | 'logistic' | 'expit';
};

/** Options of `tanh`. */
export type TanhOptions = ElementOptions;

/** The hyperbolic tangent: a sigmoid centred on 0. */
export type TanhStep = TanhOptions & {
  readonly op: 'tanh';
};

/** The hyperbolic tangent: a sigmoid centred on 0. */
export type ActivateTanhStep = TanhOptions & {
  readonly op: 'activate';
  readonly function: 'tanh';
};

/** Options of `relu`. */
export type ReluOptions = ElementOptions;

/** The rectified linear unit: what is positive passes, the rest is 0. */
export type ReluStep = ReluOptions & {
  readonly op: 'relu';
};

/** The rectified linear unit: what is positive passes, the rest is 0. */
export type ActivateReluStep = ReluOptions & {
  readonly op: 'activate';
  readonly function: 'relu';
};

/** Options of `leakyRelu`. */
export type LeakyReluOptions = ElementOptions & {
  /** The slope for x < 0: 0.01 in JAX, PyTorch and ONNX; 0.2 in the functions of Keras and TensorFlow, 0.3 in TensorFlow.js’s layer. Default 0.01. */
  readonly negativeSlope?: number | undefined;
};

/** A rectifier that lets a little of what is negative through. */
export type LeakyReluStep = LeakyReluOptions & {
  readonly op: 'leakyRelu' | 'lrelu';
};

/** A rectifier that lets a little of what is negative through. */
export type ActivateLeakyReluStep = LeakyReluOptions & {
  readonly op: 'activate';
  readonly function: 'leakyRelu' | 'lrelu';
};

/** Options of `squaredRelu`. */
export type SquaredReluOptions = ElementOptions;

/** The square of relu, found by a search over transformers. */
export type SquaredReluStep = SquaredReluOptions & {
  readonly op: 'squaredRelu' | 'relu2';
};

/** The square of relu, found by a search over transformers. */
export type ActivateSquaredReluStep = SquaredReluOptions & {
  readonly op: 'activate';
  readonly function: 'squaredRelu' | 'relu2';
};

/** Options of `relu6`. */
export type Relu6Options = ElementOptions;

/** Relu that stops at 6. */
export type Relu6Step = Relu6Options & {
  readonly op: 'relu6';
};

/** Relu that stops at 6. */
export type ActivateRelu6Step = Relu6Options & {
  readonly op: 'activate';
  readonly function: 'relu6';
};

/** Options of `hardTanh`. */
export type HardTanhOptions = ElementOptions & {
  /** The lower bound: −1 in every library’s hard tanh. Default -1. */
  readonly min?: number | undefined;
  /** The upper bound: 1 in every library’s hard tanh. It wins where min is above it. Default 1. */
  readonly max?: number | undefined;
};

/** What lies beyond two bounds is moved to them. */
export type HardTanhStep = HardTanhOptions & {
  readonly op: 'hardTanh' | 'clip' | 'clamp';
};

/** What lies beyond two bounds is moved to them. */
export type ActivateHardTanhStep = HardTanhOptions & {
  readonly op: 'activate';
  readonly function: 'hardTanh' | 'clip' | 'clamp';
};

/** Options of `hardSigmoid`. */
export type HardSigmoidOptions = ElementOptions & {
  /** 1/6 in PyTorch, JAX and Keras 3; 0.2 in ONNX, TensorFlow.js and Keras 2. The number 1/slope is rounded first, to 6 or 5, so that a sixth is meant and not the double next to it. Default 0.16666666666666666. */
  readonly slope?: number | undefined;
  /** The value at 0: 0.5 in every library. Default 0.5. */
  readonly offset?: number | undefined;
};

/** The sigmoid as a clipped line. */
export type HardSigmoidStep = HardSigmoidOptions & {
  readonly op: 'hardSigmoid';
};

/** The sigmoid as a clipped line. */
export type ActivateHardSigmoidStep = HardSigmoidOptions & {
  readonly op: 'activate';
  readonly function: 'hardSigmoid';
};

/** Options of `elu`. */
export type EluOptions = ElementOptions & {
  /** What the negative side saturates at, below 0: 1 in every library. Default 1. */
  readonly alpha?: number | undefined;
};

/** The exponential linear unit: what is negative saturates softly at −alpha. */
export type EluStep = EluOptions & {
  readonly op: 'elu';
};

/** The exponential linear unit: what is negative saturates softly at −alpha. */
export type ActivateEluStep = EluOptions & {
  readonly op: 'activate';
  readonly function: 'elu';
};

/** Options of `celu`. */
export type CeluOptions = ElementOptions & {
  /** What the negative side saturates at, below 0, and its width: 1 in every library. Default 1. */
  readonly alpha?: number | undefined;
};

/** Elu made smooth for every alpha: the argument of the exponential is divided by it. */
export type CeluStep = CeluOptions & {
  readonly op: 'celu';
};

/** Elu made smooth for every alpha: the argument of the exponential is divided by it. */
export type ActivateCeluStep = CeluOptions & {
  readonly op: 'activate';
  readonly function: 'celu';
};

/** Options of `selu`. */
export type SeluOptions = ElementOptions & {
  /** The depth of the negative side before it is scaled. ONNX rounds it to float32: 1.6732631921768188. Default 1.6732632423543772. */
  readonly alpha?: number | undefined;
  /** The factor of both sides. ONNX rounds it to float32: 1.0507010221481323. Default 1.0507009873554805. */
  readonly scale?: number | undefined;
};

/** Elu scaled so that layers of it keep mean 0 and variance 1 by themselves. */
export type SeluStep = SeluOptions & {
  readonly op: 'selu';
};

/** Elu scaled so that layers of it keep mean 0 and variance 1 by themselves. */
export type ActivateSeluStep = SeluOptions & {
  readonly op: 'activate';
  readonly function: 'selu';
};

/** Options of `silu`. */
export type SiluOptions = ElementOptions & {
  /** The steepness of the gate: 1 in every library; relu as it grows. Default 1. */
  readonly beta?: number | undefined;
};

/** The sigmoid-weighted linear unit: x times its own sigmoid. */
export type SiluStep = SiluOptions & {
  readonly op: 'silu' | 'swish';
};

/** The sigmoid-weighted linear unit: x times its own sigmoid. */
export type ActivateSiluStep = SiluOptions & {
  readonly op: 'activate';
  readonly function: 'silu' | 'swish';
};

/** Options of `mish`. */
export type MishOptions = ElementOptions;

/** x times the hyperbolic tangent of its softplus. */
export type MishStep = MishOptions & {
  readonly op: 'mish';
};

/** x times the hyperbolic tangent of its softplus. */
export type ActivateMishStep = MishOptions & {
  readonly op: 'activate';
  readonly function: 'mish';
};

/** Options of `hardSwish`. */
export type HardSwishOptions = ElementOptions;

/** Silu with the sigmoid replaced by a clipped line. */
export type HardSwishStep = HardSwishOptions & {
  readonly op: 'hardSwish' | 'hardSilu';
};

/** Silu with the sigmoid replaced by a clipped line. */
export type ActivateHardSwishStep = HardSwishOptions & {
  readonly op: 'activate';
  readonly function: 'hardSwish' | 'hardSilu';
};

/** Options of `gelu`. */
export type GeluOptions = ElementOptions;

/** The Gaussian error linear unit: x times the probability that a normal variable is below it. */
export type GeluStep = GeluOptions & {
  readonly op: 'gelu';
};

/** The Gaussian error linear unit: x times the probability that a normal variable is below it. */
export type ActivateGeluStep = GeluOptions & {
  readonly op: 'activate';
  readonly function: 'gelu';
};

/** Options of `geluTanh`. */
export type GeluTanhOptions = ElementOptions;

/** The approximation of gelu by a hyperbolic tangent, as GPT-2 and BERT have it. */
export type GeluTanhStep = GeluTanhOptions & {
  readonly op: 'geluTanh' | 'geluNew' | 'geluApproximate';
};

/** The approximation of gelu by a hyperbolic tangent, as GPT-2 and BERT have it. */
export type ActivateGeluTanhStep = GeluTanhOptions & {
  readonly op: 'activate';
  readonly function: 'geluTanh' | 'geluNew' | 'geluApproximate';
};

/** Options of `quickGelu`. */
export type QuickGeluOptions = ElementOptions;

/** The coarse approximation of gelu by a sigmoid, as CLIP has it. */
export type QuickGeluStep = QuickGeluOptions & {
  readonly op: 'quickGelu';
};

/** The coarse approximation of gelu by a sigmoid, as CLIP has it. */
export type ActivateQuickGeluStep = QuickGeluOptions & {
  readonly op: 'activate';
  readonly function: 'quickGelu';
};

/** Options of `erf`. */
export type ErfOptions = ElementOptions;

/** The error function: the probability that a normal variable of variance ½ is within ±x, with the sign of x. */
export type ErfStep = ErfOptions & {
  readonly op: 'erf';
};

/** The error function: the probability that a normal variable of variance ½ is within ±x, with the sign of x. */
export type ActivateErfStep = ErfOptions & {
  readonly op: 'activate';
  readonly function: 'erf';
};

/** Options of `softplus`. */
export type SoftplusOptions = ElementOptions & {
  /** The sharpness of the bend: 1 in every library; relu as it grows. Default 1. */
  readonly beta?: number | undefined;
};

/** A smooth relu, whose derivative is the sigmoid. */
export type SoftplusStep = SoftplusOptions & {
  readonly op: 'softplus';
};

/** A smooth relu, whose derivative is the sigmoid. */
export type ActivateSoftplusStep = SoftplusOptions & {
  readonly op: 'activate';
  readonly function: 'softplus';
};

/** Options of `logSigmoid`. */
export type LogSigmoidOptions = ElementOptions;

/** The logarithm of the sigmoid: the log-likelihood of yes. */
export type LogSigmoidStep = LogSigmoidOptions & {
  readonly op: 'logSigmoid';
};

/** The logarithm of the sigmoid: the log-likelihood of yes. */
export type ActivateLogSigmoidStep = LogSigmoidOptions & {
  readonly op: 'activate';
  readonly function: 'logSigmoid';
};

/** Options of `squareplus`. */
export type SquareplusOptions = ElementOptions & {
  /** The width of the bend: 4 in JAX and Keras, which gives softplus’s curvature at 0; 0 is relu. Default 4. */
  readonly b?: number | undefined;
};

/** A smooth relu without an exponential. */
export type SquareplusStep = SquareplusOptions & {
  readonly op: 'squareplus';
};

/** A smooth relu without an exponential. */
export type ActivateSquareplusStep = SquareplusOptions & {
  readonly op: 'activate';
  readonly function: 'squareplus';
};

/** Options of `softsign`. */
export type SoftsignOptions = ElementOptions;

/** A sigmoid without an exponential, which reaches its ends slowly. */
export type SoftsignStep = SoftsignOptions & {
  readonly op: 'softsign' | 'softSign';
};

/** A sigmoid without an exponential, which reaches its ends slowly. */
export type ActivateSoftsignStep = SoftsignOptions & {
  readonly op: 'activate';
  readonly function: 'softsign' | 'softSign';
};

/** Options of `sparsePlus`. */
export type SparsePlusOptions = ElementOptions;

/** The two-class form of sparsemax’s loss: relu with a parabola for its bend. */
export type SparsePlusStep = SparsePlusOptions & {
  readonly op: 'sparsePlus';
};

/** The two-class form of sparsemax’s loss: relu with a parabola for its bend. */
export type ActivateSparsePlusStep = SparsePlusOptions & {
  readonly op: 'activate';
  readonly function: 'sparsePlus';
};

/** Options of `sparseSigmoid`. */
export type SparseSigmoidOptions = ElementOptions;

/** The derivative of sparsePlus: the sigmoid of sparsemax. */
export type SparseSigmoidStep = SparseSigmoidOptions & {
  readonly op: 'sparseSigmoid';
};

/** The derivative of sparsePlus: the sigmoid of sparsemax. */
export type ActivateSparseSigmoidStep = SparseSigmoidOptions & {
  readonly op: 'activate';
  readonly function: 'sparseSigmoid';
};

/** Options of `hardShrink`. */
export type HardShrinkOptions = ElementOptions & {
  /** The largest |x| that becomes 0: 0.5 in every library (lambd). Default 0.5. */
  readonly threshold?: number | undefined;
};

/** What is small becomes 0, the rest passes. */
export type HardShrinkStep = HardShrinkOptions & {
  readonly op: 'hardShrink';
};

/** What is small becomes 0, the rest passes. */
export type ActivateHardShrinkStep = HardShrinkOptions & {
  readonly op: 'activate';
  readonly function: 'hardShrink';
};

/** Options of `softShrink`. */
export type SoftShrinkOptions = ElementOptions & {
  /** How far: 0.5 in every library (lambd). Default 0.5. */
  readonly threshold?: number | undefined;
};

/** Everything moves towards 0 by a threshold, and what is smaller becomes 0. */
export type SoftShrinkStep = SoftShrinkOptions & {
  readonly op: 'softShrink';
};

/** Everything moves towards 0 by a threshold, and what is smaller becomes 0. */
export type ActivateSoftShrinkStep = SoftShrinkOptions & {
  readonly op: 'activate';
  readonly function: 'softShrink';
};

/** Options of `tanhShrink`. */
export type TanhShrinkOptions = ElementOptions;

/** What the hyperbolic tangent leaves of x. */
export type TanhShrinkStep = TanhShrinkOptions & {
  readonly op: 'tanhShrink';
};

/** What the hyperbolic tangent leaves of x. */
export type ActivateTanhShrinkStep = TanhShrinkOptions & {
  readonly op: 'activate';
  readonly function: 'tanhShrink';
};

/** Options of `threshold`. */
export type ThresholdOptions = ElementOptions & {
  /** What x has to be above: no default in PyTorch and Keras. Default 0. */
  readonly threshold?: number | undefined;
  /** What stands in its place otherwise: no default in PyTorch and Keras. Default 0. */
  readonly value?: number | undefined;
};

/** What is not above a threshold is replaced by a value. */
export type ThresholdStep = ThresholdOptions & {
  readonly op: 'threshold';
};

/** What is not above a threshold is replaced by a value. */
export type ActivateThresholdStep = ThresholdOptions & {
  readonly op: 'activate';
  readonly function: 'threshold';
};

/** Options of `thresholdedRelu`. */
export type ThresholdedReluOptions = ElementOptions & {
  /** What x has to be above: 1 in ONNX (alpha) and TensorFlow.js (theta). Default 1. */
  readonly threshold?: number | undefined;
};

/** Relu that lets only what is above a threshold through, unchanged. */
export type ThresholdedReluStep = ThresholdedReluOptions & {
  readonly op: 'thresholdedRelu';
};

/** Relu that lets only what is above a threshold through, unchanged. */
export type ActivateThresholdedReluStep = ThresholdedReluOptions & {
  readonly op: 'activate';
  readonly function: 'thresholdedRelu';
};

/** Options of `step`. */
export type StepOptions = ElementOptions & {
  /** The value at 0: 1 by the perceptron’s convention; 0 in TensorFlow.js; given by the caller in PyTorch and JAX. Default 1. */
  readonly atZero?: number | undefined;
};

/** 0 below 0 and 1 above: the perceptron’s unit. */
export type StepStep = StepOptions & {
  readonly op: 'step' | 'heaviside';
};

/** 0 below 0 and 1 above: the perceptron’s unit. */
export type ActivateStepStep = StepOptions & {
  readonly op: 'activate';
  readonly function: 'step' | 'heaviside';
};

/** Options of `exp`. */
export type ExpOptions = ElementOptions;

/** The exponential function: logits become unnormalised odds, log-rates rates. */
export type ExpStep = ExpOptions & {
  readonly op: 'exp' | 'exponential';
};

/** The exponential function: logits become unnormalised odds, log-rates rates. */
export type ActivateExpStep = ExpOptions & {
  readonly op: 'activate';
  readonly function: 'exp' | 'exponential';
};

/** Options of `expm1`. */
export type Expm1Options = ElementOptions;

/** The exponential less 1, right around 0. */
export type Expm1Step = Expm1Options & {
  readonly op: 'expm1';
};

/** The exponential less 1, right around 0. */
export type ActivateExpm1Step = Expm1Options & {
  readonly op: 'activate';
  readonly function: 'expm1';
};

/** Options of `log`. */
export type LogOptions = ElementOptions;

/** The natural logarithm: probabilities become log-probabilities. */
export type LogStep = LogOptions & {
  readonly op: 'log' | 'ln';
};

/** The natural logarithm: probabilities become log-probabilities. */
export type ActivateLogStep = LogOptions & {
  readonly op: 'activate';
  readonly function: 'log' | 'ln';
};

/** Options of `log1p`. */
export type Log1pOptions = ElementOptions;

/** The logarithm of 1 + x, right around 0: counts are tamed by it. */
export type Log1pStep = Log1pOptions & {
  readonly op: 'log1p';
};

/** The logarithm of 1 + x, right around 0: counts are tamed by it. */
export type ActivateLog1pStep = Log1pOptions & {
  readonly op: 'activate';
  readonly function: 'log1p';
};

/** Options of `logit`. */
export type LogitOptions = ElementOptions;

/** The inverse of sigmoid: a probability becomes a logit. */
export type LogitStep = LogitOptions & {
  readonly op: 'logit';
};

/** The inverse of sigmoid: a probability becomes a logit. */
export type ActivateLogitStep = LogitOptions & {
  readonly op: 'activate';
  readonly function: 'logit';
};

/** A step whose operator is no function of the table. */
export type OwnStep =
  | SoftmaxStep
  | LogSoftmaxStep
  | SoftminStep
  | Softmax1Step
  | SparsemaxStep
  | Entmax15Step
  | HardmaxStep
  | GumbelSoftmaxStep
  | LogSumExpStep
  | PartialStep
  | MergeStep
  | ApplyStep
  | PreluStep
  | AffineStep
  | GluStep
  | SwigluStep
  | GegluStep
  | RegluStep
  | BilinearStep
  | ArgmaxStep
  | TopKStep
  | DiagnoseStep
  | SelectStep
  | RenameStep
  | RebatchStep;

/** A function of the table. */
export type ElementStep =
  | LinearStep
  | SigmoidStep
  | TanhStep
  | ReluStep
  | LeakyReluStep
  | SquaredReluStep
  | Relu6Step
  | HardTanhStep
  | HardSigmoidStep
  | EluStep
  | CeluStep
  | SeluStep
  | SiluStep
  | MishStep
  | HardSwishStep
  | GeluStep
  | GeluTanhStep
  | QuickGeluStep
  | ErfStep
  | SoftplusStep
  | LogSigmoidStep
  | SquareplusStep
  | SoftsignStep
  | SparsePlusStep
  | SparseSigmoidStep
  | HardShrinkStep
  | SoftShrinkStep
  | TanhShrinkStep
  | ThresholdStep
  | ThresholdedReluStep
  | StepStep
  | ExpStep
  | Expm1Step
  | LogStep
  | Log1pStep
  | LogitStep;

/** The same, as `activate` in code. */
export type ActivateStep =
  | ActivateLinearStep
  | ActivateSigmoidStep
  | ActivateTanhStep
  | ActivateReluStep
  | ActivateLeakyReluStep
  | ActivateSquaredReluStep
  | ActivateRelu6Step
  | ActivateHardTanhStep
  | ActivateHardSigmoidStep
  | ActivateEluStep
  | ActivateCeluStep
  | ActivateSeluStep
  | ActivateSiluStep
  | ActivateMishStep
  | ActivateHardSwishStep
  | ActivateGeluStep
  | ActivateGeluTanhStep
  | ActivateQuickGeluStep
  | ActivateErfStep
  | ActivateSoftplusStep
  | ActivateLogSigmoidStep
  | ActivateSquareplusStep
  | ActivateSoftsignStep
  | ActivateSparsePlusStep
  | ActivateSparseSigmoidStep
  | ActivateHardShrinkStep
  | ActivateSoftShrinkStep
  | ActivateTanhShrinkStep
  | ActivateThresholdStep
  | ActivateThresholdedReluStep
  | ActivateStepStep
  | ActivateExpStep
  | ActivateExpm1Step
  | ActivateLogStep
  | ActivateLog1pStep
  | ActivateLogitStep;
