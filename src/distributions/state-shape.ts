import { describe, SchemaError, show } from '../errors.js';
import type { ColumnState, Groups, SoftmaxState } from './softmax-state.js';

/** What two states must have in common to be of one distribution, and to be added up. */
export interface StateShape {
  readonly temperature: number;
  readonly negates: boolean;
  /** The key columns; none: the whole stream is one distribution. */
  readonly by: readonly string[];
  readonly nulls: Groups['nulls'];
  readonly columns: readonly ColumnShape[];
}

export type ColumnShape = Omit<ColumnState, 'tables'>;

/** @throws TypeError where it is no state of distributions */
export function checkState(operator: string, state: unknown): asserts state is SoftmaxState {
  if (Array.isArray(Object(state).columns)) return;
  const report = { operator, what: 'the state is none', got: state };
  throw new TypeError(describe({ ...report, expected: 'what accumulate gave of a stream' }));
}

export function shapeOf({ temperature, negates, groups, columns }: SoftmaxState): StateShape {
  return {
    temperature,
    negates,
    by: groups?.by ?? [],
    nulls: groups?.nulls ?? 'group',
    columns: columns.map(({ name, width, positions }) => ({ name, width, positions })),
  };
}

/**
 * @param first  the shape of what is there already
 * @throws SchemaError that says both where they differ
 */
export function checkSameShape(operator: string, first: StateShape, next: StateShape): void {
  const [expected, got] = [first, next].map((shape) => spelled(shape, first, next)) as [
    string,
    string,
  ];
  if (expected === got) return;
  throw new SchemaError({ operator, what: 'states that do not match', got, expected });
}

/**
 * The shape of two states that are added up: theirs, where they match. One without columns, of a stream that never had a
 * batch, matches every other of its keys and temperature.
 */
export function sharedShape(operator: string, first: StateShape, next: StateShape): StateShape {
  const { columns } = first.columns.length === 0 ? next : first;
  const isNeutral = next.columns.length === 0;
  checkSameShape(operator, { ...first, columns }, isNeutral ? { ...next, columns } : next);
  return { ...first, columns };
}

/** The parts in which two shapes differ, of one of them. */
function spelled(shape: StateShape, first: StateShape, next: StateShape): string {
  return PARTS.filter((part) => part(first) !== part(next))
    .map((part) => part(shape))
    .join(', ');
}

const PARTS: readonly ((shape: StateShape) => string)[] = [
  ({ temperature }) => `temperature ${temperature}`,
  ({ negates }) => (negates ? 'softmin' : 'softmax'),
  ({ by }) => (by.length === 0 ? 'over the stream' : `by ${by.map(show).join(', ')}`),
  ({ nulls }) => (nulls === 'drop' ? 'null keys dropped' : 'null keys a group'),
  ({ columns }) => columns.map(spellColumn).join(', '),
];

function spellColumn({ name, width, positions }: ColumnShape): string {
  return `column ${show(name)} of ${positions === undefined ? '' : `${positions} × `}float${width}`;
}
