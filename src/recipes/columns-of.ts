import { isObject } from './option-kinds.js';
import type { OptionValue } from './option-values.js';

/** The columns as operators take them. */
export function columnsOf(value: OptionValue): OptionValue | RegExp {
  if (!isObject(value)) return value;
  const { pattern, flags } = value;
  return new RegExp(String(pattern), typeof flags === 'string' ? flags : '');
}
