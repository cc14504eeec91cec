/** A longer record is left to the general path. */
export const LONGEST_RECORD = 1 << 21;
/** Text is taken in at most such pieces. */
export const FEED_BYTES = 1 << 19;
/** Rows are given away in about such pieces: a little more than what a file would gather before it writes. */
export const OUT_BYTES = 9 << 16;
