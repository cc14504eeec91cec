import { describe } from '../../src/errors.js';

/** @throws TypeError where it is no number, RangeError where it is not finite and above 0 */
export function checkTemperature(operator: string, temperature: unknown): void {
  const report = {
    operator,
    what: 'temperature is out of range',
    got: temperature,
    expected: 'a finite number above 0',
  };
  if (typeof temperature !== 'number') {
    throw new TypeError(describe({ ...report, what: 'temperature is no number' }));
  }
  if (!(temperature > 0 && temperature < Infinity)) throw new RangeError(describe(report));
}

/** @throws TypeError where it is neither true nor false */
export function checkFlag(operator: string, option: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  const what = `${option} is no boolean`;
  throw new TypeError(describe({ operator, what, got: value, expected: 'true or false' }));
}

/** @throws TypeError where it is no number, RangeError where it is no integer of at least 1 */
export function checkCount(operator: string, option: string, value: unknown): void {
  const report = { operator, what: `${option} is no count`, got: value };
  const expected = 'an integer of at least 1';
  if (typeof value !== 'number') throw new TypeError(describe({ ...report, expected }));
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new RangeError(describe({ ...report, expected }));
  }
}

/** @throws TypeError where it is no array of numbers with one at least, RangeError where one is not finite */
export function checkNumbers(operator: string, option: string, values: unknown): void {
  const expected = 'an array of finite numbers';
  if (!Array.isArray(values) || values.length === 0) {
    const what = `${option} are no array of numbers`;
    throw new TypeError(describe({ operator, what, got: values, expected }));
  }
  const stranger = values.findIndex((value) => !Number.isFinite(value));
  if (stranger < 0) return;
  const got: unknown = values[stranger];
  const report = { operator, what: `${option}[${stranger}] is no finite number`, got, expected };
  throw typeof got === 'number'
    ? new RangeError(describe(report))
    : new TypeError(describe(report));
}
