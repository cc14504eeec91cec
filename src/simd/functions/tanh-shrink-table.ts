// Made by fixtures/generate/erf-table.py with Python 3.11.2 and mpmath 1.2.1; do not edit.

/** 1/3. */
export const THIRD = 0.3333333333333333;

/** 1/3 cut to 25 bits. */
export const THIRD_HEAD = 0.3333333283662796;

/** 1/3 − THIRD_HEAD. */
export const THIRD_REST = 4.967053731282552e-9;

/** P of x − tanh x = x³ (1/3 + x² P(x²)) for |x| ≤ 0.3, from the constant on; relative error of the whole 2^-60.96. */
export const SHRINK_C0 = -0.13333333333333333;

/**  */
export const SHRINK_C1 = 0.053968253968253964;

/**  */
export const SHRINK_C2 = -0.021869488536154467;

/**  */
export const SHRINK_C3 = 0.008863235529797852;

/**  */
export const SHRINK_C4 = -0.0035921280290323794;

/**  */
export const SHRINK_C5 = 0.001455834073664684;

/**  */
export const SHRINK_C6 = -0.000590019494675891;

/**  */
export const SHRINK_C7 = 0.00023900395895261691;

/**  */
export const SHRINK_C8 = -9.571560314950006e-5;

/**  */
export const SHRINK_C9 = 3.279727489750396e-5;
