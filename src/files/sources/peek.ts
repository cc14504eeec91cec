/** A stream whose first bytes have been looked at and are still in it. */
export interface Peeked {
  /** At least as many bytes as were asked for, or all there are. */
  readonly head: Uint8Array;
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
}

/** Looks at the first `count` bytes; a pipe may bring them one at a time. */
export async function peek(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  count: number,
): Promise<Peeked> {
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const next = await chunks.next();
    if (next.done) break;
    seen.push(next.value);
    length += next.value.length;
  }
  const head = seen.length === 1 ? seen[0]! : Buffer.concat(seen);
  return { head, chunks: rejoin(seen, chunks) };
}

async function* rejoin(
  seen: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* seen;
    yield* rest;
  } finally {
    await rest.return();
  }
}
