import { describe, type LogitflowError } from '../../errors.js';
import { LIMITS } from '../../formats/arrow-ipc/limits.js';
import { SCAN_LIMITS } from '../../formats/csv/options.js';
import { READ_OPTIONS, WRITE_OPTIONS } from '../../recipes/formats.js';
import { kebab, STEPS } from '../../recipes/steps.js';

/** Flags by the options that operators and formats speak of. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ...[...STEPS.flatMap(({ options }) => options), ...READ_OPTIONS, ...WRITE_OPTIONS].map(
    ({ name }) => [name, name.length === 1 ? `-${name}` : `--${kebab(name)}`] as const,
  ),
  ['types', '--type'],
  ...[...SCAN_LIMITS, ...LIMITS].map((name) => [name, `--limit ${kebab(name)}`] as const),
]);

/** Verbs and what else the command calls those who speak. */
const SPEAKERS: ReadonlyMap<string, string> = new Map([
  ...STEPS.map(({ op, verb }) => [op, verb] as const),
  ...['decodeCsv', 'decodeArrow', 'decodeState'].map((name) => [name, 'read'] as const),
  ...['encodeCsv', 'encodeArrow'].map((name) => [name, 'write'] as const),
]);

/** Words of the operators that only mean an option where they stand so. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  // There are no functions on a command line, and nobody gives it these values.
  [/(, or|, or as:| or) a function( \(name, index\) => boolean that tells them apart)?/, ''],
  [/ \(got (undefined|true|false)\)/, ''],
  [/\bsumToOne\.decimals\b/, '--precision beside --sum-to-one'],
  [/\bprecision and significant\b/, '--precision and --significant'],
  [/\bexpected precision,/, 'expected --precision,'],
  [/\bneeds as\b/, 'needs --as'],
  [/\bas: a name/, '--as, a name'],
  [/\bthe option format \(--to\)/, '--to'],
  [/ or 'resubscribe'/, ' or resubscribe'],
  [/\bor \{ by: … \}/, 'or --by'],
  [/\bin as\b/, 'in --as'],
  [/\bgrouping without sorted\b/, 'the groups without --sorted'],
  [/\bbad (quote|escape|comment)\b/, 'bad --$1'],
];

/**
 * An operator's message about its options, said of flags: `topK: as must name the one result` becomes `top-k: --as must …`.
 * What stands in double quotes is data, and stays.
 */
export function inFlags(message: string): string {
  const [, operator, said] = /^([\w-]+): (.*)$/s.exec(message) ?? [];
  if (operator === undefined || said === undefined) return message;
  return `${speakerOf(operator)}: ${translated(said)}`;
}

/** The message of an error of the data or its files, said of flags too. */
export function errorInFlags({ report }: LogitflowError): string {
  const { operator, what, expected } = report;
  return describe({
    ...report,
    operator: speakerOf(operator),
    what: translated(what),
    ...(expected === undefined ? {} : { expected: translated(expected) }),
  });
}

function speakerOf(operator: string): string {
  return SPEAKERS.get(operator) ?? operator;
}

/** What is said once more for code. */
const IN_CODE = / \(types: \{ "[^"]*": '[^']*' \}\)/;

function translated(said: string): string {
  const [first = '', ...rest] = said.replace(IN_CODE, '').split(/("[^"]*")/);
  const begun = first.replace(/^[a-z]\w*(?= (is|has|holds|must|names|needs)\b)/i, flagOf);
  return [begun, ...rest].map((part) => (part.startsWith('"') ? part : inPhrases(part))).join('');
}

function inPhrases(text: string): string {
  const phrased = PHRASES.reduce((said, [pattern, by]) => said.replace(pattern, by), text);
  return phrased
    .replace(/\b(\w+): (true|false|'\w+')/g, (whole, name: string, value: string) => {
      const flag = flagOf(name);
      if (flag === name) return whole;
      if (value === 'false') return flag.replace('--', '--no-');
      return value === 'true' ? flag : `${flag} ${value.slice(1, -1)}`;
    })
    .replace(/\b[a-z]+[A-Z]\w*\b/g, flagOf);
}

/** The word itself where it is no option. */
function flagOf(word: string): string {
  return FLAGS.get(word) ?? word;
}
