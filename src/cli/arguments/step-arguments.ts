import { didYouMean, show } from '../../errors.js';
import { parseNumeralText } from '../../numerals/parse.js';
import type { OptionSpec } from '../../recipes/option-kinds.js';
import type { OptionValue } from '../../recipes/option-values.js';
import type { Step } from '../../recipes/recipe.js';
import { kebab } from '../../recipes/steps.js';
import { columnsArgument } from './columns-argument.js';
import { type Flag, type Given, isOn, single } from './flags.js';
import { UsageError } from './usage-error.js';

/** What a verb is made of: an operator as recipes know it. */
export interface StepVerb {
  readonly op: string;
  readonly verb: string;
  readonly options: readonly OptionSpec[];
}

const PLACEHOLDERS: Readonly<Record<OptionSpec['kind'], string | undefined>> = {
  columns: 'COLUMNS',
  string: 'TEXT',
  number: 'NUMBER',
  integer: 'N',
  numbers: 'N,N,…',
  boolean: undefined,
  choice: 'WORD',
  labels: 'A,B,C',
  mapping: 'OLD=NEW',
  names: 'NAME,NAME,…',
  state: 'STATE',
  sumToOne: undefined,
  over: 'row|stream',
};

/** The flags of a verb; labels have a second one, for a file. */
export function stepFlags({ options }: StepVerb): readonly Flag[] {
  return options.flatMap((spec) => {
    const name = kebab(spec.name);
    const short = shortOf(spec);
    const flag: Flag = {
      name,
      summary: summaryOf(spec),
      ...(short === undefined ? {} : { short }),
      ...(isSwitch(spec) ? { negatable: true } : placeholderOf(spec)),
    };
    const file = { name: `${name}-file`, value: 'FILE', summary: LABELS_FILE };
    if (spec.kind === 'over') return [flag, ...groupFlags(spec)];
    return spec.kind === 'labels' ? [flag, file] : [flag];
  });
}

/** The letter of an option: the columns have one, and a name that is one. */
function shortOf({ kind, name }: OptionSpec): string | undefined {
  if (kind === 'columns') return 'c';
  return name.length === 1 ? name : undefined;
}

/** Of rounded sums the command says whether; to how many decimals, `--precision`. */
function isSwitch({ kind }: OptionSpec): boolean {
  return kind === 'boolean' || kind === 'sumToOne';
}

const LABELS_FILE =
  'The labels from a file: one a line, a JSON array, or a Hugging Face config.json (id2label)';

/** What says that groups of rows are distributions. Who gives no row a result of its own does not ask for their order. */
function groupFlags({ choices }: OptionSpec): readonly Flag[] {
  return choices === undefined ? [BY, SORTED, NULL_KEYS] : [BY, NULL_KEYS];
}

const BY: Flag = {
  name: 'by',
  value: 'COLUMN,…',
  summary: 'The rows with the same values in these columns are a distribution of their own',
};

const SORTED: Flag = {
  name: 'sorted',
  summary: 'With --by: the rows of each key follow one another, so that one pass is enough',
};

const NULL_KEYS: Flag = {
  name: 'null-keys',
  value: 'group|drop',
  summary: 'With --by: whether a null is a key like others, or its rows get null (default group)',
};

function placeholderOf({ kind, choices, name }: OptionSpec): { readonly value?: string } {
  if (choices !== undefined) return { value: choices.join('|') };
  if (name === 'as' && kind === 'string') return { value: 'NAME' };
  const value = PLACEHOLDERS[kind];
  return value === undefined ? {} : { value };
}

function summaryOf(spec: OptionSpec): string {
  const notes = [
    spec.required === true ? 'required' : undefined,
    spec.default === undefined ? undefined : `default ${spec.default}`,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? spec.summary : `${spec.summary} (${notes.join(', ')})`;
}

/**
 * The step that a segment of the command line says.
 *
 * @throws UsageError for a missing option, and a value of another kind than its option's
 */
export function stepOf(kind: StepVerb, given: Given): Step {
  const options = kind.options.flatMap((spec): (readonly [string, OptionValue])[] => {
    const value = optionOf(kind.verb, spec, given);
    if (value !== undefined) return [[spec.name, value]];
    if (spec.required !== true) return [];
    const short = shortOf(spec);
    const flag = short === undefined ? `--${kebab(spec.name)}` : `-${short}`;
    const example = spec.kind === 'columns' ? ", such as -c 'logit_*'" : '';
    throw new UsageError(
      `${kind.verb}: ${flag} is missing: ${withSmallInitial(spec.summary)}${example}`,
    );
  });
  return { op: kind.op, ...Object.fromEntries(options) } as Step; // the options of this kind
}

function withSmallInitial(summary: string): string {
  return summary.charAt(0).toLowerCase() + summary.slice(1);
}

function optionOf(verb: string, spec: OptionSpec, given: Given): OptionValue | undefined {
  const name = kebab(spec.name);
  const values = given.flags.get(name);
  if (spec.kind === 'labels') return labelsOf(verb, name, given);
  if (spec.kind === 'over') return overOf(verb, spec, given);
  if (values === undefined) return undefined;
  if (spec.kind === 'columns') return columnsArgument(verb, values);
  if (isSwitch(spec)) return isOn(given, name);
  if (spec.kind === 'mapping') return mappingOf(verb, name, values);
  if (spec.kind === 'names') return values.flatMap((value) => value.split(','));
  const text = single(verb, given, name) as string;
  if (spec.choices !== undefined) return choiceOf(verb, name, spec.choices, text);
  if (spec.kind === 'number') return numberOf(verb, name, text);
  if (spec.kind === 'numbers') return text.split(',').map((part) => numberOf(verb, name, part));
  if (spec.kind === 'integer') return integerOf(verb, name, text);
  return text;
}

/** `--over stream`, or `--by` with what belongs to it. */
function overOf(
  verb: string,
  { name, choices = ['row', 'stream'] }: OptionSpec,
  given: Given,
): OptionValue | undefined {
  const over = single(verb, given, name);
  const by = given.flags.get('by')?.flatMap((value) => value.split(','));
  const nulls = single(verb, given, 'null-keys');
  if (by === undefined) {
    const stray = ['sorted', 'null-keys'].find((flag) => given.flags.has(flag));
    if (stray !== undefined) throw new UsageError(`${verb}: --${stray} belongs to --by`);
    return over === undefined ? undefined : choiceOf(verb, name, choices, over);
  }
  if (over !== undefined) {
    throw new UsageError(`${verb}: --${name} and --by are both given; expected one`);
  }
  return {
    by,
    ...(given.flags.has('sorted') ? { sorted: isOn(given, 'sorted') } : {}),
    ...(nulls === undefined ? {} : { nulls: nullKeysOf(verb, nulls) }),
  };
}

function nullKeysOf(verb: string, text: string): 'group' | 'drop' {
  if (text === 'group' || text === 'drop') return text;
  const near = didYouMean(text, ['group', 'drop']);
  throw new UsageError(
    `${verb}: --null-keys is unknown (got ${show(text)}); expected group, drop${near}`,
  );
}

function labelsOf(verb: string, name: string, given: Given): OptionValue | undefined {
  const labels = single(verb, given, name);
  const file = single(verb, given, `${name}-file`);
  if (labels !== undefined && file !== undefined) {
    throw new UsageError(`${verb}: --${name} and --${name}-file are both given; expected one`);
  }
  if (labels !== undefined && LOOKS_LIKE_FILE.test(labels)) {
    throw new UsageError(
      `${verb}: --${name} takes the labels themselves (got ${show(labels)}); did you mean --${name}-file?`,
    );
  }
  return file === undefined ? labels?.split(',') : { file };
}

/** A single label, which no ranking has, with the ending of a file that holds labels. */
const LOOKS_LIKE_FILE = /^[^,]+\.(txt|json)$/i;

function choiceOf(
  verb: string,
  name: string,
  choices: readonly (string | number)[],
  text: string,
): string | number {
  const choice = choices.find((value) => String(value) === text);
  if (choice !== undefined) return choice;
  const known = choices.map(String);
  throw new UsageError(
    `${verb}: --${name} is unknown (got ${show(text)}); expected ${known.join(', ')}${didYouMean(text, known)}`,
  );
}

function numberOf(verb: string, name: string, text: string): number {
  const value = parseNumeralText(text);
  if (value !== undefined) return value;
  throw new UsageError(`${verb}: --${name} is no number (got ${show(text)})`);
}

/** A number of things, where one is given. */
export function wholeNumber(
  verb: string,
  name: string,
  text: string | undefined,
): number | undefined {
  if (text === undefined) return undefined;
  const value = integerOf(verb, name, text);
  if (value >= 0) return value;
  throw new UsageError(`${verb}: --${name} is below 0 (got ${value})`);
}

function integerOf(verb: string, name: string, text: string): number {
  const value = parseNumeralText(text);
  if (value !== undefined && Number.isInteger(value)) return value;
  throw new UsageError(`${verb}: --${name} is no whole number (got ${show(text)})`);
}

/** `OLD=NEW`, several separated by commas or in options of their own; as a list, so that `__proto__` is a name too. */
export function pairsOf(
  verb: string,
  name: string,
  values: readonly string[],
): readonly (readonly [string, string])[] {
  return values
    .flatMap((value) => value.split(','))
    .map((pair) => {
      const equals = pair.lastIndexOf('=');
      if (equals > 0) return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
      throw new UsageError(
        `${verb}: --${name} has no two sides (got ${show(pair)}); expected LEFT=RIGHT`,
      );
    });
}

function mappingOf(verb: string, name: string, values: readonly string[]) {
  return Object.fromEntries(pairsOf(verb, name, values));
}
