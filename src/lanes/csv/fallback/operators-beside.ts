import { joined } from '../../../formats/joined.js';
import type { Recipe } from '../../../recipes/recipe.js';
import type { RecipeHooks } from '../../../recipes/to-operator.js';
import type { LaneOptions } from '../lane-options.js';
import type { Opening } from '../opening.js';
import { beginningOf, type FileBeginning } from './file-beginning.js';
import { LaneCounts } from './lane-counts.js';
import { linesOf } from './lines-of.js';
import type { FilePlace, OperatorsPath, Standing, Strays } from './operators-path.js';

/** Columns that hold lists, where they are known. */
type Lists = ReadonlySet<number> | undefined;

/** Where the operators take over. */
interface Border {
  readonly file: FilePlace;
  /** How the file begins, where it was one for the lane. */
  readonly opened: Opening | undefined;
  /** Nothing of the file has been computed yet, and it is no part. */
  readonly isWhole: boolean;
  /** Of the file, where that is a part of which the lane has read nothing. */
  readonly beginning: FileBeginning | undefined;
  /** How the first file begins, where its header has been written. */
  readonly begun: Opening | undefined;
  readonly lists: Lists;
}

/** What a lane has computed, and the operators beside it, which are loaded when they are first wanted. */
export class OperatorsBeside {
  readonly counts: LaneCounts;
  readonly #recipe: Recipe;
  readonly #options: LaneOptions;
  #path: OperatorsPath | undefined;

  constructor(recipe: Recipe, options: LaneOptions) {
    this.#recipe = recipe;
    this.#options = options;
    this.counts = new LaneCounts(recipe);
  }

  /** Rows that both have computed. */
  get rows(): number {
    return this.counts.computed + (this.#path?.rows ?? 0);
  }

  /** Batches with rows. */
  get batches(): number {
    return this.counts.batches + (this.#path?.filled ?? 0);
  }

  /** The place in the stream of the next row. */
  get place(): number {
    return (this.#options.firstRow ?? 0) + this.rows;
  }

  /** Computes single rows, and returns their lines; undefined where they cannot be read. */
  async lines(
    begun: Opening,
    lists: Lists,
    strays: Strays,
  ): Promise<readonly Uint8Array[] | undefined> {
    if (strays.rows.length === 0) return [];
    this.#path ??= await this.#makePath(this.#beginningOf(begun, lists));
    const written = this.#path.compute(strays, this.#standing());
    return written && linesOf(joined(written), this.#options.delimiter.charCodeAt(0));
  }

  /** Goes on where the lane leaves a file. */
  async *takeOver({
    file,
    opened,
    isWhole,
    beginning,
    begun,
    lists,
  }: Border): AsyncGenerator<Uint8Array> {
    if (begun === undefined) this.#path = undefined; // what it has begun writes no header
    this.#path ??= await this.#makePath(begun && this.#beginningOf(begun, lists));
    // A whole file shows by itself which columns hold lists.
    const known = isWhole ? undefined : opened ? this.#beginningOf(opened, lists) : beginning;
    this.#path.begin(file, this.#standing(), known);
    if (isWhole && opened !== undefined) yield* this.#path.push(opened.bytes);
  }

  /** Begins another file, when they have taken over. */
  begin(file: FilePlace): void {
    this.#path!.begin(file, this.#standing(), undefined);
  }

  async *push(text: Uint8Array): AsyncGenerator<Uint8Array> {
    yield* this.#counted((path) => path.push(text));
  }

  /** Ends a file that they have. */
  async *end(): AsyncGenerator<Uint8Array> {
    yield* this.#counted((path) => path.end());
  }

  /** Tells of the rows that the operators compute. */
  *#counted(compute: (path: OperatorsPath) => readonly Uint8Array[]): Iterable<Uint8Array> {
    const path = this.#path!;
    const before = path.rows;
    yield* compute(path);
    if (path.rows > before) this.#options.onRows?.(path.rows - before);
  }

  /** Reports what was met, when everything has ended. */
  complete(): void {
    if (this.#path === undefined) this.counts.report(this.#options);
    else this.#path.complete();
  }

  #beginningOf(opening: Opening, lists: Lists): FileBeginning {
    return beginningOf(opening, lists, this.#options.delimiter);
  }

  /** @param begun  how the file begins that the lane has begun */
  async #makePath(begun: FileBeginning | undefined): Promise<OperatorsPath> {
    const { OperatorsPath } = await import('./operators-path.js');
    const { delimiter, rows, lists, named, types, rounding } = this.#options;
    const read = { delimiter, rows, header: named, types, lists };
    const hooks: RecipeHooks = {
      ...this.#options,
      firstRow: this.place,
      report: (step, op, counts) => {
        const strays = this.#path?.strays ?? 0;
        this.#options.report?.(step, op, this.counts.with(step, counts, strays));
      },
    };
    const continues = begun !== undefined || this.#options.continues === true;
    const write = { ...rounding, delimiter, header: this.#options.header, continues };
    return new OperatorsPath(this.#recipe, read, write, begun, hooks);
  }

  #standing(): Standing {
    const { batches = 0, strays = 0 } = this.#path ?? {};
    const before = this.counts.allBatches + batches - strays;
    return { batches: before, rows: this.rows, lines: this.counts.lines };
  }
}
