import type { Body } from '../bodies/body-reader.js';
import type { Layout } from '../messages/message.js';

const NOTHING = new Uint8Array(0);

/** A body in the making that holds some rows of another one: each buffer is where it was read to, and not moved. */
export class SliceBody implements Body {
  readonly #nodes: number[] = [];
  readonly #regions: number[] = [];
  readonly #variadicCounts: number[] = [];
  readonly #buffers = new Map<number, Uint8Array>();
  length = 0;

  node(length: number, nullCount: number): void {
    this.#nodes.push(length, nullCount);
  }

  buffer(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#regions.push(length === 0 ? 0 : this.length, length);
    if (length === 0) return;
    this.#buffers.set(this.length, bytes);
    this.length += length;
  }

  variadicCount(count: number): void {
    this.#variadicCounts.push(count);
  }

  layout(rows: number): Layout {
    const [nodes, regions, variadicCounts] = [this.#nodes, this.#regions, this.#variadicCounts];
    return { rows, nodes, regions, variadicCounts, codec: undefined };
  }

  /** The buffer of a region; there are no other parts to ask for. */
  subarray(begin = 0, end = this.length): Uint8Array {
    return begin === end ? NOTHING : (this.#buffers.get(begin) ?? NOTHING);
  }
}
