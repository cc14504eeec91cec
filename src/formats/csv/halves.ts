/**
 * 64-bit integers by their halves: a bigint for every cell costs more than reading or printing it. Typed arrays have
 * the machine's byte order, and so has Arrow's memory.
 */

/** 0 where the low half comes first. */
export const LOW_HALF = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;
export const TWO_TO_32 = 2 ** 32;

/** High halves of numbers that a double holds exactly. */
const SAFE_HIGH = 2 ** 20;

/** The decimal texts of signed 64-bit integers. */
export function wholeText(values: BigInt64Array): (row: number) => string {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  return (row) => {
    const high = halves[2 * row + 1 - LOW_HALF];
    if (high >= SAFE_HIGH || high < -SAFE_HIGH) return String(values[row]);
    return String(high * TWO_TO_32 + (halves[2 * row + LOW_HALF] >>> 0));
  };
}
