/** Fewer bytes than these are not worth a read of their own: waking a thread for it costs as much as to read them. */
export const READ_BYTES = 2 ** 19;

/** Where small batches are joined, of as many: each costs much beside its bytes, and these are about as many as a large one has. */
export const JOINED_BYTES = 2 ** 22;

/** A larger body is not joined: to copy it costs more than a batch of its own. */
export const SMALL_BYTES = 2 ** 18;

/** Bytes of a slice: enough that a read costs little beside its bytes, and few beside the memory of a process. */
export const SLICE_BYTES = 2 ** 22;
