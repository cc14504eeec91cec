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
import type { Formats } from '../files/conversion/recipe-formats.js';
import type { FileKind } from '../files/file-kind.js';
import type { CsvSpan } from '../files/shards/csv-span.js';
import type { Shard } from '../files/shards/shard.js';
import type { Recipe } from '../recipes/recipe.js';

/** What a worker is told once. Everything is plain data: a closure never travels. */
export interface Assignment {
  readonly recipe: Recipe;
  readonly formats: Formats;
}

/** One part of a file to convert. */
export interface Task {
  readonly part: Shard | CsvSpan;
  /** The first part writes what stands before the rows of a CSV; the others go on behind it. */
  readonly first: boolean;
  /** What its bytes are to be. */
  readonly to: FileKind;
  /** The delimiter of the output, where it is text. */
  readonly delimiter?: string | undefined;
}

/** What a worker is told: first what it works at, then tasks, and that buffers which it has sent can be filled again. */
export type Order = Begin | Work;

interface Begin {
  readonly kind: 'begin';
  readonly assignment: Assignment;
}

/** What a converter is told. */
export type Work =
  | { readonly kind: 'convert'; readonly task: Task }
  /** No more tasks will come: what is known of all of them is to be said. */
  | { readonly kind: 'finish' }
  | { readonly kind: 'reuse'; readonly buffers: readonly ArrayBuffer[] };

export function isSpan(part: Shard | CsvSpan): part is CsvSpan {
  return 'isBorder' in part;
}

/** So often a worker says that it lives, in milliseconds, whatever it waits for. */
export const PULSE_MS = 1000;

/** What a worker says of its task; `done` or `failed` comes last. */
export type Message =
  | { readonly kind: 'alive' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'counts'; readonly step: number; readonly op: string; readonly counts: Counts }
  | { readonly kind: 'warning'; readonly message: string }
  /** Of a span: the operators compute its rows from this one on. */
  | { readonly kind: 'operators'; readonly row: number }
  /** Of a span: where its records begin. */
  | { readonly kind: 'begun'; readonly from: number }
  /** It begins anew: what it has said since is void. */
  | { readonly kind: 'again' }
  | ({ readonly kind: 'done' } & Done)
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Done {
  readonly rows: number;
  readonly batches: number;
  /** Of a span: where the next one's records begin. */
  readonly to?: number;
}

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
