import type { Block } from '../messages/footer.js';

/** Reads small blocks together with those that lie behind them without a gap. */
export class BlockRuns {
  readonly #read: (position: number, length: number) => Promise<Uint8Array>;
  readonly #most: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #offset = 0;

  /** @param most  bytes of blocks that are read together */
  constructor(read: (position: number, length: number) => Promise<Uint8Array>, most: number) {
    this.#read = read;
    this.#most = most;
  }

  /**
   * Reads the block at `index`, unless it is there.
   *
   * @param end  where blocks have to end; that at `index` does, of those behind it nothing is known
   */
  async load(blocks: readonly Block[], index: number, end: number): Promise<void> {
    const block = blocks[index]!;
    if (this.held(block) !== undefined) return;
    const { offset } = block;
    this.#bytes = await this.#read(
      offset,
      runLength(blocks, index, Math.min(this.#most, end - offset)),
    );
    this.#offset = offset;
  }

  /** The bytes of a block that has been read. */
  held(block: Block): Uint8Array | undefined {
    const start = block.offset - this.#offset;
    const end = start + lengthOf(block);
    if (start < 0 || end > this.#bytes.length) return undefined;
    return this.#bytes.subarray(start, end);
  }
}

export function lengthOf({ metadataLength, bodyLength }: Block): number {
  return metadataLength + bodyLength;
}

function runLength(blocks: readonly Block[], index: number, most: number): number {
  const { offset } = blocks[index]!;
  let length = lengthOf(blocks[index]!);
  for (let i = index + 1; i < blocks.length && blocks[i]!.offset === offset + length; i++) {
    const longer = length + lengthOf(blocks[i]!);
    if (longer <= length || longer > most) break;
    length = longer;
  }
  return length;
}
