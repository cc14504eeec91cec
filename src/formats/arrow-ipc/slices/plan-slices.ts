import {
  type DataType,
  type Dictionary,
  type Field,
  type FixedSizeList,
  Type,
  type Union,
  UnionMode,
} from 'apache-arrow';
import type { ArrayMaker } from '../bodies/body-reader.js';
import type { OffsetsType } from '../bodies/buffer-checks.js';
import { elementsPerValue } from '../bodies/column-loaders.js';
import type { ColumnSlices, Origin } from './column-slices.js';
import { FixedSlices, UnionSlices } from './fixed-slices.js';
import { BoolSlices, FlatSlices, NullSlices } from './flat-slices.js';
import { ListSlices, VariableSlices } from './offset-slices.js';
import { ViewSlices } from './view-slices.js';

/** What a batch's columns are planned from. */
export interface Planning extends Origin {
  /** Unions had a validity bitmap before version 5 of the format. */
  readonly unionsHaveValidity: boolean;
}

/**
 * Whether rows of a batch can be read by themselves. The offsets of a dense union point into its children anywhere,
 * so these would be read whole for each slice.
 */
export function canSlice(fields: readonly Field[]): boolean {
  return fields.every(({ type }) => {
    const isDense = type.typeId === Type.Union && (type as Union).mode === UnionMode.Dense;
    return !isDense && canSlice(type.children ?? []);
  });
}

/** The columns of a batch or a struct, from the next nodes and regions. */
export function planColumns(planning: Planning, fields: readonly Field[]): ColumnSlices[] {
  return fields.map(({ type }) => {
    const plan = PLANS[type.typeId as Type] ?? flat;
    return plan(planning, type);
  });
}

type Plan<T extends DataType = DataType> = (planning: Planning, type: T) => ColumnSlices;

/** A plan for the types under whose ids it stands in `PLANS`, so that it is called with those only. */
function only<T extends DataType>(plan: Plan<T>): Plan {
  return plan as Plan;
}

const nothing: Plan = (from) => new NullSlices(from, from.layout.node(), undefined);

const flat: Plan = (from, type) => {
  const { layout } = from;
  const values = type.typeId === Type.Dictionary ? (type as Dictionary).indices : type;
  const { BYTES_PER_ELEMENT } = values.ArrayType as ArrayMaker<ArrayBufferView>;
  const width = BYTES_PER_ELEMENT * elementsPerValue(values);
  return new FlatSlices(from, layout.node(), layout.region(), layout.region(), width);
};

const bool: Plan = (from) => {
  const { layout } = from;
  return new BoolSlices(from, layout.node(), layout.region(), layout.region());
};

const variable: Plan = (from, type) => {
  const { layout } = from;
  const [node, validity, offsets] = [layout.node(), layout.region(), layout.region()];
  return new VariableSlices(from, node, validity, offsets, layout.region(), offsetsOf(type));
};

const view: Plan = (from) => {
  const { layout } = from;
  const [node, validity, views] = [layout.node(), layout.region(), layout.region()];
  const data = Array.from({ length: layout.variadicCount() }, () => layout.region());
  return new ViewSlices(from, node, validity, views, data);
};

const list: Plan = (from, type) => {
  const { layout } = from;
  const [node, validity, offsets] = [layout.node(), layout.region(), layout.region()];
  const children = planColumns(from, type.children);
  return new ListSlices(from, node, validity, offsets, offsetsOf(type), children);
};

const fixedSizeList = only<FixedSizeList>((from, type) => {
  const [node, validity] = [from.layout.node(), from.layout.region()];
  const children = planColumns(from, type.children);
  const what = 'a list has too few values';
  return new FixedSlices(from, node, validity, children, type.listSize, what);
});

const struct: Plan = (from, type) => {
  const [node, validity] = [from.layout.node(), from.layout.region()];
  return new FixedSlices(from, node, validity, planColumns(from, type.children));
};

const union: Plan = (from, type) => {
  const { layout } = from;
  const node = layout.node();
  const validity = from.unionsHaveValidity ? layout.region() : undefined;
  const typeIds = layout.region();
  return new UnionSlices(from, node, validity, typeIds, planColumns(from, type.children));
};

/** Every type that has offsets declares their array; `DataType` itself does not. */
function offsetsOf(type: DataType): OffsetsType {
  return type as unknown as OffsetsType;
}

const PLANS: Readonly<Partial<Record<Type, Plan>>> = {
  [Type.Null]: nothing,
  [Type.Bool]: bool,
  [Type.Utf8]: variable,
  [Type.LargeUtf8]: variable,
  [Type.Binary]: variable,
  [Type.LargeBinary]: variable,
  [Type.Utf8View]: view,
  [Type.BinaryView]: view,
  [Type.List]: list,
  [Type.LargeList]: list,
  [Type.Map]: list,
  [Type.FixedSizeList]: fixedSizeList,
  [Type.Struct]: struct,
  [Type.Union]: union,
};
