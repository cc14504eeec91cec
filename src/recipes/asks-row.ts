import type { AnyStep } from './recipe.js';

/** Whether the results of a step depend on the place of their row in the stream: its noise does. */
export function asksRow({ op }: AnyStep): boolean {
  return op === 'gumbelSoftmax';
}
