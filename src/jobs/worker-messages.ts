import type { Counts } from '../../operators/core/policies.js';
import {
  DataError,
  FileError,
  FormatError,
  LimitError,
  LogitflowError,
  RecipeError,
  type Report,
  SchemaError,
  SelectionError,
} from '../errors.js';
import type { FileKind } from '../files/file-kind.js';
import type { Formats } from '../files/recipe-formats.js';
import type { Shard } from '../files/shard.js';
import type { Recipe } from '../recipes/recipe.js';

/** What a worker is told once. Everything is plain data: a closure never travels. */
export interface Assignment {
  readonly recipe: Recipe;
  readonly formats: Formats;
}

/** One shard to convert. */
export interface Task {
  readonly shard: Shard;
  /** The first shard writes the header line of a CSV, if there is to be one. */
  readonly first: boolean;
  /** What its bytes are to be. */
  readonly to: FileKind;
}

/** What a worker says of its task; `done` or `failed` comes last. */
export type Message =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'counts'; readonly step: number; readonly op: string; readonly counts: Counts }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'done'; readonly rows: number; readonly batches: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** An error as plain data. */
export type Failure =
  | { readonly name: string; readonly report: Report }
  | { readonly error: unknown };

const CLASSES = {
  DataError,
  FileError,
  FormatError,
  LimitError,
  RecipeError,
  SchemaError,
  SelectionError,
} as const;

/** Causes stay behind: what they are may not travel. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof LogitflowError)) return { error };
  const { cause: _, ...report } = error.report;
  return { name: error.name, report };
}

export function toError(failure: Failure): unknown {
  if ('error' in failure) return failure.error;
  const Class = CLASSES[failure.name as keyof typeof CLASSES] ?? LogitflowError;
  return new Class(failure.report);
}
