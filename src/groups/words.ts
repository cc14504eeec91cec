/** Bytes of a pair. */
export const PAIR = 8;

/**
 * Values of at most eight bytes as two words each; a view where they are that already. The order of bytes in words does
 * not matter: `valuesOf` takes them back as they lie.
 */
export function wordsOf(values: Uint8Array, width: number, length: number): Int32Array {
  const { buffer, byteOffset } = values;
  const aligned = byteOffset % 4 === 0;
  if (width === PAIR && aligned) return new Int32Array(buffer, byteOffset, 2 * length);
  const words = new Int32Array(2 * length);
  if (width === 4 && aligned) {
    const singles = new Int32Array(buffer, byteOffset, length);
    for (let i = 0; i < length; i++) words[2 * i] = singles[i]!;
    return words;
  }
  const bytes = new Uint8Array(words.buffer);
  for (let i = 0; i < length; i++) {
    for (let b = 0; b < width; b++) bytes[PAIR * i + b] = values[width * i + b]!;
  }
  return words;
}

export function valuesOf(words: Int32Array<ArrayBuffer>, width: number): Uint8Array {
  const bytes = new Uint8Array(words.buffer);
  if (width === PAIR) return bytes;
  const length = words.length / 2;
  const values = new Uint8Array(width * length);
  for (let i = 0; i < length; i++) {
    for (let b = 0; b < width; b++) values[width * i + b] = bytes[PAIR * i + b]!;
  }
  return values;
}
