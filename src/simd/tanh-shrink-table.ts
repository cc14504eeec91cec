// Made by fixtures/generate/erf-table.py with Python 3.11.2 and mpmath 1.2.1; do not edit.

/** 1/3. */
export const THIRD = 0.3333333333333333;

/** 1/3 − THIRD. */
export const THIRD_LOW = 1.850371707708594e-17;

/** P of x − tanh x = x³ (1/3 + x² P(x²)) for |x| ≤ 0.3; relative error of the whole 2^-60.96. */
export const SHRINK_CURVE = new Float64Array([
  -0.13333333333333333, 0.053968253968253964, -0.021869488536154467, 0.008863235529797852,
  -0.0035921280290323794, 0.001455834073664684, -0.000590019494675891, 0.00023900395895261691,
  -9.571560314950006e-5, 3.279727489750396e-5,
]);
