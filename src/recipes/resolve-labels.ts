import { FormatError } from '../errors.js';
import { isObject } from './option-kinds.js';
import type { LabelsFile } from './option-values.js';
import type { AnyStep, Recipe, Step } from './recipe.js';

/**
 * A recipe with the labels themselves in place of the files that hold them.
 *
 * A file is one label a line (UTF-8; a byte order mark and blank lines at the end do not count), a JSON array of
 * strings, or a JSON object with `id2label`, such as the `config.json` of a Hugging Face model, whose keys must be
 * 0 … n − 1. A name that ends in `.json` must hold JSON; of other files those that do are read as such.
 *
 * @param readText  the text of a file, by the path in the recipe; each path is read once
 * @throws FormatError that names a file that holds no labels; what `readText` throws
 */
export async function resolveLabels(
  recipe: Recipe,
  readText: (path: string) => Promise<string>,
): Promise<Recipe> {
  const read = new Map<string, readonly string[]>();
  const steps: Step[] = [];
  for (const step of recipe.steps) {
    const { labels }: AnyStep = step;
    if (!isFile(labels)) {
      steps.push(step);
      continue;
    }
    const { file } = labels;
    const known = read.get(file) ?? parseLabels(file, await readText(file));
    read.set(file, known);
    steps.push({ ...step, labels: known } as Step); // it has labels
  }
  return { ...recipe, steps };
}

function isFile(value: unknown): value is LabelsFile {
  return isObject(value) && typeof value.file === 'string';
}

/** The labels in the text of a file; `file` is its name for errors. */
export function parseLabels(file: string, text: string): readonly string[] {
  const json = parseJson(file, text);
  if (json === undefined) return labelsOfLines(file, text);
  if (Array.isArray(json)) return json.map((label, i) => checkLabel(file, label, i));
  if (isObject(json) && isObject(json.id2label)) return labelsOfIds(file, json.id2label);
  throw bad(file, 'the JSON holds no labels', json, JSON_LABELS);
}

const JSON_LABELS = 'an array of strings, or an object with id2label';

/** undefined where the file is one of lines. */
function parseJson(file: string, text: string): unknown {
  const named = /\.json$/i.test(file);
  if (!named && !/^\uFEFF?\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    // A label may well begin with a bracket, as [PAD] does.
    if (!named) return undefined;
    const report = { file, operator: 'labels', what: 'the file holds no JSON' };
    throw new FormatError({ ...report, expected: JSON_LABELS, cause });
  }
}

function labelsOfLines(file: string, text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  while (lines.at(-1) === '') lines.pop();
  const line = lines.indexOf('') + 1;
  if (lines.length > 0 && line === 0) return lines;
  const what = lines.length === 0 ? 'the file is empty' : 'a line without a label';
  const place = line === 0 ? {} : { line };
  throw new FormatError({ file, operator: 'labels', what, ...place, expected: 'a label a line' });
}

function labelsOfIds(file: string, labels: Readonly<Record<string, unknown>>): readonly string[] {
  const count = Object.keys(labels).length;
  if (count === 0) {
    const report = { file, operator: 'labels', what: 'id2label is empty' };
    throw new FormatError({ ...report, expected: 'the keys 0 to n - 1' });
  }
  return Array.from({ length: count }, (_, id) => {
    if (Object.hasOwn(labels, id)) return checkLabel(file, labels[id], id);
    const stranger = Object.keys(labels).find((key) => !isIdBelow(key, count));
    const expected = `the keys 0 to ${count - 1}`;
    throw bad(file, `id2label has no label ${id}`, stranger, expected);
  });
}

function isIdBelow(key: string, count: number): boolean {
  return (
    String(Number(key)) === key &&
    Number.isInteger(Number(key)) &&
    Number(key) >= 0 &&
    Number(key) < count
  );
}

function checkLabel(file: string, label: unknown, id: number): string {
  if (typeof label === 'string') return label;
  throw bad(file, `label ${id} is no string`, label, 'a string');
}

function bad(file: string, what: string, got: unknown, expected: string): FormatError {
  return new FormatError({ file, operator: 'labels', what, got, expected });
}
