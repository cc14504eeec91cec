/** What a codec throws where compressed bytes are none, or say another size; whoever knows the place says it. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

export function damaged(what: string): never {
  throw new DamagedError(what);
}
