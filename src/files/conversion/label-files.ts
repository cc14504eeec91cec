import { readFile } from 'node:fs/promises';
import type { Recipe } from '../../recipes/recipe.js';
import { resolveLabels } from '../../recipes/resolve-labels.js';
import { fileError } from '../system-error.js';

/**
 * A recipe with the labels themselves where it names files of them (relative paths are those of the process).
 *
 * @throws FileError where a file cannot be read, FormatError where it holds no labels
 */
export function withLabelFiles(recipe: Recipe): Promise<Recipe> {
  return resolveLabels(recipe, (path) =>
    readFile(path, 'utf8').catch((error: unknown) => {
      throw fileError('labels', path, error);
    }),
  );
}
