/**
 * How the file was written whose raw cells a batch holds, kept in the schema's metadata, so that the writer can put an
 * untouched file back byte for byte.
 */
export interface Dialect {
  readonly delimiter: string;
  readonly header: boolean;
  readonly newline: '\n' | '\r\n';
  /** The file began with a byte order mark. */
  readonly bom: boolean;
}

/** The key of the schema's metadata; the value is a Dialect in JSON. */
export const DIALECT_KEY = 'logitflow.csv';

/** The key of a field's metadata that holds its name as the file had it, where that was quoted without need. */
export const HEADER_KEY = 'logitflow.header';

export function writeDialect(dialect: Dialect): string {
  return JSON.stringify(dialect);
}

/** The dialect in a schema's metadata. Undefined where there is none, or something else under its key. */
export function readDialect(metadata: ReadonlyMap<string, string>): Dialect | undefined {
  try {
    const value: unknown = JSON.parse(metadata.get(DIALECT_KEY) ?? 'null');
    return isDialect(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isDialect(value: unknown): value is Dialect {
  if (typeof value !== 'object' || value === null) return false;
  const { delimiter, header, newline, bom } = value as Partial<Record<keyof Dialect, unknown>>;
  return (
    typeof delimiter === 'string' &&
    typeof header === 'boolean' &&
    (newline === '\n' || newline === '\r\n') &&
    typeof bom === 'boolean'
  );
}
