/**
 * The k rows with the largest values of each group, by falling value, equals by their order: 16 bytes a row. Which they
 * are is known when all have come.
 */
export class BestRows {
  #groups = 0;
  #counts = new Uint32Array(16);
  #values: Float64Array;
  #rows: Float64Array;

  constructor(readonly k: number) {
    this.#values = new Float64Array(16 * k);
    this.#rows = new Float64Array(16 * k);
  }

  /** Makes room for so many groups. */
  grow(groups: number): void {
    this.#groups = groups;
    if (groups <= this.#counts.length) return;
    const room = Math.max(groups, 2 * this.#counts.length);
    const longer = <T extends Uint32Array | Float64Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.#counts = longer(this.#counts, new Uint32Array(room));
    this.#values = longer(this.#values, new Float64Array(room * this.k));
    this.#rows = longer(this.#rows, new Float64Array(room * this.k));
  }

  /** Rows come in order: an equal value that comes later is behind. */
  add(group: number, value: number, row: number): void {
    const first = group * this.k;
    const count = this.#counts[group]!;
    let place = first + count;
    if (count === this.k) {
      if (!(value > this.#values[place - 1]!)) return;
      place--;
    } else this.#counts[group] = count + 1;
    for (; place > first && this.#values[place - 1]! < value; place--) {
      this.#values[place] = this.#values[place - 1]!;
      this.#rows[place] = this.#rows[place - 1]!;
    }
    this.#values[place] = value;
    this.#rows[place] = row;
  }

  /** All that are among them, in the order of the rows, with their places from 1. */
  inOrder(): { readonly rows: Float64Array; readonly ranks: Int32Array } {
    const places: number[] = [];
    for (let group = 0; group < this.#groups; group++) {
      for (let i = 0; i < this.#counts[group]!; i++) places.push(group * this.k + i);
    }
    const all = this.#rows;
    const order = Float64Array.from(places).sort((a, b) => all[a]! - all[b]!);
    return {
      rows: order.map((place) => all[place]!),
      ranks: Int32Array.from(order, (place) => (place % this.k) + 1),
    };
  }
}
