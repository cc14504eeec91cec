import type { OptionSpec } from '../src/recipes/option-kinds.js';
import type { StepKind } from '../src/recipes/steps.js';

/**
 * The text of `src/recipes/step-types.ts`: a type for each kind of step, in which every option is explained as
 * `--help` explains it, for editors show nothing of types that are computed. A test holds the file against it;
 * `npx vitest run test/recipes/step-types -u` writes it.
 */
export function generateStepTypes(
  own: readonly StepKind[],
  elements: readonly StepKind[],
  shared: readonly OptionSpec[],
): string {
  const parts = [
    HEAD,
    declaration('ElementOptions', '', 'What every function of the table takes.', shared),
    ...own.map((kind) => stepType(kind, kind.options)),
    ...elements.map((kind) => functionTypes(kind, shared)),
    union('OwnStep', 'A step whose operator is no function of the table.', own.map(typeName)),
    union('ElementStep', 'A function of the table.', elements.map(typeName)),
    union('ActivateStep', 'The same, as `activate` in code.', elements.map(activateName)),
  ];
  return parts.join('\n');
}

const HEAD = `// Generated from the table of steps by tools/generate-step-types.ts: change the table, not this file.
import type {
  ColumnsValue,
  DecimalsValue,
  GroupingValue,
  LabelsValue,
  Mapping,
} from './option-values.js';
`;

function stepType(kind: StepKind, options: readonly OptionSpec[]): string {
  return declaration(typeName(kind), '', `${kind.summary}.`, options, [`op: '${kind.op}'`]);
}

/** The parameters of a function, and the two spellings of its step. */
function functionTypes(kind: StepKind, shared: readonly OptionSpec[]): string {
  const names = [kind.op, ...kind.aliases].map((name) => `'${name}'`).join(' | ');
  const parameters = kind.options.filter(({ name }) => !shared.some((one) => one.name === name));
  const options = `${capital(kind.op)}Options`;
  const summary = `${kind.summary}.`;
  return [
    declaration(options, 'ElementOptions', `Options of \`${kind.op}\`.`, parameters),
    declaration(typeName(kind), options, summary, [], [`op: ${names}`]),
    declaration(activateName(kind), options, summary, [], ["op: 'activate'", `function: ${names}`]),
  ].join('\n');
}

function declaration(
  name: string,
  base: string,
  summary: string,
  options: readonly OptionSpec[],
  keys: readonly string[] = [],
): string {
  const lines = [...keys.map((key) => `  readonly ${key};`), ...options.map(property)];
  // No interface: `AnyStep` has an index signature, which none of these would be held to fit.
  const own = lines.length === 0 ? [] : [`{\n${lines.join('\n')}\n}`];
  const parts = [...(base === '' ? [] : [base]), ...own];
  return `/** ${summary} */\nexport type ${name} = ${parts.join(' & ')};\n`;
}

function property(spec: OptionSpec): string {
  const { name, summary, required = false, default: byDefault } = spec;
  const note = byDefault === undefined ? '' : ` Default ${byDefault}.`;
  const type = required ? typeOf(spec) : `${typeOf(spec)} | undefined`;
  return `  /** ${summary}.${note} */\n  readonly ${name}${required ? '' : '?'}: ${type};`;
}

const TYPES: Readonly<Record<OptionSpec['kind'], string>> = {
  columns: 'ColumnsValue',
  string: 'string',
  number: 'number',
  integer: 'number',
  numbers: 'readonly number[]',
  boolean: 'boolean',
  choice: 'never',
  labels: 'LabelsValue',
  mapping: 'Mapping',
  names: 'string | readonly string[]',
  state: 'string',
  sumToOne: 'boolean | DecimalsValue',
  over: "'row' | 'stream' | GroupingValue",
};

function typeOf({ kind, choices }: OptionSpec): string {
  if (choices === undefined) return TYPES[kind];
  const words = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : `${choice}`));
  // Who gives no row a result of its own does not ask for the order of groups.
  return [...words, ...(kind === 'over' ? ["Omit<GroupingValue, 'sorted'>"] : [])].join(' | ');
}

function union(name: string, summary: string, types: readonly string[]): string {
  return `/** ${summary} */\nexport type ${name} =\n${types.map((type) => `  | ${type}`).join('\n')};\n`;
}

function typeName({ op }: StepKind): string {
  return `${capital(op)}Step`;
}

function activateName({ op }: StepKind): string {
  return `Activate${capital(op)}Step`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
