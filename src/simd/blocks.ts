/**
 * The blocks that kernels work on. What lies in their own memory, because it is a room's, stays where it is; all else is
 * copied in, and out again.
 */
import type { Floats } from './floats.js';

export class Blocks<T extends Floats> {
  /** Where copies go. */
  readonly input: T;
  readonly output: T;

  constructor(input: T, output: T) {
    this.input = input;
    this.output = output;
  }

  /** Whether kernels see an array where it lies. */
  hold(array: T): boolean {
    return array.buffer === this.input.buffer;
  }

  /**
   * Elements start … end − 1 of `src`, from the first one of what is returned on. They are a copy also where the results
   * of their block will lie over them: kernels ask for them again after they have written.
   */
  take(src: T, start: number, end: number, dst?: T): T {
    const { input } = this;
    const isWhole = start === 0 && end === src.length;
    const block = isWhole ? src : (src.subarray(start, end) as T); // its own type
    if (this.hold(src) && (dst === undefined || areApart(src, dst, start, end))) {
      return block;
    }
    input.set(block);
    return input;
  }

  /** Where the results are written that belong to elements start … end − 1 of `dst`. */
  open(dst: T, start: number, end: number): T {
    if (!this.hold(dst)) return this.output;
    return dst.subarray(start, end) as T; // its own type
  }

  /** Puts them there, if that was not `dst` itself. */
  give(results: T, dst: T, start: number, end: number): void {
    if (results === this.output) dst.set(results.subarray(0, end - start), start);
  }
}

/** Whether elements start … end − 1 of two arrays share no place. */
function areApart(src: Floats, dst: Floats, start: number, end: number): boolean {
  const distance = Math.abs(src.byteOffset - dst.byteOffset);
  return src.buffer !== dst.buffer || distance >= (end - start) * src.BYTES_PER_ELEMENT;
}
