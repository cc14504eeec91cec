/** The byte between fields. */
export let delimiter: u32 = 0x2c;

export function setDelimiter(byte: u32): void {
  delimiter = byte;
}
