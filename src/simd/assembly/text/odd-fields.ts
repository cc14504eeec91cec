/** Fields of number columns that are no plain numerals, for the host to read: row, column, beginning, end. */

const ODD_BYTES: usize = 16;

let fields: usize = 0;
let mostFields: i32 = 0;

export let oddFilled: i32 = 0;

export function setOddFields(at: usize, count: i32): void {
  fields = at;
  mostFields = count;
}

/** Forgets all but the first `count`. */
export function keepOddFields(count: i32): void {
  oddFilled = count;
}

/** So many rows of `width` fields may follow, whatever is in them. */
export function rowsOfOddFields(width: i32): i32 {
  return (mostFields - oddFilled) / width;
}

export function noteOdd(row: i32, column: i32, from: usize, to: usize): void {
  const at = fields + usize(oddFilled++) * ODD_BYTES;
  store<u32>(at, u32(row));
  store<u32>(at, u32(column), 4);
  store<u32>(at, u32(from), 8);
  store<u32>(at, u32(to), 12);
}
