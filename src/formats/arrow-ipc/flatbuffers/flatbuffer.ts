/**
 * A reader of FlatBuffers tables that believes nothing: every read is inside the buffer (a DataView throws a
 * RangeError elsewhere), every vector's length is held against the bytes that are there, and 64-bit integers that a
 * number cannot hold are a RangeError too. Slots count from 0 in the order of the schema's fields.
 *
 * Child offsets are unsigned and so point forward only: a table cannot contain itself. It can be shared, so a reader
 * of nested tables must count what it visits.
 *
 * @see https://flatbuffers.dev/internals/
 */
export class Table {
  readonly #view: DataView;
  readonly #position: number;
  readonly #vtable: number;
  readonly #vtableLength: number;

  private constructor(view: DataView, position: number) {
    this.#view = view;
    this.#position = position;
    this.#vtable = position - view.getInt32(position, true);
    this.#vtableLength = view.getUint16(this.#vtable, true);
    const tableLength = view.getUint16(this.#vtable + 2, true);
    const end = Math.max(this.#vtable + this.#vtableLength, position + tableLength);
    if (this.#vtableLength < 4 || this.#vtableLength % 2 !== 0 || end > view.byteLength) {
      throw new RangeError('a table reaches beyond its buffer');
    }
  }

  /** The root table of a buffer. */
  static root(bytes: Uint8Array): Table {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new Table(view, view.getUint32(0, true));
  }

  bool(slot: number): boolean {
    return this.uint8(slot, 0) !== 0;
  }

  uint8(slot: number, absent: number): number {
    const at = this.#field(slot);
    return at === undefined ? absent : this.#view.getUint8(at);
  }

  int16(slot: number, absent: number): number {
    const at = this.#field(slot);
    return at === undefined ? absent : this.#view.getInt16(at, true);
  }

  int32(slot: number, absent: number): number {
    const at = this.#field(slot);
    return at === undefined ? absent : this.#view.getInt32(at, true);
  }

  /** A 64-bit integer; 0 where absent. */
  int64(slot: number): number {
    const at = this.#field(slot);
    return at === undefined ? 0 : int64At(this.#view, at);
  }

  string(slot: number): string | undefined {
    const vector = this.#vector(slot, 1);
    if (vector === undefined) return undefined;
    const { buffer, byteOffset } = this.#view;
    return UTF8.decode(new Uint8Array(buffer, byteOffset + vector.start, vector.length));
  }

  table(slot: number): Table | undefined {
    const at = this.#field(slot);
    return at === undefined ? undefined : this.#tableAt(at);
  }

  tables(slot: number): Table[] {
    return this.#each(slot, 4, (at) => this.#tableAt(at));
  }

  int32s(slot: number): number[] {
    return this.#each(slot, 4, (at) => this.#view.getInt32(at, true));
  }

  /** A vector of elements of `words` 64-bit integers each, in flat numbers. */
  int64s(slot: number, words = 1): number[] {
    const vector = this.#vector(slot, 8 * words);
    if (vector === undefined) return [];
    // Every batch has a hundred of these, so that nothing is made for each.
    const view = this.#view;
    const values: number[] = [];
    const end = vector.start + vector.length * 8 * words;
    for (let at = vector.start; at < end; at += 8) values.push(int64At(view, at));
    return values;
  }

  /** A vector of structs of `size` bytes, each read by `read` with the position of its first byte. */
  structs<T>(slot: number, size: number, read: (view: DataView, at: number) => T): T[] {
    return this.#each(slot, size, (at) => read(this.#view, at));
  }

  #field(slot: number): number | undefined {
    const entry = 4 + 2 * slot;
    if (entry + 2 > this.#vtableLength) return undefined;
    const offset = this.#view.getUint16(this.#vtable + entry, true);
    return offset === 0 ? undefined : this.#position + offset;
  }

  #tableAt(at: number): Table {
    return new Table(this.#view, at + this.#view.getUint32(at, true));
  }

  #vector(slot: number, size: number): { start: number; length: number } | undefined {
    const at = this.#field(slot);
    if (at === undefined) return undefined;
    const head = at + this.#view.getUint32(at, true);
    const length = this.#view.getUint32(head, true);
    const start = head + 4;
    if (start + length * size > this.#view.byteLength) {
      throw new RangeError('a vector reaches beyond its buffer');
    }
    return { start, length };
  }

  #each<T>(slot: number, size: number, read: (at: number) => T): T[] {
    const vector = this.#vector(slot, size);
    if (vector === undefined) return [];
    const values: T[] = [];
    const end = vector.start + vector.length * size;
    for (let at = vector.start; at < end; at += size) values.push(read(at));
    return values;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A signed 64-bit integer as a number; RangeError where a number cannot hold it. */
export function int64At(view: DataView, at: number): number {
  const high = view.getInt32(at + 4, true);
  const low = view.getUint32(at, true);
  if (high === 0) return low; // small ones stay small integers to the engine
  const value = high * 2 ** 32 + low;
  if (!Number.isSafeInteger(value)) throw new RangeError('a 64-bit integer exceeds 2⁵³');
  return value;
}
