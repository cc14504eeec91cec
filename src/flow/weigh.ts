/** What a value costs beside its bytes: the object, its headers, the closures that carry it. */
const OVERHEAD = 256;

/**
 * A value's size in bytes as far as its shape tells: typed arrays and buffers, record batches (the buffers of their
 * columns), strings at two bytes a unit, arrays as the sum of their elements. Anything else counts as 256 bytes; a source
 * of larger values wants its own `weigh`.
 */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return OVERHEAD + 2 * value.length;
  if (typeof value !== 'object' || value === null) return OVERHEAD;
  if (Array.isArray(value)) return value.reduce((sum: number, v) => sum + weigh(v), OVERHEAD);
  if ('data' in value) return OVERHEAD + bytesOf(value.data);
  return OVERHEAD + lengthOf(value);
}

/** What a column of apache-arrow, or the rows of a batch, hold. */
interface Column {
  readonly children: readonly unknown[];
  readonly valueOffsets?: unknown;
  readonly values?: unknown;
  readonly nullBitmap?: unknown;
  readonly typeIds?: unknown;
  readonly variadicBuffers?: readonly unknown[];
}

/**
 * The bytes of a column and of those within it. apache-arrow's own sum goes through closures at every level, and to make
 * machine code of it takes an engine longer than a hundred batches do.
 */
function bytesOf(data: unknown): number {
  if (!isColumn(data)) return lengthOf(data);
  const { valueOffsets, values, nullBitmap, typeIds, variadicBuffers, children } = data;
  let bytes = lengthOf(valueOffsets) + lengthOf(values) + lengthOf(nullBitmap) + lengthOf(typeIds);
  if (variadicBuffers !== undefined)
    for (const buffer of variadicBuffers) bytes += lengthOf(buffer);
  for (const child of children) bytes += bytesOf(child);
  return bytes;
}

function isColumn(data: unknown): data is Column {
  return (
    typeof data === 'object' && data !== null && 'children' in data && Array.isArray(data.children)
  );
}

function lengthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || !('byteLength' in value)) return 0;
  return typeof value.byteLength === 'number' ? value.byteLength : 0;
}
