/** Runs of equal slots that are as long are taken by themselves: one state for all of their values. */
const LONG = 32;

/** Calls `long` for long runs of equal slots, and `short` for what lies between them, in their order. */
export function inRuns(
  slots: Uint32Array,
  count: number,
  short: (from: number, to: number) => void,
  long: (slot: number, from: number, to: number) => void,
): void {
  let done = 0;
  for (let from = 0, to = 0; from < count; from = to) {
    const slot = slots[from]!;
    do to++;
    while (to < count && slots[to] === slot);
    if (to - from < LONG) continue;
    if (done < from) short(done, from);
    long(slot, from, to);
    done = to;
  }
  if (done < count) short(done, count);
}
