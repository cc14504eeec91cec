import { STEPS } from '../../recipes/steps.js';
import { HELP_FLAGS, LOOK_FLAGS, TRANSFORM_FLAGS } from '../arguments/common-flags.js';
import type { Flag } from '../arguments/flags.js';
import { kindOfVerb } from '../arguments/segments.js';
import { stepFlags } from '../arguments/step-arguments.js';
import { glossary } from '../printing/layout.js';
import { examplesOf } from './examples.js';
import { HEAD_FLAGS } from './head.js';
import { PLOT_FLAGS } from './plot.js';
import { PLAIN_VERBS } from './verbs.js';

/** The whole command, examples first. */
export function commandHelp(columns?: number): string {
  return `${[
    'logitflow: turns logits into probabilities inside Apache Arrow and CSV files',
    section(
      'Examples',
      lines(['softmax', 'run', 'convert', 'head'].map((verb) => examplesOf(verb, undefined)[0]!)),
    ),
    section(
      'Steps, chained with then',
      glossary(
        STEPS.map(({ verb, summary }) => [verb, summary]),
        columns,
      ),
    ),
    section(
      'Other verbs',
      glossary(
        PLAIN_VERBS.map(({ verb, usage, summary }) => [`${verb} ${usage}`, summary]),
        columns,
      ),
    ),
    section('Inputs and outputs', lines(FILES)),
    'logitflow VERB --help shows the options of a verb; logitflow --version the version.',
    EXIT_CODES,
  ].join('\n\n')}\n`;
}

const FILES = [
  'The name says the format: .csv, .tsv; .arrow, .feather, .ipc (file); .arrows (stream); each with .gz.',
  'Without a name the first bytes do. - or nothing is standard input or output.',
  'Several inputs are one stream. Outputs appear whole or not at all.',
];

const EXIT_CODES =
  'Exit codes: 0 done, 1 bad data, 2 usage, 3 input or output failed, 130 and 143 interrupted.';

/** One verb, examples first; `verb` is known. */
export function verbHelp(verb: string, columns?: number): string {
  const kind = kindOfVerb(verb);
  const plain = PLAIN_VERBS.find((candidate) => candidate.verb === verb);
  const name = kind?.verb ?? verb;
  const usage = plain?.usage ?? 'OPTIONS [INPUT…]';
  const own = kind === undefined ? [] : stepFlags(kind);
  return `${[
    `logitflow ${name} ${usage}\n\n${(kind ?? plain)?.summary.replace(/\.?$/, '.') ?? ''}`,
    section('Examples', lines(examplesOf(name, kind))),
    ...(own.length === 0 ? [] : [section('Options', flagGlossary(own, columns))]),
    section(
      own.length === 0 ? 'Options' : 'Input and output',
      flagGlossary(commonFlags(name), columns),
    ),
    ...(verb === 'plot' ? [section('NAME', lines(NAMES))] : []),
    ...(takesColumns([...own, ...commonFlags(name)]) ? [section('COLUMNS', lines(COLUMNS))] : []),
  ].join('\n\n')}\n`;
}

const COLUMNS = [
  "'logit_*'           a glob: the columns in the order of the file",
  'a,b,c               names, or -c more than once: in that order',
  "'/^logit_\\d+$/'     a regular expression, also for names with a comma or an asterisk",
];

const NAMES = [
  'sigmoid                       a function of logitflow functions',
  'leakyRelu:negativeSlope=0.2   with parameters; several with commas between them',
  'gelu:preset=jax               as a library understands the name, with its defaults',
  'sigmoid:derivative            its slope',
];

function commonFlags(verb: string): readonly Flag[] {
  if (verb === 'head') return HEAD_FLAGS;
  if (verb === 'schema') return LOOK_FLAGS;
  if (verb === 'plot') return PLOT_FLAGS;
  return verb === 'functions' ? HELP_FLAGS : TRANSFORM_FLAGS;
}

function takesColumns(flags: readonly Flag[]): boolean {
  return flags.some(({ value }) => value === 'COLUMNS');
}

function flagGlossary(flags: readonly Flag[], columns: number | undefined): string {
  return glossary(
    flags.map((flag) => {
      const { name, short, value, summary } = flag;
      const long = value === undefined ? switchText(flag) : `--${name} ${value}`;
      return [short === undefined ? `    ${long}` : `-${short}, ${long}`, summary];
    }),
    columns,
  );
}

function switchText({ name, negatable }: Flag): string {
  return negatable === true ? `--[no-]${name}` : `--${name}`;
}

function section(title: string, body: string): string {
  return `${title}\n${body}`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `  ${text}`).join('\n');
}
