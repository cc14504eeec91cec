/** The byte between fields. */
export let delimiter: u32 = 0x2c;

/** The same in all bytes of a register. */
export const DELIMITERS = memory.data(16, 16);

export function setDelimiter(byte: u32): void {
  delimiter = byte;
  v128.store(DELIMITERS, i8x16.splat(i8(byte)));
}
