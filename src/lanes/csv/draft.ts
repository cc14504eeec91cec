import { checkCollisions, nameOf, type Placement, placeResults } from '../../columns/places.js';
import { type Chosen, type Columns, chooseColumns } from '../../columns/select.js';
import {
  type ClassColumn,
  type Content,
  type LaneColumn,
  type NumberColumn,
  numberColumn,
} from './columns.js';
import { type ParsedStep, placementIn } from './parsed-step.js';

/** What a step does to a batch: it computes `rows` rows, and flags those that the operators have to compute. */
export type Stage = (rows: number, flags: Uint8Array) => void;

/** A result, with a name of its own where the placement does not say it. */
export interface Result {
  readonly content: Content;
  readonly name?: string;
}

/** The lane as far as it is planned: the columns behind the last step, and what computes them. */
export class Draft {
  columns: readonly LaneColumn[];
  readonly stages: Stage[] = [];
  /** All columns that need room. */
  readonly numbers: NumberColumn[] = [];
  readonly classes: ClassColumn[] = [];
  /** Numbers of the file, by the index of their column. */
  readonly #read = new Map<number, NumberColumn>();

  constructor(columns: readonly LaneColumn[]) {
    this.columns = columns;
  }

  /** @throws TypeError, SelectionError as operators do */
  choose(operator: string, columns: Columns): readonly Chosen<LaneColumn>[] {
    return chooseColumns({ fields: this.columns }, columns, operator);
  }

  /** The numbers of a column; undefined where it holds others than an operator would see. */
  numbersOf({ content }: LaneColumn): NumberColumn | undefined {
    if (content.kind === 'classes') return undefined;
    if (content.kind === 'numbers') return content;
    let numbers = this.#read.get(content.index);
    if (numbers === undefined) {
      numbers = this.room(64, content.index);
      this.#read.set(content.index, numbers);
    }
    return numbers;
  }

  room(width: 32 | 64, index?: number): NumberColumn {
    const column = numberColumn(width, index);
    this.numbers.push(column);
    return column;
  }

  /** The numbers of all; undefined where one has none. */
  numbersOfAll(chosen: readonly Chosen<LaneColumn>[]): readonly NumberColumn[] | undefined {
    const numbers = chosen.map(({ field }) => this.numbersOf(field));
    return numbers.every((column) => column !== undefined) ? numbers : undefined;
  }

  classRoom(column: ClassColumn): ClassColumn {
    this.classes.push(column);
    return column;
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
