export * from './elementwise32';
export * from './exact-state';
export * from './softmax32';
export * from './softmax64';
export { takeUndone, undoneRows } from './undone';

/** Room for the offsets of a block's rows. */
const OFFSETS = memory.data(4100 * 4, 16);

export function offsets(): usize {
  return OFFSETS;
}

/** Where the room of constants and sums ends. */
export function staticEnd(): usize {
  return __heap_base;
}
