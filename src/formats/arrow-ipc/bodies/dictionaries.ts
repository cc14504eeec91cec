import { type DataType, type Schema, Vector } from 'apache-arrow';
import type { DictionaryMessage } from '../messages/message.js';
import { refusal } from '../refuse.js';
import { BodyReader } from './body-reader.js';
import { loadColumn } from './column-loaders.js';

/**
 * The dictionaries of a stream or a file as they are at the moment. A batch keeps those that it was made with: a
 * delta or a replacement makes a new vector, and a delta's begins with the chunks of the one before.
 */
export class Dictionaries {
  readonly #types: ReadonlyMap<number, DataType>;
  readonly #canReplace: boolean;
  readonly #vectors = new Map<number, Vector>();

  /** @param canReplace  whether a dictionary may come a second time, as in streams it may and in files not */
  constructor(schema: Schema, canReplace: boolean) {
    this.#types = schema.dictionaries;
    this.#canReplace = canReplace;
  }

  get vectors(): ReadonlyMap<number, Vector> {
    return this.#vectors;
  }

  add(message: DictionaryMessage, body: Uint8Array, offset: number): void {
    const { id, isDelta, layout } = message;
    const type = this.#types.get(id);
    if (type === undefined) {
      throw refusal({ what: 'a dictionary that no column uses', got: id, offset });
    }
    const before = this.#before(id, isDelta, offset);
    const reader = new BodyReader(layout, body, { offset });
    const loading = { reader, dictionaries: this.#vectors, unionsHaveValidity: message.isOld };
    const data = loadColumn(loading, type);
    reader.finish();
    if (data.length !== layout.rows) {
      throw refusal({ what: 'a dictionary of the wrong length', got: data.length, offset });
    }
    // Values are decoded when they are first asked for, and kept.
    this.#vectors.set(id, new Vector([...before, data]).memoize());
  }

  /** The chunks that a dictionary batch adds to. */
  #before(id: number, isDelta: boolean, offset: number): readonly Vector['data'][number][] {
    const known = this.#vectors.get(id);
    if (!isDelta && known !== undefined && !this.#canReplace) {
      const expected = 'one dictionary and deltas of it: files have no replacements';
      throw refusal({ what: 'a dictionary comes twice', got: id, offset, expected });
    }
    if (!isDelta) return [];
    if (known === undefined) {
      throw refusal({ what: 'a delta of a dictionary that has not come', got: id, offset });
    }
    return known.data;
  }
}
