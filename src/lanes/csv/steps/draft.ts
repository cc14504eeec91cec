import type { Counts } from '../../../../operators/core/policies.js';
import {
  checkCollisions,
  type FloatWidth,
  nameOf,
  type Placement,
  placeResults,
} from '../../../columns/selection/places.js';
import { type Chosen, type Columns, chooseColumns } from '../../../columns/selection/select.js';
import type { CsvType } from '../../../formats/csv/options.js';
import type { Rounding } from '../../../numerals/rounded.js';
import { leaveBeyond, type Stage } from '../columns/batch.js';
import type { CellColumn, ClassColumn, Content, LaneColumn } from '../columns/columns.js';
import { type ElementNulls, ListCells, ListColumn } from '../columns/list-column.js';
import { type Mask, maskOf } from '../columns/mask.js';
import { NullMarks, NumberColumn, type Origin } from '../columns/number-column.js';
import { type ParsedStep, placementIn } from './parsed-step.js';

/** A result, with a name of its own where the placement does not say it. */
export interface Result {
  readonly content: Content;
  readonly name?: string;
}

/** Types whose cells hold numbers. */
const NUMERIC: readonly (CsvType | undefined)[] = [undefined, 'int32', 'int64'];

/** Until the memory is laid out. */
const NO_CLASSES = new Int32Array(0);

/** The lane as far as it is planned: the columns behind the last step, and what computes them. */
export class Draft {
  columns: readonly LaneColumn[] = [];
  readonly stages: Stage[] = [];
  /** All columns that need room. */
  readonly numbers: NumberColumn[] = [];
  readonly classes: ClassColumn[] = [];
  readonly nulls: NullMarks[] = [];
  readonly lists: ListColumn[] = [];
  /** Columns of the file that are looked at cell by cell. */
  readonly cells: CellColumn[] = [];
  /** Whether rows are null that have no null in the file. */
  masks = false;
  /** What each step has met in the batch. */
  readonly counts: Counts[] = [];
  /** Numbers of the file, by the index of their column. */
  readonly #read = new Map<number, NumberColumn>();
  readonly #readLists = new Map<number, ListColumn>();

  /** @param delimiter  of the output; so is `rounding` */
  constructor(
    readonly delimiter: number,
    readonly rounding: Rounding,
  ) {}

  /** @throws TypeError, SelectionError as operators do */
  choose(operator: string, columns: Columns): readonly Chosen<LaneColumn>[] {
    return chooseColumns({ fields: this.columns }, columns, operator);
  }

  /** The numbers of a column; undefined where it holds others than an operator would see. */
  numbersOf({ content }: LaneColumn): NumberColumn | undefined {
    if (content.kind === 'numbers') return content;
    if (content.kind !== 'file' || !NUMERIC.includes(content.type)) return undefined;
    const numbers = this.read(content.index);
    // Larger integers are no doubles: operators refuse them.
    if (content.type === 'int64') this.stages.push(leaveBeyond([numbers], 2 ** 53));
    return numbers;
  }

  /** The numbers of all; undefined where one has none. */
  numbersOfAll(chosen: readonly Chosen<LaneColumn>[]): readonly NumberColumn[] | undefined {
    const numbers = chosen.map(({ field }) => this.numbersOf(field));
    return numbers.every((column) => column !== undefined) ? numbers : undefined;
  }

  /** The numbers of a column of the file. */
  read(index: number): NumberColumn {
    let numbers = this.#read.get(index);
    if (numbers === undefined) {
      numbers = this.room(64, 'file', this.marks(), index);
      this.#read.set(index, numbers);
    }
    return numbers;
  }

  /** The lists of all; undefined where one has none. */
  listsOfAll(chosen: readonly Chosen<LaneColumn>[]): readonly ListColumn[] | undefined {
    const lists = chosen.flatMap(({ field: { content } }) =>
      content.kind === 'lists' ? [content] : [],
    );
    return lists.length === chosen.length ? lists : undefined;
  }

  /** The lists of a column of the file. */
  readLists(index: number): ListColumn {
    let lists = this.#readLists.get(index);
    if (lists === undefined) {
      const within = { valid: undefined };
      lists = new ListColumn(64, new ListCells(index), 'file', this.marks(), within);
      this.lists.push(lists);
      this.#readLists.set(index, lists);
    }
    return lists;
  }

  /** Lists in such cells. */
  listRoom(
    width: FloatWidth,
    { cells }: Pick<ListColumn, 'cells'>,
    origin: Origin,
    nulls: NullMarks,
    within: ElementNulls,
  ): ListColumn {
    const lists = new ListColumn(width, cells, origin, nulls, within);
    this.lists.push(lists);
    return lists;
  }

  room(width: FloatWidth, origin: Origin, nulls: NullMarks, index?: number): NumberColumn {
    const column = new NumberColumn(width, index, origin, nulls);
    this.numbers.push(column);
    return column;
  }

  classRoom(labels: readonly string[] | undefined, nulls: NullMarks): ClassColumn {
    const column: ClassColumn = { kind: 'classes', labels, nulls, values: NO_CLASSES };
    this.classes.push(column);
    return column;
  }

  marks(): NullMarks {
    const marks = new NullMarks();
    this.nulls.push(marks);
    return marks;
  }

  /**
   * The mask that a step's `where` names.
   *
   * @throws SelectionError where there is no such column
   */
  maskOf({ op, options }: ParsedStep): Mask | 'none' | undefined {
    if (options.where === undefined) return 'none';
    const [column] = this.choose(op, [String(options.where)]);
    const { content } = column!.field; // one name chooses one column
    if (content.kind !== 'file') return undefined;
    if (content.type !== undefined && content.type !== 'boolean') return undefined;
    const mask = maskOf(content.index, this.marks(), this.marks());
    this.cells.push(mask.cells);
    this.masks = true;
    return mask;
  }

  /**
   * Puts the results of a step in their places.
   *
   * @param shape  one result for each column that was chosen, or all of them of all columns
   * @throws TypeError, RangeError, SelectionError as operators do
   */
  place(
    step: ParsedStep,
    chosen: readonly Chosen<LaneColumn>[],
    results: readonly Result[],
    shape: 'each' | 'one',
  ): void {
    const { op } = step;
    const placement = placementIn(step);
    const each = shape === 'each';
    const named = results.map(({ content, name }, i) =>
      each ? ofSource(op, chosen[i]!, content, placement) : ofAll(content, name, placement),
    );
    const before = this.columns;
    const places = placeResults(before.length, chosen, results.length, each, placement);
    if (placement.as !== undefined || !each) {
      checkCollisions(op, namesOf(before), chosen, namesOf(named), places, each);
    }
    this.columns = places.map((place) =>
      'source' in place ? before[place.source]! : named[place.result]!,
    );
  }
}

/** A result that keeps its source's name is written in the header as that was. */
function ofSource(op: string, source: Chosen<LaneColumn>, content: Content, placement: Placement) {
  const name = nameOf(op, source, placement);
  return { name, quoted: name === source.name ? source.field.quoted : undefined, content };
}

function ofAll(content: Content, name: string | undefined, { as }: Placement): LaneColumn {
  return { name: name ?? String(as), quoted: undefined, content };
}

function namesOf(columns: readonly LaneColumn[]): readonly string[] {
  return columns.map(({ name }) => name);
}
