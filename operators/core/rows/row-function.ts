import type { DegeneratePolicy } from '../policies.js';
import type { RowKernel } from './block.js';

/** A function of a row's classes, with its kernels for both layouts. */
export interface RowFunction {
  readonly name: string;
  readonly kernel: RowKernel;
  /** What stands for probability 0. */
  readonly zero: number;
  /** What stands for each of `classes` equal probabilities. */
  uniform(classes: number): number;
  /** Options of its own with their values, checked; provenance holds them. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Whether it divides by a temperature; default true. */
  readonly tempered?: boolean;
  /** Which policies for degenerate rows it has, the default first; default: all of them. */
  readonly degenerate?: readonly DegeneratePolicy[];
  /** Whether its results are probabilities that sum to one, and can be rounded so that they do exactly. */
  readonly sumsToOne?: boolean;
  /** The value of a class that is not there; default −∞. */
  readonly absent?: number;
  /** Whether it wants logits, and input that is a distribution already is warned of; default true. */
  readonly logits?: boolean;
  /**
   * Where a kernel says that some rows want a closer look: whether a NaN in their first place tells which (default),
   * or all have to be looked at.
   */
  readonly tells?: 'NaN' | 'nothing';
}
