import { oneOf } from '../errors.js';
import type { OptionKind, OptionValue } from './option-values.js';
import { keyPath, refuse, refuseMissing } from './refuse.js';

/** One option of a step, as recipes hold it; the command derives its flags and its help from these. */
export interface OptionSpec<Name extends string = string> {
  /** The key in a recipe, and the option of the operator. */
  readonly name: Name;
  /**
   * - `columns`: a name, a glob, an array of names, or `{"pattern": …, "flags": …}`
   * - `numbers`: an array of finite numbers
   * - `labels`: an array of strings, or `{"file": …}`
   * - `mapping`: an object of strings
   * - `names`: the literal name of a column, or an array of such
   * - `state`: the path of a STATE file
   * - `sumToOne`: `true`, `false`, or `{"decimals": …}`
   * - `over`: `"row"`, `"stream"`, or `{"by": …}` with key columns
   */
  readonly kind: OptionKind;
  /** For kind `choice`: the values that there are; for `over`: the words, where `row` is none of them. */
  readonly choices?: readonly (string | number)[];
  readonly required?: boolean;
  /** What leaving it out means; where it depends on the data, `summary` says how. */
  readonly default?: string | number | boolean;
  /** One line, without a full stop. */
  readonly summary: string;
}

/** A spec whose type knows its name. */
export function option<const Name extends string>(spec: OptionSpec<Name>): OptionSpec<Name> {
  return spec;
}

const EXPECTED: Readonly<Record<OptionKind, string>> = {
  columns: 'a column name, a glob, an array of names or {"pattern": "^logit_"}',
  string: 'a string',
  number: 'a finite number',
  integer: 'an integer',
  numbers: 'an array of finite numbers',
  boolean: 'true or false',
  choice: 'one of its choices',
  labels: 'an array of strings or {"file": "labels.txt"}',
  mapping: 'an object of strings',
  names: 'a column name or an array of names',
  state: 'the path of a STATE file',
  sumToOne: 'true, false or {"decimals": 4}',
  over: '"row", "stream" or {"by": "query_id"}',
};

/** Whether a value is what JSON calls an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses keys that are not there; only an object's own keys count, so that `__proto__` is one as well. */
export function checkKeys(value: object, keys: readonly string[], path: string): void {
  const stranger = Object.keys(value).find((key) => !keys.includes(key));
  if (stranger === undefined) return;
  throw refuse('unknown key', keyPath(path, stranger), stranger, oneOf(keys, stranger));
}

/** The options of an object, held against their specs: nothing missing, and every value of its kind, copied. */
export function parseOptions(
  value: Readonly<Record<string, unknown>>,
  specs: readonly OptionSpec[],
  path: string,
): Readonly<Record<string, OptionValue>> {
  const entries: [string, OptionValue][] = [];
  for (const spec of specs) {
    const { name, kind, required = false } = spec;
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined) entries.push([name, parseOption(spec, given, keyPath(path, name))]);
    else if (required) throw refuseMissing(name, path, EXPECTED[kind]);
  }
  return Object.fromEntries(entries);
}

function parseOption(spec: OptionSpec, value: unknown, path: string): OptionValue {
  const { kind, choices } = spec;
  const isChoice = kind === 'choice' && choices !== undefined;
  const expected = isChoice
    ? choices.map((choice) => JSON.stringify(choice)).join(', ')
    : EXPECTED[kind];
  if (typeof value === 'function') {
    throw refuse('a custom function cannot be in a recipe', path, value, expected);
  }
  const parsed = isChoice ? choices.find((choice) => choice === value) : PARSERS[kind](value, path);
  if (parsed === undefined) throw refuse('wrong value', path, value, expected);
  return parsed;
}

/** undefined where the value is not of the kind. */
type Parse = (value: unknown, path: string) => OptionValue | undefined;

const PARSERS: Readonly<Record<OptionKind, Parse>> = {
  columns: (value, path) => {
    if (typeof value === 'string') return value;
    return isObject(value) ? parsePattern(value, path) : parseStrings(value);
  },
  string: (value) => (typeof value === 'string' ? value : undefined),
  number: (value) => (isNumber(value) ? value : undefined),
  integer: (value) => (isNumber(value) && Number.isInteger(value) ? value : undefined),
  numbers: (value) => (Array.isArray(value) && value.every(isNumber) ? [...value] : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  choice: () => undefined,
  labels: (value, path) => (isObject(value) ? parseFile(value, path) : parseStrings(value)),
  mapping: (value) => (isObject(value) ? parseMapping(value) : undefined),
  names: (value) => (typeof value === 'string' ? value : parseStrings(value)),
  state: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  sumToOne: (value, path) => {
    if (typeof value === 'boolean') return value;
    return isObject(value) ? parseDecimals(value, path) : undefined;
  },
  over: (value, path) => {
    if (value === 'row' || value === 'stream') return value;
    return isObject(value) ? parseGrouping(value, path) : undefined;
  },
};

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function parseStrings(value: unknown): readonly string[] | undefined {
  const isText = (item: unknown) => typeof item === 'string';
  return Array.isArray(value) && value.every(isText) ? [...value] : undefined;
}

function parsePattern(
  value: Readonly<Record<string, unknown>>,
  path: string,
): OptionValue | undefined {
  checkKeys(value, ['pattern', 'flags'], path);
  const { pattern, flags = '' } = value;
  if (typeof pattern !== 'string' || typeof flags !== 'string') return undefined;
  try {
    new RegExp(pattern, flags);
  } catch (cause) {
    throw refuse('no regular expression', path, value, 'one that JavaScript can read', cause);
  }
  return flags === '' ? { pattern } : { pattern, flags };
}

function parseFile(
  value: Readonly<Record<string, unknown>>,
  path: string,
): OptionValue | undefined {
  checkKeys(value, ['file'], path);
  return typeof value.file === 'string' ? { file: value.file } : undefined;
}

/** How many there may be, the operator says. */
function parseDecimals(
  value: Readonly<Record<string, unknown>>,
  path: string,
): OptionValue | undefined {
  checkKeys(value, ['decimals'], path);
  return isNumber(value.decimals) ? { decimals: value.decimals } : undefined;
}

/** What names and words there may be, the operator says. */
function parseGrouping(
  value: Readonly<Record<string, unknown>>,
  path: string,
): OptionValue | undefined {
  checkKeys(value, ['by', 'sorted', 'nulls'], path);
  const { sorted, nulls } = value;
  const by = typeof value.by === 'string' ? value.by : parseStrings(value.by);
  if (by === undefined) return undefined;
  if (sorted !== undefined && typeof sorted !== 'boolean') return undefined;
  if (nulls !== undefined && nulls !== 'group' && nulls !== 'drop') return undefined;
  return {
    by,
    ...(sorted === undefined ? {} : { sorted }),
    ...(nulls === undefined ? {} : { nulls }),
  };
}

/** By `fromEntries`, which makes `__proto__` a key like any other. */
function parseMapping(value: Readonly<Record<string, unknown>>): OptionValue | undefined {
  const entries = Object.entries(value);
  const isText = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string';
  return entries.every(isText) ? Object.fromEntries(entries) : undefined;
}
