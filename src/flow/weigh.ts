/** What a value costs beside its bytes: the object, its headers, the closures that carry it. */
const OVERHEAD = 256;

/**
 * A value's size in bytes as far as its shape tells: typed arrays and buffers, record batches (their `data`), strings
 * at two bytes a unit, arrays as the sum of their elements. Anything else counts as 256 bytes; a source of larger
 * values wants its own `weigh`.
 */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return OVERHEAD + 2 * value.length;
  if (typeof value !== 'object' || value === null) return OVERHEAD;
  if (Array.isArray(value)) return value.reduce((sum: number, v) => sum + weigh(v), OVERHEAD);
  return OVERHEAD + (byteLengthOf(value) ?? ('data' in value ? byteLengthOf(value.data) : 0) ?? 0);
}

function byteLengthOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('byteLength' in value)) return undefined;
  return typeof value.byteLength === 'number' ? value.byteLength : undefined;
}
