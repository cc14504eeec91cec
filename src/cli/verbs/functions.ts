import { presetOf } from '../../activations/preset.js';
import { ACTIVATIONS, type Activation, LIBRARIES } from '../../activations/table.js';
import { didYouMean, show } from '../../errors.js';
import { UsageError } from '../arguments/usage-error.js';
import { type Io, print } from '../io.js';
import { glossary } from '../printing/layout.js';
import { table } from '../printing/table.js';

const ROWS: readonly Activation[] = Object.values(ACTIVATIONS);

/** The element-wise functions: all in a table, or one with all that is known of it. */
export async function functions(names: readonly string[], io: Io): Promise<void> {
  const [name, stray] = names;
  if (stray !== undefined) {
    throw new UsageError(`functions: one name at most (got ${show(stray)} as a second)`);
  }
  const lines = name === undefined ? listLines() : detailLines(find(name));
  await print(io.stdout, `${lines.join('\n')}\n`);
}

function find(name: string): Activation {
  const found = ROWS.find((row) => row.name === name || row.aliases.includes(name));
  if (found !== undefined) return found;
  const known = ROWS.flatMap((row) => [row.name, ...row.aliases]);
  throw new UsageError(
    `functions: no such function (got ${show(name)}); expected one of ${known.join(', ')}${didYouMean(name, known)}`,
  );
}

function listLines(): readonly string[] {
  const column = (title: string, textOf: (row: Activation) => string) => ({
    name: title,
    cells: ROWS.map(textOf),
    align: 'left' as const,
  });
  const { lines } = table(
    [
      column('function', ({ name, aliases }) => [name, ...aliases].join(', ')),
      column('formula', ({ formula }) => formula),
      column('range', ({ range }) => range),
      column('parameters', parametersText),
    ],
    ROWS.length,
  );
  return lines;
}

function parametersText({ parameters }: Activation): string {
  return Object.entries(parameters)
    .map(([name, parameter]) => `${name} = ${parameter.default}`)
    .join(', ');
}

function detailLines(row: Activation): readonly string[] {
  const { derivative, specialValues, tolerance } = row;
  return [
    [row.name, ...row.aliases].join(', '),
    glossary([
      ['what', row.summary],
      ['formula', row.formula],
      ...Object.entries(row.parameters).map(([name, parameter]): readonly [string, string] => [
        name,
        `${parameter.summary} ${capital(parameter.expected)}; default ${parameter.default}.`,
      ]),
      ['domain', row.domain],
      ['range', row.range],
      ['derivative', derivative.formula],
      ['at −∞', specialValues.negativeInfinity],
      ['at +∞', specialValues.positiveInfinity],
      ['at NaN', specialValues.nan],
      ['at −0', specialValues.negativeZero],
      ['drawback', row.drawback],
      [
        'error',
        `at most ${tolerance.float32} ulp in float32, ${tolerance.float64} ulp in float64; of the derivative 0.51 and ${Math.max(0.51, derivative.tolerance)}`,
      ],
      ...libraryLines(row),
      ['reference', row.reference],
    ]),
  ];
}

/** What each library understands by the name: its own spelling, the function that it is here, and its defaults. */
function libraryLines(row: Activation): readonly (readonly [string, string])[] {
  return LIBRARIES.map((library): readonly [string, string] => {
    const convention = row.conventions[library];
    if (convention === undefined) return [library, 'has none'];
    const { row: meant, values, called } = presetOf(row.name, library);
    const defaults = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
    const note = convention.note === undefined ? [] : [convention.note];
    const parts = [meant === row ? [] : [`is ${meant.name}`], defaults, note].flat();
    return [library, parts.length === 0 ? called : `${called}: ${parts.join('; ')}`];
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
