import type { Activation } from '../src/activations/table.js';

/**
 * The text of `operators/elementwise.ts`: an exported function for each row of the table of activations and for
 * each of its aliases. A test holds the file against it; `npx vitest run test/operators/elementwise -u` writes it.
 */
export function generateElementwise(table: Readonly<Record<string, Activation>>): string {
  const operators = Object.values(table).flatMap((row) =>
    [row.name, ...row.aliases].map((name) => operator(name, row)),
  );
  return [HEAD, ...operators].join('\n');
}

const HEAD = `// Generated from src/activations by tools/generate-elementwise.ts: change the table, not this file.
import { type ActivateOptions, activate } from './activate.js';
import type { BatchOperator } from './core/over-batches.js';
`;

function operator(name: string, row: Activation): string {
  return `/**
${docLines(row, name)
  .map((line) => ` * ${line}`.trimEnd())
  .join('\n')}
 */
export function ${name}(options: ActivateOptions<'${name}'>): BatchOperator {
  return activate('${name}', options);
}
`;
}

function docLines(row: Activation, name: string): string[] {
  const { formula, domain, range, derivative, specialValues: special } = row;
  const parameters = Object.entries(row.parameters).map(
    ([parameter, { summary, expected, default: byDefault }]) =>
      `@param options.${parameter}  ${expected}, default ${byDefault}. ${summary}`,
  );
  return [
    name === row.name ? row.summary : `Another name of \`${row.name}\`. ${row.summary}`,
    '',
    `    ${formula}`,
    '',
    `Domain ${domain}; range ${range}; derivative ${derivative.formula}.`,
    `−∞ gives ${special.negativeInfinity}; +∞ gives ${special.positiveInfinity}; NaN gives ${special.nan}; −0 gives ${special.negativeZero}.`,
    `Within ${row.tolerance.float32} ulp in Float32, ${row.tolerance.float64} ulp in Float64.`,
    'Columns, lists, widths, nulls and errors are as `activate` says.',
    '',
    ...parameters,
    `@see ${row.reference}`,
  ];
}
