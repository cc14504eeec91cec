import type { Field } from 'apache-arrow';
import { VERSION } from '../version.js';

/** The key of a field's metadata under which a result says how it was made. */
export const PROVENANCE_KEY = 'logitflow';

/**
 * How a column was made: the function by its canonical name, its axis and temperature where it has them, its
 * parameters, and the version that wrote it. Everything is JSON.
 */
export interface Provenance {
  readonly function: string;
  readonly axis?: string;
  readonly temperature?: number;
  readonly version?: string;
  readonly [parameter: string]: unknown;
}

/** The metadata that says so; `version` is this package's. */
export function provenance(made: Provenance): Map<string, string> {
  return new Map([[PROVENANCE_KEY, JSON.stringify({ ...made, version: VERSION })]]);
}

/** What a field says of how it was made; undefined where it says nothing that can be read. */
export function readProvenance(field: Field): Provenance | undefined {
  const text = field.metadata.get(PROVENANCE_KEY);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isProvenance(value) ? value : undefined;
  } catch {
    return undefined; // somebody else's use of the key is no error of this stream
  }
}

function isProvenance(value: unknown): value is Provenance {
  return (
    typeof value === 'object' &&
    value !== null &&
    'function' in value &&
    typeof value.function === 'string'
  );
}
