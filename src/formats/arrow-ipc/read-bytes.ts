/** Fewer bytes than these are not worth a read of their own: waking a thread for it costs as much as to read them. */
export const READ_BYTES = 2 ** 20;
