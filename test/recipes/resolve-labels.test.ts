import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.js';
import type { AnyStep, Recipe } from '../../src/recipes/recipe.js';
import { resolveLabels } from '../../src/recipes/resolve-labels.js';

const recipeOf = (file: string): Recipe => ({
  steps: [{ op: 'argmax', columns: 'x', as: 'best', labels: { file } }],
});

const labelsOf = ({ steps }: Recipe) => (steps as readonly AnyStep[]).map(({ labels }) => labels);

/** The labels that a file of this name and text holds. */
async function labelsIn(file: string, text: string): Promise<unknown> {
  const recipe = await resolveLabels(recipeOf(file), async () => text);
  return labelsOf(recipe)[0];
}

describe('labels are read from', () => {
  it.each<[string, string, string, string[]]>([
    ['lines', 'labels.txt', 'cat\ndog\n', ['cat', 'dog']],
    ['lines without a last line end', 'labels.txt', 'cat\ndog', ['cat', 'dog']],
    [
      'lines of Windows, with a byte order mark',
      'labels.txt',
      '\uFEFFcat\r\ndog\r\n\r\n',
      ['cat', 'dog'],
    ],
    [
      'lines with blanks, which are part of them',
      'labels.txt',
      ' cat\nbig dog\n',
      [' cat', 'big dog'],
    ],
    [
      'lines of which the first begins with a bracket',
      'vocab.txt',
      '[PAD]\n[UNK]\n',
      ['[PAD]', '[UNK]'],
    ],
    ['a JSON array', 'labels.json', '["cat", "dog"]', ['cat', 'dog']],
    ['a JSON array in a file of another name', 'labels', '\uFEFF ["cat"]', ['cat']],
    [
      'id2label, by its keys and not their order',
      'config.json',
      '{"model_type": "vit", "id2label": {"1": "dog", "0": "cat", "10": "k", "2": "c", "3": "d", "4": "e", "5": "f", "6": "g", "7": "h", "8": "i", "9": "j"}}',
      ['cat', 'dog', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'],
    ],
    [
      'id2label whose labels are odd names',
      'config.json',
      '{"id2label": {"0": "__proto__"}}',
      ['__proto__'],
    ],
  ])('%s', async (_, file, text, labels) => {
    expect(await labelsIn(file, text)).toEqual(labels);
  });
});

describe('a file without labels is refused by name', () => {
  it.each<[string, string, string]>([
    ['labels.txt', '', 'labels.txt: labels: the file is empty; expected a label a line'],
    [
      'labels.txt',
      'cat\n\ndog\n',
      'labels.txt: labels: a line without a label (line 2); expected a label a line',
    ],
    [
      'labels.json',
      'cat\n',
      'labels.json: labels: the file holds no JSON; expected an array of strings, or an object with id2label',
    ],
    [
      'labels.json',
      '3',
      'labels.json: labels: the JSON holds no labels (got 3); expected an array of strings, or an object with id2label',
    ],
    [
      'labels.json',
      '["cat", 2]',
      'labels.json: labels: label 1 is no string (got 2); expected a string',
    ],
    [
      'config.json',
      '{"label2id": {}}',
      'config.json: labels: the JSON holds no labels (got {"label2id":{}}); expected an array of strings, or an object with id2label',
    ],
    [
      'config.json',
      '{"id2label": {"0": "cat", "2": "eel"}}',
      'config.json: labels: id2label has no label 1 (got "2"); expected the keys 0 to 1',
    ],
    [
      'config.json',
      '{"id2label": {"00": "cat"}}',
      'config.json: labels: id2label has no label 0 (got "00"); expected the keys 0 to 0',
    ],
    [
      'config.json',
      '{"id2label": {"0": "cat", "__proto__": "eel"}}',
      'config.json: labels: id2label has no label 1 (got "__proto__"); expected the keys 0 to 1',
    ],
    [
      'config.json',
      '{"id2label": {"0": null}}',
      'config.json: labels: label 0 is no string (got null); expected a string',
    ],
    [
      'config.json',
      '{"id2label": {}}',
      'config.json: labels: id2label is empty; expected the keys 0 to n - 1',
    ],
  ])('%s: %j', async (file, text, message) => {
    const error = await labelsIn(file, text).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toBe(message);
  });
});

describe('resolveLabels', () => {
  it('reads a path once and leaves the rest of the recipe as it is', async () => {
    const paths: string[] = [];
    const steps: Recipe['steps'] = [
      { op: 'softmax', columns: 'x' },
      ...recipeOf('a.txt').steps,
      ...recipeOf('a.txt').steps,
      ...recipeOf('b.txt').steps,
    ];
    const recipe = { read: { format: 'csv' } as const, steps };
    const resolved = await resolveLabels(recipe, async (path) => {
      paths.push(path);
      return `label of ${path}`;
    });
    expect(paths).toEqual(['a.txt', 'b.txt']);
    expect(resolved.read).toEqual({ format: 'csv' });
    expect(labelsOf(resolved)).toEqual([
      undefined,
      ['label of a.txt'],
      ['label of a.txt'],
      ['label of b.txt'],
    ]);
    expect(recipe.steps[1]).toHaveProperty('labels', { file: 'a.txt' });
  });

  it('passes on what reading fails with', async () => {
    const fail = () => Promise.reject(new Error('no such file'));
    await expect(resolveLabels(recipeOf('a.txt'), fail)).rejects.toThrow('no such file');
  });
});
