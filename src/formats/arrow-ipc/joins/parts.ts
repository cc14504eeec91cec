import type { Data, Schema } from 'apache-arrow';
import type { Place } from '../../../errors.js';
import type { Pieces } from '../../../simd/pieces.js';
import { checkRows } from '../bodies/batches.js';
import { BodyReader } from '../bodies/body-reader.js';
import type { Loading } from '../bodies/column-loaders.js';
import { countOnes } from '../bodies/count-ones.js';
import type { Dictionaries } from '../bodies/dictionaries.js';
import type { BatchMessage } from '../messages/message.js';
import { refusal } from '../refuse.js';

/** What the batches of a file have in common. */
export interface Common {
  readonly schema: Schema;
  readonly dictionaries: Dictionaries;
}

/** A record batch in memory that has not been looked into. */
export interface Part {
  readonly of: Common;
  readonly message: BatchMessage;
  readonly body: Uint8Array;
  readonly where: Place;
}

/** By part; none where nothing is null. */
export type Bitmaps = readonly (Uint8Array | undefined)[];

/**
 * The layouts of batches that are to be one, read column by column, each number held to what `LayoutReader` holds it to. These
 * loops run for each column of each small batch, so they are plain and make nothing.
 */
export class Parts {
  readonly #parts: readonly Part[];
  readonly bodies: Uint8Array[] = [];
  /** Of each part, and of all. */
  readonly rows: number[] = [];
  readonly length: number;
  /** Of all bodies. */
  readonly bytes: number;
  readonly #layouts: Numbers[] = [];
  /** What is to be read next, in the layouts' lists. */
  #node = 0;
  readonly #region: number[] = [];
  readonly #variadic: number[] = [];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    let length = 0;
    let bytes = 0;
    for (let i = 0; i < parts.length; i++) {
      const { message, body, where } = parts[i]!;
      const { rows, nodes, regions } = message.layout;
      const size = body.length;
      checkRows(rows, where);
      this.bodies.push(body);
      this.rows.push(rows);
      this.#layouts.push({ nodes, regions, size });
      this.#region.push(0);
      this.#variadic.push(0);
      length += rows;
      bytes += size;
    }
    this.length = length;
    this.bytes = bytes;
  }

  /** The node and the bitmap of the next column. */
  begin(): { readonly nullCount: number; readonly bitmaps: Bitmaps } {
    const bitmaps: Uint8Array[] = [];
    const node = this.#node;
    this.#node += 2;
    let nullCount = 0;
    for (let i = 0; i < this.rows.length; i++) {
      const { nodes, regions, size } = this.#layouts[i]!;
      const nulls = nodes[node + 1]!;
      const region = this.#region[i]!;
      this.#region[i] = region + 2;
      const length = lengthOf(regions, region, size);
      if (nodes[node] !== this.rows[i] || !(nulls >= 0)) notJoined();
      if (length === 0 && nulls === 0) continue;
      const bits = this.#bitmap(i, regions[region]!, length, nulls);
      if (nulls > 0) bitmaps[i] = bits;
      nullCount += nulls;
    }
    return { nullCount, bitmaps };
  }

  #bitmap(part: number, offset: number, length: number, nulls: number): Uint8Array {
    const rows = this.rows[part]!;
    const bytes = this.bodies[part]!.subarray(offset, offset + length);
    if (bytes.length * 8 < rows || rows - countOnes(bytes, rows) !== nulls) notJoined();
    return bytes;
  }

  /** The next buffer of each part, of values of `width` bytes. */
  placeValues(pieces: Pieces, width: number): void {
    for (let i = 0; i < this.rows.length; i++) {
      const { regions, size } = this.#layouts[i]!;
      const region = this.#region[i]!;
      this.#region[i] = region + 2;
      const wanted = this.rows[i]! * width;
      if (lengthOf(regions, region, size) < wanted) notJoined();
      pieces.place(i, regions[region]!, wanted);
    }
  }

  /**
   * The next two buffers of each part: offsets of `width` bytes, and what they point into.
   *
   * @returns how many bytes they may point at, in all
   */
  placeTexts(pieces: Pieces, width: number): number {
    let bytes = 0;
    for (let i = 0; i < this.rows.length; i++) {
      const { regions, size } = this.#layouts[i]!;
      const region = this.#region[i]!;
      this.#region[i] = region + 4;
      const rows = this.rows[i]!;
      // The buffer may be left out where there are no values.
      const wanted = rows === 0 ? 0 : (rows + 1) * width;
      const length = lengthOf(regions, region + 2, size);
      if (lengthOf(regions, region, size) < wanted) notJoined();
      pieces.placeTexts(i, rows, regions[region]!, regions[region + 2]!, length);
      bytes += length;
    }
    return bytes;
  }

  /** The next column of each part, loaded by itself. */
  columns(load: (loading: Loading) => Data): Data[] {
    const node = this.#node;
    return this.#parts.map(({ of, message: { layout, isOld }, body, where }, i) => {
      const place = { node, region: this.#region[i]!, variadic: this.#variadic[i]! };
      const reader = new BodyReader(layout, body, where, place);
      const { vectors: dictionaries } = of.dictionaries;
      const column = load({ reader, dictionaries, unionsHaveValidity: isOld });
      if (column.length !== this.rows[i]) notJoined();
      this.#node = reader.place.node;
      this.#region[i] = reader.place.region;
      this.#variadic[i] = reader.place.variadic;
      return column;
    });
  }

  /** Refuses what no column has asked for. */
  finish(): void {
    for (let i = 0; i < this.rows.length; i++) {
      const { nodes, regions } = this.#layouts[i]!;
      if (this.#node < nodes.length || this.#region[i]! < regions.length) notJoined();
    }
  }
}

/** Of a layout, and the length of its body. */
interface Numbers {
  readonly nodes: readonly number[];
  readonly regions: readonly number[];
  readonly size: number;
}

/** The length of a region that there is, and that lies inside the body. */
function lengthOf(regions: readonly number[], region: number, size: number): number {
  const offset = regions[region]!;
  const length = regions[region + 1]!;
  return offset >= 0 && length >= 0 && offset + length <= size ? length : notJoined();
}

/** Nobody hears this: what is wrong is said of each part by itself. */
export function notJoined(): never {
  throw refusal({ what: 'the batches cannot be joined' });
}
