import { LONGEST_INLINE, VIEW_BYTES } from '../bodies/buffer-checks.js';
import type { Node, Region } from '../messages/message.js';
import { ColumnSlices, type Origin } from './column-slices.js';
import type { SliceBody } from './slice-body.js';

/** From where to where the views of a slice point in one data buffer. */
interface Span {
  begin: number;
  end: number;
}

/** A data buffer that has been read so often in parts is read whole. */
const TIMES_READ = 2;

/**
 * Utf8View and BinaryView: 16 bytes a value, long ones with a place in one of the data buffers. Of a data buffer is
 * read what lies between the first and the last byte that the views of a slice point at. Where views point to and fro,
 * as after a sort, these spans add up to a multiple of the buffer; then it is read whole and kept.
 */
export class ViewSlices extends ColumnSlices {
  /** How much has been read of each data buffer, and the whole of it once that is too much. */
  readonly #read: number[];
  readonly #whole: (Uint8Array | undefined)[];

  constructor(
    origin: Origin,
    node: Node,
    validity: Region,
    private readonly views: Region,
    private readonly data: readonly Region[],
  ) {
    super(origin, node, validity);
    this.atLeast(views, node.length * VIEW_BYTES);
    this.#read = data.map(() => 0);
    this.#whole = data.map(() => undefined);
  }

  async weigh(begin: number, end: number): Promise<number> {
    const bytes = this.data.reduce((sum, { length }) => sum + length, 0);
    return (end - begin) * (VIEW_BYTES + bytes / this.node.length);
  }

  protected async addRest(
    out: SliceBody,
    begin: number,
    end: number,
    bits: Uint8Array | undefined,
  ): Promise<void> {
    const bytes = await this.read(this.views, begin * VIEW_BYTES, end * VIEW_BYTES);
    const views = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const spans = this.#spansOf(views, bits);
    const buffers: Uint8Array[] = [];
    for (const [i, span] of spans.entries()) buffers.push(await this.#dataOf(i, span));
    eachLong(views, bits, (at) => {
      const buffer = views.getInt32(at + 8, true);
      if (this.#whole[buffer] !== undefined) return;
      views.setInt32(at + 12, views.getInt32(at + 12, true) - spans[buffer]!.begin, true);
    });
    out.buffer(bytes);
    out.variadicCount(buffers.length);
    for (const buffer of buffers) out.buffer(buffer);
  }

  #spansOf(views: DataView, bits: Uint8Array | undefined): readonly Span[] {
    const spans = this.data.map(({ length }): Span => ({ begin: length, end: 0 }));
    eachLong(views, bits, (at) => {
      const length = views.getInt32(at, true);
      const buffer = views.getInt32(at + 8, true);
      const start = views.getInt32(at + 12, true);
      const size = this.data[buffer]?.length ?? -1;
      if (length < 0 || start < 0 || start + length > size) {
        this.origin.layout.refuse(`view ${at / VIEW_BYTES} points outside its buffers`);
      }
      const span = spans[buffer]!;
      span.begin = Math.min(span.begin, start);
      span.end = Math.max(span.end, start + length);
    });
    return spans.map(({ begin, end }) => ({ begin: Math.min(begin, end), end }));
  }

  async #dataOf(index: number, { begin, end }: Span): Promise<Uint8Array> {
    const region = this.data[index]!;
    this.#read[index]! += end - begin;
    if (this.#read[index]! > TIMES_READ * region.length && this.#whole[index] === undefined) {
      // Kept for further slices, where a read may be written over.
      this.#whole[index] = (await this.read(region, 0, region.length)).slice();
    }
    return this.#whole[index] ?? this.read(region, begin, end);
  }
}

/**
 * Calls `visit` with the byte where each view begins that points into a data buffer. Views of nulls mean nothing,
 * and are made empty.
 */
function eachLong(
  views: DataView,
  bits: Uint8Array | undefined,
  visit: (at: number) => void,
): void {
  for (let at = 0; at < views.byteLength; at += VIEW_BYTES) {
    const i = at / VIEW_BYTES;
    const length = views.getInt32(at, true);
    if (length >= 0 && length <= LONGEST_INLINE) continue;
    if (bits === undefined || ((bits[i >> 3]! >> (i & 7)) & 1) === 1) visit(at);
    else views.setInt32(at, 0, true);
  }
}
