/** The rows of a block that a kernel leaves to be computed alone: those that are not near, or have no distribution. */

/** As many as a block may have, which is a column's if they are columns: MOST_UNDONE of ../block-kernel.ts. */
const LIST = memory.data(8192 * 4, 16);
let count = 0;

export function leave(row: i32): void {
  store<i32>(LIST + (<usize>count << 2), row);
  count++;
}

/** Address of the list of row numbers. */
export function undoneRows(): usize {
  return LIST;
}

/** How many are on the list, which is empty from then on. */
export function takeUndone(): i32 {
  const taken = count;
  count = 0;
  return taken;
}
