/** The README's table of functions, made of the table of activations. */
import { ACTIVATIONS, type Activation } from '../src/activations/table.js';

const BEGIN = '<!-- functions -->\n';
const END = '<!-- /functions -->';

/** `markdown` with what stands between its two markers made anew. */
export function withFunctionTable(markdown: string): string {
  const begin = markdown.indexOf(BEGIN) + BEGIN.length;
  const end = markdown.indexOf(END);
  return `${markdown.slice(0, begin)}${functionTable()}${markdown.slice(end)}`;
}

function functionTable(): string {
  const rows: readonly Activation[] = Object.values(ACTIVATIONS);
  const lines = rows.map(line);
  const head =
    '| function | formula | parameters | range | error bound, ulp of float32 / float64 |';
  return [head, '|---|---|---|---|---|', ...lines, ''].join('\n');
}

function line({ name, aliases, formula, parameters, range, tolerance }: Activation): string {
  const names = [name, ...aliases].map((each) => `\`${each}\``).join(', ');
  const defaults = Object.entries(parameters).map(
    ([key, { default: value }]) => `${key} = ${value}`,
  );
  const bounds = `${tolerance.float32} / ${tolerance.float64}`;
  const cells = [names, formula, defaults.join(', '), range, bounds];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
