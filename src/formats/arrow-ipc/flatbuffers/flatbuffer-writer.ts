/** A table that has been begun: where it is, and where its fields are (0: left out). */
export interface OpenTable {
  readonly at: number;
  readonly fields: readonly number[];
}

/** What a table's fields are counted from: its offset to the vtable, of 4 bytes. */
const HEAD_BYTES = 4;
/** Every vector of ours has elements of 8 bytes or fewer. */
const WORD = 8;

/**
 * Writes FlatBuffers from the front: a table first, then what it refers to. (The usual builders write from the back,
 * since they are given children first.) Bytes that are not written are 0.
 *
 * @see https://flatbuffers.dev/internals/
 */
export class FlatbufferWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #end = 4;

  /** @param size  about how many bytes there will be */
  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Begins a table with fields of these sizes in bytes, at most 8, in the order of its slots; 0 leaves one out. */
  table(sizes: readonly number[]): OpenTable {
    const vtable = this.#align(2, 0);
    const at = this.#reserve(HEAD_BYTES + 2 * sizes.length, WORD, HEAD_BYTES);
    const fields = sizes.map(() => 0);
    let end = at + HEAD_BYTES;
    for (const size of [8, 4, 2, 1]) {
      sizes.forEach((own, slot) => {
        if (own !== size) return;
        fields[slot] = end;
        end += size;
      });
    }
    this.#grow(end);
    this.#view.setUint16(vtable, HEAD_BYTES + 2 * sizes.length, true);
    this.#view.setUint16(vtable + 2, end - at, true);
    fields.forEach((field, slot) => {
      if (field !== 0) this.#view.setUint16(vtable + HEAD_BYTES + 2 * slot, field - at, true);
    });
    this.#view.setInt32(at, at - vtable, true);
    return { at, fields };
  }

  /** Makes the field at a place refer to what is at another one, behind it; the root is at 0. */
  link(field: number, target: number): void {
    this.#view.setUint32(field, target - field, true);
  }

  uint8(field: number, value: number): void {
    this.#view.setUint8(field, value);
  }

  int16(field: number, value: number): void {
    this.#view.setInt16(field, value, true);
  }

  /** A whole number that is not negative. */
  int64(field: number, value: number): void {
    this.#view.setUint32(field, value % 2 ** 32, true);
    this.#view.setUint32(field + 4, Math.floor(value / 2 ** 32), true);
  }

  /** A vector of elements of `words` 64-bit integers each. */
  int64s(field: number, values: readonly number[], words: number): void {
    const at = this.#vector(field, values.length / words, WORD, values.length * WORD);
    for (let i = 0; i < values.length; i++) this.int64(at + i * WORD, values[i]!);
  }

  /** A vector of references; returns the places to link from. */
  references(field: number, count: number): readonly number[] {
    const at = this.#vector(field, count, 4, 4 * count);
    return Array.from({ length: count }, (_, i) => at + 4 * i);
  }

  string(field: number, text: string): void {
    const bytes = UTF8.encode(text);
    const at = this.#vector(field, bytes.length, 1, bytes.length + 1);
    this.#bytes.set(bytes, at);
  }

  /** All that has been written, to a multiple of 8 bytes. */
  finish(): Uint8Array {
    this.#grow(this.#align(WORD, 0));
    return this.#bytes.subarray(0, this.#end);
  }

  /** Where the elements of a vector begin, behind their number. */
  #vector(field: number, count: number, width: number, bytes: number): number {
    const at = this.#reserve(4, Math.max(4, width), 0);
    this.#grow(at + bytes);
    this.#view.setUint32(at - 4, count, true);
    this.link(field, at - 4);
    return at;
  }

  /** Passes over `before` bytes; returns the next place that is `rest` more than a multiple of `unit`. */
  #reserve(before: number, unit: number, rest: number): number {
    this.#end += before;
    return this.#align(unit, rest);
  }

  #align(unit: number, rest: number): number {
    this.#end += (rest - this.#end + unit * this.#end) % unit;
    return this.#end;
  }

  #grow(end: number): void {
    this.#end = end;
    if (end <= this.#bytes.length) return;
    const longer = new Uint8Array(2 * end);
    longer.set(this.#bytes);
    this.#bytes = longer;
    this.#view = new DataView(longer.buffer);
  }
}

const UTF8 = new TextEncoder();
